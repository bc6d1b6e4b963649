"""Use cases of rights cases: register, triage, accept, route, handle, close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.params import parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import may_edit
from schema.organisation.tables import union_organisation
from schema.rights.access import handled_case, is_leader, may_register
from schema.rights.rules import (
    CASE_TRANSITIONS,
    ENDED_CASES,
    INITIAL_PARAMETERS,
    LEADERS_ROUTES,
    RULE,
    WITH_TEXT,
    CaseOutcome,
    CaseRoute,
    CaseSource,
    CaseStatus,
    RightsError,
    Topic,
    deadline_key,
)
from schema.rights.tables import rights_case, rights_case_step

S = CaseStatus
Row = Mapping[str, Any]
#: Steps of triage and judgement; the others are the handling unit's own.
_JUDGED = frozenset({S.TRIAGED, S.ACCEPTED, S.NOT_ACCEPTED, S.ROUTED, S.CLOSED, S.REOPENED})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case is about."""

    source: CaseSource
    topic: Topic
    title: str
    facts: str
    union_id: UUID
    employer: str | None = None
    headcount: int = 1
    urgency: int = 1


async def register_case(work: Work, case: CaseFacts) -> UUID:
    """Register what somebody brings; the case's id. Raises DomainError INVALID, FORBIDDEN."""
    may_register(work)
    await may_edit(work, case.union_id, Entity.RIGHTS_CASE, Action.CREATE)
    return await _write(work, case)


async def open_case_of(
    work: Work, facts: CaseFacts, origin_id: UUID, *, is_restricted: bool = False
) -> UUID:
    """The case of an origin (an event of public opinion): the one there is, else a new one."""
    table = rights_case.c
    known = sa.select(table.id).where(table.source == facts.source, table.origin_id == origin_id)
    found: UUID | None = (await work.execute(known)).scalar_one_or_none()
    return found or await _write(work, facts, origin_id=origin_id, is_restricted=is_restricted)


async def _write(work: Work, facts: CaseFacts, **origin: object) -> UUID:
    for name in ("title", "facts"):
        if not getattr(facts, name).strip():
            raise DomainError(ErrorCode.INVALID, "不能为空", path=(name,))
    if facts.headcount < 1 or not 1 <= facts.urgency <= 4:  # noqa: PLR2004 - the four levels
        raise DomainError(ErrorCode.INVALID, "人数或紧急程度不正确", path=("headcount",))
    known = sa.select(sa.exists().where(union_organisation.c.id == facts.union_id))
    if not (await work.execute(known)).scalar_one():
        raise DomainError(ErrorCode.INVALID, "承办工会不存在", path=("unionId",))
    terms = await _terms(work)
    case = await work.insert(
        rights_case,
        number=make_number("WQ", work.today),
        source=facts.source,
        topic=facts.topic,
        title=facts.title.strip(),
        facts=facts.facts.strip(),
        employer=facts.employer,
        headcount=facts.headcount,
        is_collective=facts.headcount >= terms["collective_least"],
        urgency=facts.urgency,
        union_id=facts.union_id,
        registered_at=work.now,
        due_on=await _due(work, terms, S.REGISTERED, None),
        finish_on=work.today + timedelta(days=terms["finish_days"]),
        **origin,
    )
    await _log(work, case, None, S.REGISTERED, None)
    return case


