"""Turns the timetable into runs: one row per slot, however many schedulers look at it.

A slot is written together with the mark that it was dealt with, and its row is
unique; PostgreSQL's clock decides what is due.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.calendar import WorkCalendar, working_calendar
from schema.core.clock import calendar_date
from schema.core.database import transaction
from schema.core.outbox import enqueue_slot
from schema.core.principal import job_principal
from schema.core.work import Work
from schema.operations.jobs import SCHEDULABLE
from schema.operations.rules import Timetable, chosen_days, due_slots, next_slots
from schema.operations.tables import schedule
from workers.settings import JobSettings
from workers.steady import keep_on

SCHEDULER = job_principal("scheduler")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The scheduler of one process."""

    engine: AsyncEngine
    patience: JobSettings

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the timetable each second until ``stop``."""
        await keep_on("scheduler.tick", self.tick, stop, self.patience.poll_seconds)

    async def tick(self, now: datetime | None = None) -> bool:
        """Write the runs that are due; True when an entry has more slots than one tick writes.

        ``now`` overrides PostgreSQL's clock (for tests of clock jumps).
        """
        with metrics.timed(metrics.TICK_SECONDS):
            return await self._tick(now)

    async def _tick(self, now: datetime | None) -> bool:
        async with transaction(self.engine, SCHEDULER) as work:
            if now is None:
                now = (await work.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
            entries = await work.execute(
                sa.select(schedule).where(schedule.c.enabled).with_for_update(skip_locked=True)
            )
            found = entries.all()
            calendar = await working_calendar(work.connection, calendar_date(now))
            more = [await _write_slots(work, entry, calendar, now) for entry in found]
        return any(more)


async def _write_slots(
    work: Work, entry: sa.Row[tuple[object, ...]], calendar: WorkCalendar, now: datetime
) -> bool:
    """The due slots of one schedule; a schedule that cannot be read is reported and left."""
    message_type = SCHEDULABLE.get(entry.job)
    if message_type is None:
        log.error("scheduler.unknown_job", schedule=entry.code, job=entry.job)
        return False
    serves = chosen_days(entry.days, calendar.is_working_day)
    timetable = Timetable(entry.cron, entry.timezone, entry.misfire, entry.grace_seconds, serves)
    due = due_slots(timetable, entry.last_slot_at, now)
    message = msgspec.convert(entry.arguments, message_type)
    for slot in due.slots:
        # The run's own trace hangs below this span.
        with tracing.span("scheduler.slot", schedule=entry.code, job=entry.job):
            await enqueue_slot(work.connection, message, schedule_code=entry.code, due_at=slot)
        metrics.count(metrics.SLOTS, schedule=entry.code)
    if due.skipped:
        metrics.count(metrics.SLOTS_SKIPPED, schedule=entry.code)
        log.warning("scheduler.slots_skipped", schedule=entry.code, since=str(entry.last_slot_at))
    upcoming = next(iter(next_slots(timetable, now, 1)), None)
    if (due.reached, upcoming) != (entry.last_slot_at, entry.next_slot_at):
        await work.execute(
            sa.update(schedule)
            .where(schedule.c.id == entry.id)
            .values(last_slot_at=due.reached, next_slot_at=upcoming)
        )
    return due.more
