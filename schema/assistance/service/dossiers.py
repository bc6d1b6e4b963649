"""The life of a dossier, from the application to the closed file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.assistance.rules import (
    DOSSIER_TRANSITIONS,
    ENDED_DOSSIER_STATES,
    AssessmentFacts,
    AssistanceErrorCode,
    DossierFacts,
    DossierStatus,
    ExitChannel,
    HouseholdMemberFacts,
    MigrantFacts,
    Relation,
    RuleSet,
    check_household_member,
    migrant_conditions_missing,
)
from schema.assistance.service.assessments import assess_dossier
from schema.assistance.service.log import log_step, take_step
from schema.assistance.service.recoveries import open_recoveries
from schema.assistance.service.steps import ACTIONS, latest_review_on, step_changes
from schema.assistance.tables import dossier, household_member
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import MembershipStatus, normalise_name
from schema.membership.tables import membership
from schema.organisation.access import WRITES, editable_row, may_edit

# A household that has left comes back under a new number.
LEFT = frozenset({DossierStatus.EXITED, DossierStatus.MONITORED, DossierStatus.CLOSED})
#: After these another dossier may follow; the new union of a member files him anew.
BEFORE = LEFT | {DossierStatus.MOVED_OUT}


async def open_dossier(
    work: Work,
    *,
    facts: DossierFacts,
    household: Sequence[HouseholdMemberFacts],
    assessed: AssessmentFacts,
    migrant: MigrantFacts | None = None,
) -> UUID:
    """File an application with its household and first assessment; the dossier's id.

    The dossier is a draft until submitted. Raises DomainError DOSSIER_EXISTS
    while another one in this worker's name lives, INVALID for a household
    without exactly one member who is the worker, FORBIDDEN outside the scope,
    MIGRANT_CONDITIONS for a worker from elsewhere who does not meet them.
    """
    await may_edit(work, facts.union_id, Entity.DOSSIER, Action.CREATE)
    await _check_applicant(work, facts)
    await _check_previous(work, facts)
    if [member.relation for member in household].count(Relation.SELF) != 1:
        raise DomainError(ErrorCode.INVALID, "家庭成员须有且只有一名本人", path=("household",))
    rules = await parameters(work.connection, "DOSSIER", work.today)
    rule_set = RuleSet[str(rules["rule_set"])]
    if migrant is not None:
        await _check_migrant(work, rule_set, facts, migrant)
    dossier_id = await work.insert(
        dossier,
        **({"migrant": True} | asdict(migrant) if migrant else {}),
        number=make_number("DA", work.today),
        person_id=facts.person_id,
        membership_id=facts.membership_id,
        union_id=facts.union_id,
        rule_set=rule_set,
        status=DossierStatus.DRAFT,
        primary_cause=facts.primary_cause,
        causes=facts.all_causes,
        needs=[need.value for need in facts.needs],
        applied_on=work.today,
        previous_dossier_id=facts.previous_dossier_id,
    )
    await log_step(work, dossier_id, None, DossierStatus.DRAFT)
    for index, member in enumerate(household):
        await _enter_member(work, dossier_id, member, path=("household", index))
    await assess_dossier(work, dossier_id=dossier_id, expected_version=1, facts=assessed)
    return dossier_id


async def add_household_member(
    work: Work, *, dossier_id: UUID, facts: HouseholdMemberFacts
) -> UUID:
    """Add a member to the household; the next assessment counts it. The member's id."""
    row = await editable_row(work, dossier, dossier_id)
    if row["status"] in ENDED_DOSSIER_STATES:
        raise DomainError(AssistanceErrorCode.DOSSIER_NOT_IN_FORCE, path=("dossierId",))
    return await _enter_member(work, dossier_id, facts, path=())


async def change_dossier_status(
    work: Work,
    *,
    dossier_id: UUID,
    expected_version: int,
    status: DossierStatus,
    reason: str | None = None,
    exit_channel: ExitChannel | None = None,
    exit_proof: str | None = None,
) -> None:
    """Take one step of SM-DOS with the facts that it demands (see ``steps``)."""
    row = await editable_row(
        work,
        dossier,
        dossier_id,
        expected_version=expected_version,
        actions=ACTIONS.get(status, WRITES),
    )
    target = next_state(DOSSIER_TRANSITIONS, row["status"], status)
    changes = await step_changes(work, row, target, reason, exit_channel, exit_proof)
    await take_step(work, row, target, note=reason, **changes)
    if target is DossierStatus.VOIDED:
        await open_recoveries(work, dossier_id, reason or target.label)


