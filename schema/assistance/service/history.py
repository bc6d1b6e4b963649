"""Entering what was done before the platform: marked, without touching funds or batches.

Whoever enters it works for the whole city and may both file and review; no money moves by it,
and a dossier in force that is due comes in as due, so that it is reviewed by others.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.assistance.rules import (
    COUNTING_AID_STATES,
    ENDED_DOSSIER_STATES,
    AidFacts,
    AssistanceErrorCode,
    DossierStatus,
    HistoricAid,
    HistoricDossier,
    Relation,
    RuleSet,
    check_aid,
    check_historic_aid,
    check_historic_dossier,
)
from schema.assistance.service.caps import above_year_cap, check_caps
from schema.assistance.service.gates import aid_subject, check_fit, check_once
from schema.assistance.service.log import log_step
from schema.assistance.service.steps import latest_review_on
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.core.clock import SHANGHAI
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import parameters
from schema.core.work import Work
from schema.membership.tables import person
from schema.organisation.access import may_edit


def may_enter_history(work: Work, entity: Entity) -> None:
    """Refuse whoever may not file and review for the whole city; raises FORBIDDEN."""
    for action in (Action.CREATE, Action.REVIEW):
        permit_city(work, entity, action)


def may_mend_history(row: Mapping[str, Any]) -> None:
    """Refuse to change what was filed on the platform; raises DomainError NOT_HISTORIC."""
    if row["imported_from"] is None:
        raise DomainError(AssistanceErrorCode.NOT_HISTORIC, path=("number",))


async def enter_historic_dossier(work: Work, facts: HistoricDossier) -> UUID:
    """Enter a dossier that another system kept; its id.

    Raises DomainError FORBIDDEN, INVALID, NOT_NEEDY, DOSSIER_EXISTS for a second living one.
    """
    may_enter_history(work, Entity.DOSSIER)
    await may_edit(work, facts.union_id, Entity.DOSSIER, Action.CREATE)
    terms = await parameters(work.connection, "DOSSIER", facts.judged_on)
    rule_set = RuleSet[str(terms["rule_set"])]
    check_historic_dossier(facts, rule_set, work.today)
    values = await _in_force(work, facts)
    entered = await work.insert(
        dossier,
        number=facts.number,
        person_id=facts.person_id,
        union_id=facts.union_id,
        file_level=facts.file_level,
        category=facts.category,
        rule_set=rule_set,
        primary_cause=facts.primary_cause,
        causes=[facts.primary_cause.value],
        household_size=facts.household_size,
        applied_on=facts.applied_on,
        opened_on=facts.opened_on,
        last_review_on=facts.last_review_on,
        exit_channel=facts.exit_channel,
        exited_on=facts.exited_on,
        imported_from=facts.source,
        **values,
    )
    await _enter_worker(work, entered, facts.person_id)
    await log_step(work, entered, None, values["status"], facts.source)
    return entered


async def _in_force(work: Work, facts: HistoricDossier) -> dict[str, Any]:
    """State and next review: a dossier in force that should have been reviewed is due."""
    if facts.status is not DossierStatus.ACTIVE:
        return {"status": facts.status}
    open_one = sa.exists().where(
        dossier.c.person_id == facts.person_id, dossier.c.status.not_in(ENDED_DOSSIER_STATES)
    )
    if (await work.execute(sa.select(open_one))).scalar_one():
        raise DomainError(AssistanceErrorCode.DOSSIER_EXISTS, path=("documentNumber",))
    row = {"category": facts.category, "causes": [facts.primary_cause.value]}
    due = await latest_review_on(work, row, facts.judged_on)
    status = DossierStatus.DUE_FOR_REVIEW if due <= work.today else DossierStatus.ACTIVE
    return {"status": status, "next_review_on": due}


async def _enter_worker(work: Work, dossier_id: UUID, person_id: UUID) -> None:
    table = person.c
    found = await work.execute(
        sa.select(table.name, table.sex, table.birth_date).where(table.id == person_id)
    )
    known = found.one()
    await work.insert(
        household_member,
        dossier_id=dossier_id,
        person_id=person_id,
        name=known.name,
        relation=Relation.SELF,
        sex=known.sex,
        birth_date=known.birth_date,
    )


async def enter_historic_aid(work: Work, facts: HistoricAid) -> UUID:
    """Enter aid that another system kept, under the caps of its day; the record's id.

    It belongs to no fund and no batch. Raises DomainError FORBIDDEN, INVALID,
    KIND_NOT_ALLOWED, DOSSIER_REQUIRED, ALREADY_GRANTED, CAP_EXCEEDED, MINUTES_REQUIRED.
    """
    may_enter_history(work, Entity.ASSISTANCE)
    names = ("kind", "fund_level", "period_key", "amount", "dossier_id", "person_id", "union_id")
    stated = asdict(facts)
    request = AidFacts(**{name: stated[name] for name in names}, goods=facts.goods)
    check_aid(request)
    check_historic_aid(facts, work.today)
    payee, union_id, household = await aid_subject(work, request)
    if payee != facts.person_id:
        raise DomainError(ErrorCode.INVALID, "档案不是该职工的", path=("dossier",))
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.CREATE)
    check_fit(facts.kind, facts.fund_level, household)
    values = {name: stated[name] for name in names} | {"union_id": union_id}
    if facts.status in COUNTING_AID_STATES and facts.approved_on is not None:
        await check_once(work, values)
        then = Work(work.connection, work.principal, _noon(facts.approved_on))
        case = values | {"id": None, "beneficiary_member_id": None}
        await check_caps(then, case, household)
        if await above_year_cap(then, case) and not facts.minutes:
            raise DomainError(AssistanceErrorCode.MINUTES_REQUIRED, path=("minutes",))
    return await work.insert(
        assistance_record,
        **values,
        number=facts.number,
        status=facts.status,
        goods=facts.goods,
        reason=facts.reason,
        requested_on=facts.requested_on,
        requested_by=f"history:{work.principal.subject}",
        approved_on=facts.approved_on,
        paid_on=facts.paid_on,
        verified_on=facts.verified_on,
        minutes=facts.minutes,
        imported_from=facts.source,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
