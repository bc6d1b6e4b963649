"""Model homes: SM-SEL with its notices, standards, objections and rechecks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row
from schema.organisation.rules import (
    LOWER_LEVEL,
    SELECTION_TRANSITIONS,
    HomeKind,
    HomeLevel,
    OrganisationErrorCode,
    RecordSubject,
    SelectionStatus,
)
from schema.organisation.service.assessments import check_year
from schema.organisation.service.log import check_apart, log_step, stated
from schema.organisation.service.terms import work_union
from schema.organisation.tables import home_assessment

S = SelectionStatus
Row = Mapping[str, Any]
Changes = dict[str, object]
ENTERS = (Action.CREATE,)
REVIEWS = (Action.REVIEW,)
DECIDES = (Action.DECIDE,)
#: What a step needs of the role.
ACTIONS: Mapping[SelectionStatus, tuple[Action, ...]] = {
    S.NOMINATED: ENTERS,
    S.UNIT_NOTICE: ENTERS,
    S.OBJECTION: (Action.CREATE, Action.REVIEW, Action.DECIDE),
    S.TOWNSHIP_REVIEWED: REVIEWS,
    S.CITY_REVIEWED: REVIEWS,
    S.CITY_NOTICE: REVIEWS,
    S.DECIDED: DECIDES,
    S.AWARDED: DECIDES,
    S.IN_FORCE: DECIDES,
    S.RECHECKED: REVIEWS,
    S.REVOKED: DECIDES,
    S.EXPIRED: DECIDES,
}
WITH_REASON = frozenset({S.OBJECTION, S.REVOKED, S.EXPIRED})
#: Whoever took one of these steps does not take the next one.
APART: Mapping[SelectionStatus, tuple[SelectionStatus, ...]] = {
    S.TOWNSHIP_REVIEWED: (S.NOMINATED,),
    S.CITY_REVIEWED: (S.NOMINATED,),
    S.DECIDED: (S.NOMINATED, S.TOWNSHIP_REVIEWED, S.CITY_REVIEWED),
}


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What a nomination states; rates in basis points."""

    join_rate: int | None = None
    satisfaction: int | None = None
    member_votes: int | None = None
    note: str | None = None


async def open_home_assessment(
    work: Work, *, union_id: UUID, kind: HomeKind, level: HomeLevel, year: int
) -> UUID:
    """Enter a union that answers a call for a title; the assessment's id."""
    await work_union(work, union_id)
    check_year(work, year)
    home_id = await work.insert(
        home_assessment, union_id=union_id, kind=kind, level=level, year=year, status=S.CALL
    )
    await log_step(work, RecordSubject.HOME, home_id, union_id, None, S.CALL)
    return home_id


async def change_home_status(
    work: Work,
    *,
    home_id: UUID,
    expected_version: int,
    status: SelectionStatus,
    facts: HomeFacts,
) -> None:
    """Take one step of SM-SEL, with what it asks for.

    Raises DomainError ILLEGAL_TRANSITION, BELOW_STANDARD, LOWER_TITLE_MISSING,
    NOTICE_UNFINISHED, SAME_OFFICER, INVALID without reason.
    """
    actions = ACTIONS.get(status, DECIDES)
    row = await editable_row(
        work, home_assessment, home_id, expected_version=expected_version, actions=actions
    )
    target = next_state(SELECTION_TRANSITIONS, row["status"], status)
    if target in WITH_REASON:
        stated(facts.note, "note", "须写明原因")
    await check_apart(work, home_id, *APART.get(target, ()))
    demand = DEMANDS.get(target)
    changes = {} if demand is None else await demand(work, row, facts)
    await log_step(
        work, RecordSubject.HOME, home_id, row["union_id"], row["status"], target, note=facts.note
    )
    await work.update(home_assessment, home_id, expected_version, status=target, **changes)


async def _nominated(work: Work, row: Row, facts: HomeFacts) -> Changes:
    """The joining rate and satisfaction that the call asks for, and the title below."""
    terms = await parameters(work.connection, "UNION", work.today)
    if facts.join_rate is None or facts.satisfaction is None or not facts.member_votes:
        raise DomainError(ErrorCode.INVALID, "须填报入会率、满意度和测评人数", path=("joinRate",))
    if facts.join_rate < figure(terms, "home_join_rate"):
        raise DomainError(OrganisationErrorCode.BELOW_STANDARD, path=("joinRate",))
    if facts.satisfaction < figure(terms, "home_satisfaction"):
        raise DomainError(OrganisationErrorCode.BELOW_STANDARD, path=("satisfaction",))
    lower = LOWER_LEVEL.get(row["level"])
    if lower is not None and not await _holds(work, row, lower):
        raise DomainError(OrganisationErrorCode.LOWER_TITLE_MISSING, path=("level",))
    return {
        "join_rate": facts.join_rate,
        "satisfaction": facts.satisfaction,
        "member_votes": facts.member_votes,
    }


async def _holds(work: Work, row: Row, level: HomeLevel) -> bool:
    table = home_assessment.c
    held = sa.exists().where(
        table.union_id == row["union_id"],
        table.kind == row["kind"],
        table.level == level,
        table.status.in_((S.IN_FORCE, S.RECHECKED)),
    )
    return bool((await work.execute(sa.select(held))).scalar_one())


async def _noticed(work: Work, row: Row, facts: HomeFacts) -> Changes:
    del row, facts
    return {"notice_from": work.today}


async def _after_notice(work: Work, row: Row, facts: HomeFacts) -> Changes:
    """Not before the notice has hung its working days; an objection may end it earlier."""
    del facts
    terms = await parameters(work.connection, "UNION", row["notice_from"])
    calendar = await working_calendar(work.connection, row["notice_from"])
    ends = calendar.add(row["notice_from"], figure(terms, "selection_notice_working_days"))
    if work.today <= ends:
        raise DomainError(
            OrganisationErrorCode.NOTICE_UNFINISHED,
            path=("status",),
            details={"endsOn": ends.isoformat()},
        )
    return {}


async def _awarded(work: Work, row: Row, facts: HomeFacts) -> Changes:
    del row, facts
    return {"awarded_on": work.today}


async def _rechecked(work: Work, row: Row, facts: HomeFacts) -> Changes:
    del row, facts
    return {"rechecked_on": work.today}


DEMANDS: Mapping[SelectionStatus, Callable[[Work, Row, HomeFacts], Awaitable[Changes]]] = {
    S.NOMINATED: _nominated,
    S.UNIT_NOTICE: _noticed,
    S.TOWNSHIP_REVIEWED: _after_notice,
    S.CITY_NOTICE: _noticed,
    S.DECIDED: _after_notice,
    S.AWARDED: _awarded,
    S.RECHECKED: _rechecked,
}
