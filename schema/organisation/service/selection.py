"""Titles: one step of SM-SEL with its notices, objections, rechecks and separate hands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.rules import (
    SELECTION_TRANSITIONS,
    OrganisationErrorCode,
    RecordSubject,
    SelectionStatus,
)
from schema.organisation.service.log import check_apart, log_step, stated

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
class Candidate:
    """A row on its way to a title, locked, and what its nomination asks for."""

    table: sa.Table
    subject: RecordSubject
    row: Row
    nominate: Callable[[], Awaitable[Changes]]


def actions_for(status: SelectionStatus) -> tuple[Action, ...]:
    """What a step needs of the role that takes it."""
    return ACTIONS.get(status, DECIDES)


async def take_step(
    work: Work,
    candidate: Candidate,
    expected_version: int,
    status: SelectionStatus,
    note: str | None,
) -> None:
    """Bring a candidate one step on, and write the step down.

    Raises DomainError ILLEGAL_TRANSITION, SAME_OFFICER, NOTICE_UNFINISHED, INVALID without
    the reason that a step needs, and what the nomination raises.
    """
    row = candidate.row
    target = next_state(SELECTION_TRANSITIONS, row["status"], status)
    if target in WITH_REASON:
        stated(note, "note", "须写明原因")
    await check_apart(work, row["id"], *APART.get(target, ()))
    changes = await _demanded(work, candidate, target)
    await log_step(
        work, candidate.subject, row["id"], row["union_id"], row["status"], target, note=note
    )
    await work.update(candidate.table, row["id"], expected_version, status=target, **changes)


async def _demanded(work: Work, candidate: Candidate, target: SelectionStatus) -> Changes:
    """What a step checks first, and the dates that it sets."""
    if target is S.NOMINATED:
        return await candidate.nominate()
    if target in {S.TOWNSHIP_REVIEWED, S.DECIDED}:
        await _notice_has_hung(work, candidate.row)
    dates = {
        S.UNIT_NOTICE: "notice_from",
        S.CITY_NOTICE: "notice_from",
        S.AWARDED: "awarded_on",
        S.RECHECKED: "rechecked_on",
    }
    return {dates[target]: work.today} if target in dates else {}


async def _notice_has_hung(work: Work, row: Row) -> None:
    """Not before the notice has hung its working days; an objection may end it earlier."""
    terms = await parameters(work.connection, "UNION", row["notice_from"])
    calendar = await working_calendar(work.connection, row["notice_from"])
    ends = calendar.add(row["notice_from"], figure(terms, "selection_notice_working_days"))
    if work.today <= ends:
        raise DomainError(
            OrganisationErrorCode.NOTICE_UNFINISHED,
            path=("status",),
            details={"endsOn": ends.isoformat()},
        )
