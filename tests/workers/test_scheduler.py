"""Any number of schedulers, one run a slot, whatever the clock does (R06)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.calendar import calendar_day
from schema.core.database import make_engine, transaction
from schema.core.outbox import job_run
from schema.operations.tables import schedule
from tests.workers.platform import TESTER
from workers.scheduler import Scheduler
from workers.settings import JobSettings

pytestmark = pytest.mark.anyio
START = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.fixture
async def schedulers(
    fresh_database: Stores, patience: JobSettings
) -> AsyncIterator[list[Scheduler]]:
    """Three schedulers, each with its own connections, as three processes would have."""
    engines = [make_engine(fresh_database.writer_url, pool_size=1) for _ in range(3)]
    yield [Scheduler(engine, patience) for engine in engines]
    for engine in engines:
        await engine.dispose()


async def add_schedule(engine: AsyncEngine, misfire: str, **values: object) -> None:
    facts = {
        "code": f"EVERY_FIVE_{misfire}",
        "name": "每五分钟",
        "job": "opinion.intake",
        "cron": "*/5 * * * *",
        "misfire": misfire,
        "last_slot_at": START,
        **values,
    }
    async with transaction(engine, TESTER) as work:
        await work.insert(schedule, **facts)


async def slots(engine: AsyncEngine) -> list[datetime]:
    async with engine.connect() as connection:
        found = await connection.execute(sa.select(job_run.c.due_at).order_by(job_run.c.due_at))
        return list(found.scalars())


@pytest.mark.chaos(10)
@pytest.mark.requirement("R06")
async def test_three_schedulers_fire_each_slot_once(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    await add_schedule(engine, "ALL")
    for step in range(1, 41):
        await asyncio.gather(*(one.tick(after(step)) for one in schedulers))
    assert await slots(engine) == [after(5 * number) for number in range(1, 9)]


@pytest.mark.parametrize(
    ("misfire", "expected"),
    [("SKIP", [after(65)]), ("ONCE", [after(60), after(65)])],
)
async def test_an_hour_without_schedulers(
    schedulers: list[Scheduler], engine: AsyncEngine, misfire: str, expected: list[datetime]
) -> None:
    await add_schedule(engine, misfire)
    await schedulers[0].tick(after(62))
    await schedulers[1].tick(after(65))
    assert await slots(engine) == expected


async def test_all_slots_of_a_long_downtime_are_made_up_for(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    await add_schedule(engine, "ALL", cron="* * * * *")
    while any(await asyncio.gather(*(one.tick(after(700)) for one in schedulers))):
        pass
    assert await slots(engine) == [after(number) for number in range(1, 701)]


@pytest.mark.requirement("R06")
async def test_a_clock_that_jumps_neither_doubles_nor_stalls(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    await add_schedule(engine, "ONCE")
    one = schedulers[0]
    for minute in (5, 600, 4, 5, 6, 10, 600.5):  # ahead by ten hours, and back again
        await one.tick(after(minute))
    assert await slots(engine) == [after(5), after(10), after(600)]


async def test_a_disabled_schedule_is_silent(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    await add_schedule(engine, "ALL", enabled=False)
    await schedulers[0].tick(after(30))
    assert await slots(engine) == []


async def test_a_schedule_of_an_unknown_job_does_not_stop_the_others(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    await add_schedule(engine, "SKIP", job="no.such.job")
    await add_schedule(engine, "ONCE")
    await schedulers[0].tick(after(5))
    assert await slots(engine) == [after(5)]


async def test_a_slot_and_its_mark_are_one_commit(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    """A scheduler that forgot the mark (restored backup) cannot fire the slot again."""
    await add_schedule(engine, "ALL")
    await schedulers[0].tick(after(11))
    async with transaction(engine, TESTER) as work:
        await work.execute(sa.update(schedule).values(last_slot_at=START))
    await schedulers[1].tick(after(11))
    assert await slots(engine) == [after(5), after(10)]


async def test_the_announced_holidays_move_the_slots_and_the_next_is_shown(
    schedulers: list[Scheduler], engine: AsyncEngine
) -> None:
    """The federation enters a day off after the schedule was made: its slot does not come."""
    monday = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    await add_schedule(engine, "ALL", cron="0 9 * * *", days="WORKING")
    await schedulers[0].tick(START)
    assert await upcoming(engine) == monday
    async with transaction(engine, TESTER) as work:
        await work.insert(calendar_day, day=monday.date(), is_workday=False, note="停工一日")
    await schedulers[1].tick(after(60))
    tuesday = monday + timedelta(days=1)
    assert await upcoming(engine) == tuesday
    await schedulers[2].tick(tuesday + timedelta(hours=1))
    assert await slots(engine) == [tuesday]
    assert await upcoming(engine) == tuesday + timedelta(days=1)


async def upcoming(engine: AsyncEngine) -> datetime | None:
    async with engine.connect() as connection:
        found: datetime | None = await connection.scalar(sa.select(schedule.c.next_slot_at))
        return found