async def advance_case(
    work: Work,
    case_id: UUID,
    expected_version: int,
    *,
    status: CaseStatus,
    text: str | None = None,
    route: CaseRoute | None = None,
    union_id: UUID | None = None,
    owner_id: UUID | None = None,
    outcome: CaseOutcome | None = None,
    recovered: int | None = None,
) -> None:
    """Bring a case into the next state; its deadline is that of the state and route.

    Raises DomainError ILLEGAL_TRANSITION, CASE_REASON_REQUIRED, ROUTE_REQUIRED,
    OUTCOME_REQUIRED, REOPENED_ALREADY, CASE_LEADER_REQUIRED, FORBIDDEN, NotFoundError,
    ConflictError.
    """
    needed = (Action.REVIEW, Action.DECIDE) if status in _JUDGED else (Action.CREATE, Action.DECIDE)
    row = await handled_case(work, case_id, expected_version, *needed)
    next_state(CASE_TRANSITIONS, row["status"], status)
    if status in WITH_TEXT and not (text or "").strip():
        raise DomainError(RightsError.CASE_REASON_REQUIRED, path=("text",))
    changes: dict[str, Any] = {"status_reason": text}
    if status is S.ROUTED:
        changes |= _routed(work, route, union_id, owner_id)
    if status in {S.RESOLVED, S.CLOSED}:
        changes |= _ended(row, status, outcome, recovered)
    if status is S.CLOSED:
        changes["closed_at"] = work.now
    if status is S.REOPENED:
        await _check_first(work, case_id)
    changes |= await _deadlines(work, row, status, route or row["route"])
    await work.update(rights_case, case_id, expected_version, status=status, **changes)
    await _log(work, case_id, row["status"], status, text)


def _routed(
    work: Work, route: CaseRoute | None, union_id: UUID | None, owner_id: UUID | None
) -> dict[str, Any]:
    if route is None:
        raise DomainError(RightsError.ROUTE_REQUIRED, path=("route",))
    if route in LEADERS_ROUTES and not is_leader(work):
        raise DomainError(RightsError.CASE_LEADER_REQUIRED, path=("route",))
    given = {"union_id": union_id, "owner_id": owner_id}
    return {"route": route} | {name: value for name, value in given.items() if value is not None}


def _ended(
    row: Row, status: CaseStatus, outcome: CaseOutcome | None, recovered: int | None
) -> dict[str, Any]:
    """A result is named when a case is resolved; the money when it is closed, 0 if none."""
    result = outcome or row["outcome"]
    if result is None:
        raise DomainError(RightsError.OUTCOME_REQUIRED, path=("outcome",))
    money = row["recovered"] if recovered is None else recovered
    if money is not None and money < 0:
        raise DomainError(ErrorCode.INVALID, "金额不能为负", path=("recovered",))
    if status is S.CLOSED and money is None:
        raise DomainError(RightsError.OUTCOME_REQUIRED, "结案须填写追回金额", path=("recovered",))
    return {"outcome": result, "recovered": money}


async def _check_first(work: Work, case_id: UUID) -> None:
    table = rights_case_step.c
    again = sa.exists().where(table.case_id == case_id, table.to_status == S.REOPENED)
    if (await work.execute(sa.select(again))).scalar_one():
        raise DomainError(RightsError.REOPENED_ALREADY, path=("status",))


async def _deadlines(
    work: Work, row: Row, status: CaseStatus, route: CaseRoute | None
) -> dict[str, Any]:
    """The deadline of the state; the clock stands still while a case is suspended."""
    if status is S.SUSPENDED:
        return {"suspended_on": work.today, "due_on": None}
    changes: dict[str, Any] = {}
    if row["suspended_on"] is not None:
        stood = work.today - row["suspended_on"]
        changes = {"suspended_on": None, "finish_on": row["finish_on"] + stood}
    if status in ENDED_CASES:
        return {**changes, "due_on": None}
    return {**changes, "due_on": await _due(work, await _terms(work), status, route)}


async def _terms(work: Work) -> dict[str, int]:
    first = {entry.key: entry.value for entry in INITIAL_PARAMETERS}
    values = first | await parameters(work.connection, RULE, work.today)
    return {key: value for key, value in values.items() if isinstance(value, int)}


async def _due(
    work: Work, terms: Mapping[str, int], status: CaseStatus, route: CaseRoute | None
) -> Any:
    key = deadline_key(status, route)
    if key is None:
        return None
    if key.endswith("working_days"):
        calendar = await working_calendar(work.connection, work.today)
        return calendar.add(work.today, terms[key])
    return work.today + timedelta(days=terms[key])


async def _log(
    work: Work, case_id: UUID, before: CaseStatus | None, after: CaseStatus, text: str | None
) -> None:
    await work.insert(
        rights_case_step,
        case_id=case_id,
        from_status=before,
        to_status=after,
        taken_at=work.now,
        taken_by=work.principal.subject,
        text=text,
    )