async def plan_review(
    work: Work, *, dossier_id: UUID, expected_version: int, next_review_on: date
) -> None:
    """Set the day of the next re-verification, no later than the rules allow.

    Raises DomainError DOSSIER_NOT_IN_FORCE, INVALID for a day past or too late.
    """
    row = await editable_row(work, dossier, dossier_id, expected_version=expected_version)
    if row["status"] not in {DossierStatus.ACTIVE, DossierStatus.DUE_FOR_REVIEW}:
        raise DomainError(AssistanceErrorCode.DOSSIER_NOT_IN_FORCE, path=("id",))
    last = row["last_review_on"] or row["opened_on"]
    latest = max(await latest_review_on(work, row, last), work.today)
    if not work.today <= next_review_on <= latest:
        raise DomainError(
            ErrorCode.INVALID, f"复核日期须在今天至 {latest} 之间", path=("nextReviewOn",)
        )
    await work.update(dossier, dossier_id, expected_version, next_review_on=next_review_on)


async def _check_applicant(work: Work, facts: DossierFacts) -> None:
    open_one = sa.exists().where(
        dossier.c.person_id == facts.person_id, dossier.c.status.not_in(ENDED_DOSSIER_STATES)
    )
    if (await work.execute(sa.select(open_one))).scalar_one():
        raise DomainError(AssistanceErrorCode.DOSSIER_EXISTS, path=("personId",))
    if facts.membership_id is None:
        return
    held = await _membership(work, facts.membership_id)
    if held is None or held["person_id"] != facts.person_id:
        raise DomainError(ErrorCode.INVALID, "会籍不属于该职工", path=("membershipId",))


async def _check_migrant(
    work: Work, rule_set: RuleSet, facts: DossierFacts, migrant: MigrantFacts
) -> None:
    """A worker from elsewhere meets the conditions of the rule set in force (domain §4.1)."""
    held = None if facts.membership_id is None else await _membership(work, facts.membership_id)
    terms = await parameters(work.connection, "DOSSIER", work.today)
    # A rule set needs its own terms only: those of the other may not be in force.
    months = {
        name: figure(terms, f"migrant_{name}") if f"migrant_{name}" in terms else 0
        for name in ("contract_months", "residence_months", "employment_months")
    }
    missing = migrant_conditions_missing(
        rule_set,
        migrant,
        is_member=held is not None and held["status"] is MembershipStatus.ACTIVE,
        today=work.today,
        **months,
    )
    if missing:
        raise DomainError(
            AssistanceErrorCode.MIGRANT_CONDITIONS,
            "、".join(condition.label for condition in missing),
            path=("migrant",),
            details={"missing": [condition.value for condition in missing]},
        )


async def _check_previous(work: Work, facts: DossierFacts) -> None:
    """What goes before is the same worker's: a dossier that was left, or that moved with him."""
    if facts.previous_dossier_id is None:
        return
    statement = sa.select(dossier.c.person_id, dossier.c.status).where(
        dossier.c.id == facts.previous_dossier_id
    )
    before = (await work.execute(statement)).one_or_none()
    if before is None or before.person_id != facts.person_id or before.status not in BEFORE:
        raise DomainError(AssistanceErrorCode.NOT_LAST_DOSSIER, path=("previousDossierId",))


async def _membership(work: Work, membership_id: UUID) -> Mapping[Any, Any] | None:
    statement = sa.select(membership.c.person_id, membership.c.status).where(
        membership.c.id == membership_id
    )
    return (await work.execute(statement)).mappings().one_or_none()


async def _enter_member(
    work: Work, dossier_id: UUID, facts: HouseholdMemberFacts, *, path: tuple[str | int, ...]
) -> UUID:
    try:
        check_household_member(facts, work.today)
    except DomainError as error:
        error.path = (*path, *error.path)
        raise
    values = asdict(facts) | {"name": normalise_name(facts.name)}
    return await work.insert(household_member, dossier_id=dossier_id, **values)
