"""SM-ORG: from the target to the working union, its due term, merger and end."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import (
    ENDED_UNION_STATES,
    UNION_TRANSITIONS,
    WORKING_UNION_STATES,
    ElectionKind,
    OrganisationErrorCode,
    RecordSubject,
    UnionKind,
    UnionStatus,
    accepted_credit_code,
)
from schema.organisation.service.log import check_apart, log_step, stated
from schema.organisation.service.unions import create_union
from schema.organisation.tables import enterprise, union_election, union_organisation

Row = Mapping[str, Any]
Changes = dict[str, object]
LEVEL_GRASSROOTS = 6
GRASSROOTS_CODE, OTHER_CODE = "81", "89"  # GB 32100-2015: trade unions
#: Steps that the organisation department or a leader decides; the others are entered.
DECIDED = frozenset({UnionStatus.APPROVED, UnionStatus.MERGED, UnionStatus.DISSOLVED})


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a step of SM-ORG may bring."""

    reason: str | None = None
    document_number: str | None = None
    credit_code: str | None = None
    merged_into_id: UUID | None = None


NO_FACTS = StepFacts()


async def change_union_status(
    work: Work,
    *,
    union_id: UUID,
    expected_version: int,
    status: UnionStatus,
    facts: StepFacts = NO_FACTS,
) -> None:
    """Take one step of SM-ORG, with the proof that it asks for.

    Raises DomainError ILLEGAL_TRANSITION, SAME_OFFICER when who applied approves,
    ELECTION_MISSING, CREDIT_CODE_INVALID, HAS_CHILDREN, INVALID without its paper.
    """
    actions = (Action.DECIDE,) if status in DECIDED else (Action.CREATE, Action.DECIDE)
    row = await editable_row(
        work,
        union_organisation,
        union_id,
        union_column="id",
        expected_version=expected_version,
        actions=actions,
    )
    target = next_state(UNION_TRANSITIONS, row["status"], status)
    demand = DEMANDS.get(target)
    changes = {} if demand is None else await demand(work, row, facts)
    await take_union_step(work, row, target, facts, **changes)


async def take_union_step(
    work: Work,
    row: Row,
    target: UnionStatus,
    facts: StepFacts = NO_FACTS,
    **changes: object,
) -> None:
    """Write a step that was judged legal, with the columns that it changes."""
    await log_step(
        work,
        RecordSubject.UNION,
        row["id"],
        row["id"],
        row["status"],
        target,
        note=facts.reason,
        document_number=facts.document_number,
    )
    await work.update(union_organisation, row["id"], row["version"], status=target, **changes)


async def _approved(work: Work, row: Row, facts: StepFacts) -> Changes:
    stated(facts.document_number, "documentNumber", "须写明批复文号")
    await check_apart(work, row["id"], UnionStatus.APPLIED)
    return {}


async def _elected(work: Work, row: Row, facts: StepFacts) -> Changes:
    del facts
    await _check_election(work, row, ElectionKind.FOUNDING)
    return {}


async def _registered(work: Work, row: Row, facts: StepFacts) -> Changes:
    """The legal person's code: 81 for grassroots unions, 89 for other bodies."""
    del work
    code = accepted_credit_code(facts.credit_code or row["credit_code"])
    begins = GRASSROOTS_CODE if row["level"] >= LEVEL_GRASSROOTS else OTHER_CODE
    if code is None or not code.startswith(begins):
        message = f"工会法人统一社会信用代码应以 {begins} 开头"
        raise DomainError(OrganisationErrorCode.CREDIT_CODE_INVALID, message, path=("creditCode",))
    return {"credit_code": code}


async def _active(work: Work, row: Row, facts: StepFacts) -> Changes:
    del facts
    if row["status"] is UnionStatus.TERM_DUE:
        await _check_election(work, row, ElectionKind.RENEWAL, since=row["term_end_on"])
        return {}
    return {"founded_on": row["founded_on"] or work.today}


