"""Joining a union, and every later step of a membership but the transfer."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.roles import Role
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    ENDED_STATES,
    HELD_STATES,
    MEMBERSHIP_TRANSITIONS,
    EmploymentForm,
    MembershipErrorCode,
    MembershipFacts,
    MembershipStatus,
    NewFormGroup,
    PersonFacts,
    Platform,
    RetentionGround,
    check_step_facts,
    normalise_name,
)
from schema.membership.service.disclosure import check_lookups
from schema.membership.service.ledger import log_step, turn
from schema.membership.service.persons import find_person, register_person
from schema.membership.service.unions import check_open
from schema.membership.tables import membership, person
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import accepted_credit_code

FIRST_STATES = (MembershipStatus.APPLIED, MembershipStatus.ACTIVE)


async def enrol(work: Work, facts: PersonFacts, *, union_id: UUID, stated: MembershipFacts) -> UUID:
    """Register a person, unless already registered under this name, and join; the membership.

    Raises what ``register_person`` and ``join_union`` raise, LOOKUP_LIMIT, and DUPLICATE when
    the document is registered under another name.
    """
    await may_edit(work, union_id, Entity.MEMBERSHIP, Action.CREATE)
    await check_lookups(work)
    person_id = await find_person(work, facts.document_kind, facts.document_number)
    if person_id is None:
        person_id = await register_person(work, facts)
    elif await _name_of(work, person_id) != normalise_name(facts.name):
        raise DomainError(
            ErrorCode.DUPLICATE, "该证件号码已以其他姓名登记", path=("documentNumber",)
        )
    return await join_union(work, person_id=person_id, union_id=union_id, stated=stated)


async def join_union(
    work: Work, *, person_id: UUID, union_id: UUID, stated: MembershipFacts
) -> UUID:
    """Apply for membership, or enter a standing one (``ACTIVE`` with its date); the id.

    Raises DomainError FORBIDDEN, UNION_CLOSED, or MEMBERSHIP_EXISTS when the
    person holds a membership anywhere: that one is transferred or revived.
    """
    await may_edit(work, union_id, Entity.MEMBERSHIP, Action.CREATE)
    await check_open(work, union_id, path=("unionId",))
    _check_stated(stated, work.today)
    await _check_free(work, person_id)
    joined = await work.insert(
        membership,
        person_id=person_id,
        union_id=union_id,
        status=stated.status,
        joined_on=stated.joined_on,
        card_number=stated.card_number,
        employment_form=stated.employment_form,
        employer_name=stated.employer_name,
        employer_credit_code=accepted_credit_code(stated.employer_credit_code),
        occupation=stated.occupation,
        hired_on=stated.hired_on,
        contract_start_on=stated.contract_start_on,
        contract_end_on=stated.contract_end_on,
        frontline=stated.frontline,
        new_form_group=stated.new_form_group,
        platform=stated.platform,
    )
    await log_step(work, joined, union_id, None, stated.status)
    return joined


async def change_status(
    work: Work,
    *,
    membership_id: UUID,
    expected_version: int,
    status: MembershipStatus,
    reason: str | None = None,
    document: str | None = None,
    educated_on: date | None = None,
) -> None:
    """Take one step of SM-MEM; transfers have their own use cases.

    Raises DomainError ILLEGAL_TRANSITION, TRANSFER_ONLY, INVALID when a fact
    that the step needs is missing, MEMBERSHIP_EXISTS on re-entry elsewhere.
    """
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    target = next_state(MEMBERSHIP_TRANSITIONS, row["status"], status)
    if MembershipStatus.TRANSFERRING in {row["status"], target}:
        raise DomainError(MembershipErrorCode.TRANSFER_ONLY, path=("status",))
    educated = educated_on or row["educated_on"]
    check_step_facts(target, educated_on=educated, document=document, reason=reason)
    _check_decider(work, target)
    if target is MembershipStatus.APPLIED:
        await _check_free(work, row["person_id"])
    await turn(
        work,
        row,
        target,
        reason=reason,
        document=document,
        **step_changes(row, target, work.today, reason=reason, document=document),
        educated_on=None if target is MembershipStatus.APPLIED else educated,
    )
    if target is MembershipStatus.DECEASED:
        await _note_death(work, row["person_id"])


def step_changes(
    row: Mapping[str, Any],
    target: MembershipStatus,
    today: date,
    *,
    reason: str | None,
    document: str | None = None,
) -> dict[str, Any]:
    """What a step leaves on the membership beside its state."""
    ended = target in ENDED_STATES
    kept = target is MembershipStatus.RETAINED
    return {
        "joined_on": row["joined_on"] or (today if target is MembershipStatus.ACTIVE else None),
        "ended_on": today if ended else None,
        "end_reason": reason if ended or kept else None,
        "end_document": document,
        "retention_ground": RetentionGround.OTHER if kept else None,
    }


def _check_decider(work: Work, target: MembershipStatus) -> None:
    """A lapse and an expulsion are decided by people: a chair, or a union above."""
    if target not in {MembershipStatus.LAPSED, MembershipStatus.EXPELLED}:
        return
    permit(work, Entity.MEMBERSHIP, Action.DECIDE)
    if work.principal.role is Role.JOB:
        raise DomainError(MembershipErrorCode.CHAIR_DECIDES, path=("status",))


async def change_employment(
    work: Work,
    *,
    membership_id: UUID,
    expected_version: int,
    employment_form: EmploymentForm,
    new_form_group: NewFormGroup | None = None,
    platform: Platform | None = None,
    employer_name: str | None = None,
) -> None:
    """Note how a member is employed now; group and platform belong to the new forms only.

    Raises DomainError INVALID for an ended membership, or for a group without the form.
    """
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    if row["status"] in ENDED_STATES:
        raise DomainError(ErrorCode.INVALID, "会籍已终止", path=("id",))
    new_form = employment_form is EmploymentForm.NEW_FORM
    if not new_form and (new_form_group or platform):
        raise DomainError(ErrorCode.INVALID, "非新就业形态不填群体与平台", path=("newFormGroup",))
    await work.update(
        membership,
        membership_id,
        expected_version,
        employment_form=employment_form,
        new_form_group=new_form_group,
        platform=platform,
        employer_name=employer_name or row["employer_name"],
    )


def _check_stated(stated: MembershipFacts, today: date) -> None:
    if stated.status not in FIRST_STATES:
        raise DomainError(ErrorCode.INVALID, "新会籍只能为已申请或在册", path=("status",))
    if stated.status is MembershipStatus.ACTIVE and stated.joined_on is None:
        raise DomainError(ErrorCode.INVALID, "在册会籍须有入会日期", path=("joinedOn",))
    if stated.joined_on is not None and stated.joined_on > today:
        raise DomainError(ErrorCode.INVALID, "入会日期在未来", path=("joinedOn",))


async def _check_free(work: Work, person_id: UUID) -> None:
    """No membership held elsewhere, as far as the caller sees; the index guards the rest."""
    held = sa.exists().where(
        membership.c.person_id == person_id, membership.c.status.in_(HELD_STATES)
    )
    if (await work.execute(sa.select(held))).scalar_one():
        raise DomainError(MembershipErrorCode.MEMBERSHIP_EXISTS, path=("personId",))


async def _name_of(work: Work, person_id: UUID) -> str:
    statement = sa.select(person.c.name).where(person.c.id == person_id)
    return str((await work.execute(statement)).scalar_one())


async def _note_death(work: Work, person_id: UUID) -> None:
    statement = sa.select(person.c.version).where(person.c.id == person_id)
    version: int = (await work.execute(statement)).scalar_one()
    await work.update(person, person_id, version, deceased_on=work.today)
