"""The clocks of events: started, recomputed and stopped as the events move."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.calendar import WorkCalendar, working_calendar
from schema.core.params import parameters
from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, AlertStatus, EventStatus, OpinionLevel
from schema.opinion.rules.limits import (
    EXPECTED,
    INITIAL_PARAMETERS,
    RULE,
    SILENT,
    due_moment,
    limit_key,
)
from schema.opinion.rules.stages import ClockKind, ClockStatus
from schema.opinion.service.bulk import signed, write_rows
from schema.opinion.tables import opinion_alert, opinion_clock

OFFICE = ("office_opens", "office_closes")


@dataclass(frozen=True, slots=True)
class Clocked:
    """What of an event decides its clocks."""

    id: UUID
    status: EventStatus
    level: OpinionLevel
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force, with the calendar that working time is counted by."""

    values: Mapping[str, object]
    calendar: WorkCalendar

    def due(self, kind: ClockKind, level: OpinionLevel, start: datetime) -> datetime | None:
        """When a clock of this kind and level runs out; None where there is no such limit."""
        limit = self.values.get(limit_key(kind, level))
        if not isinstance(limit, Mapping):
            return None
        opens, closes = (self.figure(key, "day_minute") for key in OFFICE)
        figures = {str(unit): int(number) for unit, number in limit.items()}
        return due_moment(start, figures, (opens, closes), self.calendar.is_working_day)

    def figure(self, key: str, unit: str) -> int:
        """The figure of a parameter, 0 when it has none of this unit."""
        value = self.values.get(key)
        return int(value.get(unit, 0)) if isinstance(value, Mapping) else 0


async def limits_in_force(work: Work) -> Limits:
    """The parameters of the clocks today; what they leave out keeps its initial value."""
    first = {entry.key: entry.value for entry in INITIAL_PARAMETERS}
    values = await parameters(work.connection, RULE, work.today)
    return Limits(first | values, await working_calendar(work.connection, work.today))


async def keep_clocks(work: Work, events: Sequence[Clocked]) -> None:
    """Bring the clocks of events in line with their state and level; safe to repeat.

    A running clock keeps its start and gets the limit of the present level; one that the
    level does not know is cancelled; one that is missing starts now.
    """
    if not events:
        return
    limits = await limits_in_force(work)
    known = await _known(work, [event.id for event in events])
    started: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    cancelled: list[UUID] = []
    for event in events:
        clocks = known.get(event.id, {})
        present = {kind: c for kind, c in clocks.items() if c.status is ClockStatus.RUNNING}
        if event.status in SILENT:
            cancelled += [clock.id for clock in present.values()]
            continue
        for kind, clock in present.items():
            due = limits.due(kind, event.level, clock.started_at)
            if due is None:
                cancelled.append(clock.id)
            elif clock.level is not event.level:
                moved.append({"key": clock.id, "new_level": event.level, "new_due": due})
        started += [
            row for kind in _wanted(event, clocks) if (row := _new(work, limits, event, kind))
        ]
    await _write(work, started, moved, cancelled)


def _wanted(event: Clocked, clocks: Mapping[ClockKind, Any]) -> list[ClockKind]:
    """The clocks that a state expects and that neither run nor have done their work."""

    def known(kind: ClockKind) -> bool:
        clock = clocks.get(kind)
        again = kind is ClockKind.OBSERVATION  # each entry starts the next interval
        return clock is not None and (clock.status is ClockStatus.RUNNING or not again)

    return [
        kind
        for kind in EXPECTED.get(event.status, ())
        if not known(kind) and (kind is not ClockKind.CRISIS or event.is_restricted)
    ]


def _new(work: Work, limits: Limits, event: Clocked, kind: ClockKind) -> dict[str, Any] | None:
    due = limits.due(kind, event.level, work.now)
    if due is None:
        return None
    values = {"event_id": event.id, "kind": kind, "level": event.level}
    return signed(work, {**values, "started_at": work.now, "due_at": due})


async def _known(work: Work, events: list[UUID]) -> dict[UUID, dict[ClockKind, Any]]:
    """The clocks that run or have done their work, the running one of a kind before others."""
    table = opinion_clock.c
    statement = (
        sa.select(table.id, table.event_id, table.kind, table.level, table.status, table.started_at)
        .where(table.event_id.in_(events), table.status != ClockStatus.CANCELLED)
        .order_by(table.status == ClockStatus.RUNNING)
    )
    found: dict[UUID, dict[ClockKind, Any]] = {}
    for row in await work.execute(statement):
        found.setdefault(row.event_id, {})[row.kind] = row
    return found


async def _write(
    work: Work, started: list[dict[str, Any]], moved: list[dict[str, Any]], cancelled: list[UUID]
) -> None:
    table = opinion_clock
    if started:
        await write_rows(work, insert(table).on_conflict_do_nothing(), started)
    if moved:
        await work.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("key"))
            .values(
                level=sa.bindparam("new_level"), due_at=sa.bindparam("new_due"), **_changed(work)
            ),
            moved,
        )
    if cancelled:
        await _end(work, table.c.id.in_(cancelled), ClockStatus.CANCELLED)


async def stop_clocks(work: Work, event_id: UUID, kinds: Collection[ClockKind]) -> None:
    """What these clocks waited for is done; alerts of their being late are answered by it."""
    if not kinds:
        return
    table, alert = opinion_clock.c, opinion_alert
    await _end(work, sa.and_(table.event_id == event_id, table.kind.in_(kinds)), ClockStatus.MET)
    await work.execute(
        sa.update(alert)
        .where(
            alert.c.event_id == event_id,
            alert.c.rule == AlertRule.CLOCK_OVERDUE,
            alert.c.subject.in_([kind.value for kind in kinds]),
            alert.c.status == AlertStatus.RAISED,
        )
        .values(
            status=AlertStatus.ACKNOWLEDGED,
            updated_at=work.now,
            updated_by=work.principal.subject,
            version=alert.c.version + 1,
        )
    )


async def _end(work: Work, which: sa.ColumnElement[bool], status: ClockStatus) -> None:
    table = opinion_clock
    await work.execute(
        sa.update(table)
        .where(which, table.c.status == ClockStatus.RUNNING)
        .values(status=status, ended_at=work.now, **_changed(work))
    )


def _changed(work: Work) -> dict[str, Any]:
    return {
        "updated_at": work.now,
        "updated_by": work.principal.subject,
        "version": opinion_clock.c.version + 1,
    }