async def _merged(work: Work, row: Row, facts: StepFacts) -> Changes:
    await _ended(work, row, facts)
    if facts.merged_into_id is None or facts.merged_into_id == row["id"]:
        raise DomainError(ErrorCode.INVALID, "须写明并入的工会", path=("mergedIntoId",))
    await may_edit(work, facts.merged_into_id, Entity.UNION, Action.DECIDE)
    table = union_organisation.c
    found = sa.select(table.status).where(table.id == facts.merged_into_id)
    if (await work.execute(found)).scalar_one_or_none() not in WORKING_UNION_STATES:
        raise DomainError(OrganisationErrorCode.UNION_ENDED, path=("mergedIntoId",))
    return {"merged_into_id": facts.merged_into_id}


async def _ended(work: Work, row: Row, facts: StepFacts) -> Changes:
    stated(facts.reason, "reason", "须写明原因")
    table = union_organisation.c
    children = sa.exists().where(
        table.parent_id == row["id"], table.status.not_in(ENDED_UNION_STATES)
    )
    if (await work.execute(sa.select(children))).scalar_one():
        raise DomainError(OrganisationErrorCode.HAS_CHILDREN, path=("status",))
    return {}


async def _check_election(
    work: Work, row: Row, kind: ElectionKind, *, since: object = None
) -> None:
    table = union_election.c
    conditions = [table.union_id == row["id"], table.kind == kind]
    if since is not None:
        conditions.append(table.held_on >= since)
    held = sa.exists().where(*conditions)
    if not (await work.execute(sa.select(held))).scalar_one():
        raise DomainError(OrganisationErrorCode.ELECTION_MISSING, path=("status",))


DEMANDS: Mapping[UnionStatus, Callable[[Work, Row, StepFacts], Awaitable[Changes]]] = {
    UnionStatus.APPROVED: _approved,
    UnionStatus.CONGRESS_HELD: _elected,
    UnionStatus.REGISTERED: _registered,
    UnionStatus.ACTIVE: _active,
    UnionStatus.MERGED: _merged,
    UnionStatus.DISSOLVED: _ended,
}


async def target_enterprise(
    work: Work, *, enterprise_id: UUID, expected_version: int, code: str, guide_name: str
) -> UUID:
    """Make an enterprise without a union a target (建会对象); the union-to-be's id.

    Raises DomainError TARGET_EXISTS when it has a union, or is a target already.
    """
    row = await editable_row(work, enterprise, enterprise_id, expected_version=expected_version)
    if row["own_union_id"] is not None:
        raise DomainError(OrganisationErrorCode.TARGET_EXISTS, path=("id",))
    union_id = await create_union(
        work,
        code=code,
        name=f"{row['name']}工会",
        kind=UnionKind.GRASSROOTS_UNION,
        division_id=row["division_id"],
        parent_id=row["union_id"],
        level=LEVEL_GRASSROOTS,
        guide_name=stated(guide_name, "guideName", "须指定建会指导员"),
    )
    await work.update(
        union_organisation,
        union_id,
        1,
        employer_name=row["name"],
        employer_credit_code=row["credit_code"],
        workers_count=row["headcount"],
    )
    await work.update(enterprise, enterprise_id, expected_version, own_union_id=union_id)
    return union_id


async def turn_terms(work: Work) -> int:
    """The nightly turn: unions whose term has ended wait for their election; how many.

    Safe to repeat: a union that has turned is not found again.
    """
    table = union_organisation.c
    due = sa.select(union_organisation).where(
        table.status == UnionStatus.ACTIVE, table.term_end_on < work.today
    )
    rows = (await work.execute(due.with_for_update(skip_locked=True))).mappings().all()
    for row in rows:
        values = {str(name): value for name, value in row.items()}
        await take_union_step(work, values, UnionStatus.TERM_DUE, StepFacts("任期届满"))
    return len(rows)
