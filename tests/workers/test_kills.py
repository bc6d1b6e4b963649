"""Processes of the job platform, killed, stopped and out of time: no loss, no double effect."""

import asyncio
import random
import signal
import time
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.database import transaction
from schema.core.outbox import job_run
from schema.operations.tables import schedule
from tests.sizes import size
from tests.workers.jobs import Note
from tests.workers.platform import TESTER, Platform, eventually
from tests.workers.process import CLOCK_AHEAD

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
MINUTE = timedelta(minutes=1)


@pytest.mark.chaos(2)
@pytest.mark.requirement("R03")
async def test_r03_a_killed_worker_loses_and_doubles_nothing(platform: Platform) -> None:
    platform.start("relay")
    sent: list[UUID] = []
    for _ in range(size(1, 5)):
        worker = platform.start("worker")
        (run,) = await platform.send(Note(1.0))
        sent.append(run)
        await platform.reached(run, "RUNNING")
        worker.kill()
        worker.wait()
        # The lease ends after 1.5 s, and the relay takes the run back: no broker has a say in it.
        killed = time.monotonic()
        await platform.reached(run, "RETRYING")
        assert time.monotonic() - killed < 10
        rescuer = platform.start("worker")
        row = await platform.reached(run, "SUCCEEDED")
        assert (row.attempts, row.lost_leases) == (2, 1)
        rescuer.terminate()
        rescuer.wait()
    assert sorted(await platform.effects()) == sorted(sent)


@pytest.mark.chaos(2)
@pytest.mark.requirement("R02")
async def test_killed_relays_lose_and_double_nothing(platform: Platform) -> None:
    """Killed at any moment: before, while and after a message is handed over."""
    kills, jobs = size(2, 20), size(60, 2_000)
    platform.start("worker")
    sent: list[UUID] = []
    for _ in range(kills):
        relay = platform.start("relay")
        # It is up when it has sent one; it dies somewhere among those that follow.
        (first,) = await platform.send(Note())
        await platform.reached(first, "SUCCEEDED")
        burst = [await platform.send(Note()) for _ in range(jobs // kills - 1)]
        sent += [first, *(run for (run,) in burst)]
        await asyncio.sleep(random.uniform(0, 0.02))  # noqa: S311 - anywhere in a batch
        relay.kill()
        relay.wait()
    platform.start("relay")
    await platform.all_reached("SUCCEEDED", seconds=size(60, 300))
    assert sorted(await platform.effects()) == sorted(sent)


@pytest.mark.chaos(9)
@pytest.mark.requirement("R04")
async def test_r04_a_worker_that_slept_cannot_write(platform: Platform) -> None:
    """Long: leases of a minute as in production, and a worker that sleeps for 90 s."""
    platform.environment["GONGHUI_JOB_LEASE_SECONDS"] = size("1.5", "60")
    platform.start("relay")
    sleeper = platform.start("worker")
    runs = await platform.send(*(Note(1.0) for _ in range(size(1, 20))))
    await platform.reached(runs[0], "RUNNING")
    sleeper.send_signal(signal.SIGSTOP)
    asleep_until = time.monotonic() + size(0, 90)
    other = platform.start("worker")
    await platform.all_reached("SUCCEEDED", seconds=size(60, 200))
    taken_over = (await platform.row(runs[0])).attempts
    await asyncio.sleep(max(0.0, asleep_until - time.monotonic()))
    other.kill()
    other.wait()
    sleeper.send_signal(signal.SIGCONT)
    # It is back when it has done something new; by then it has given up what it held.
    (late,) = await platform.send(Note())
    await platform.reached(late, "SUCCEEDED", seconds=size(60, 120))
    assert taken_over == 2
    assert sorted(await platform.effects()) == sorted([*runs, late])


@pytest.mark.chaos(9)
@pytest.mark.requirement("R04")
@pytest.mark.parametrize("ahead", ["70", "-70"])
async def test_a_wrong_clock_of_one_worker_doubles_nothing(platform: Platform, ahead: str) -> None:
    """Leases go by PostgreSQL's clock; to the broker the others have been dead for a minute."""
    platform.environment["GONGHUI_JOB_MAINTENANCE_CHANCE"] = "1000000"
    platform.start("relay")
    platform.start("worker")
    platform.start("worker", **{CLOCK_AHEAD: ahead})
    runs = await platform.send(*(Note(size(0.2, 4.0)) for _ in range(20)))
    await platform.all_reached("SUCCEEDED", seconds=size(60, 200))
    assert sorted(await platform.effects()) == sorted(runs)
    assert {(await platform.row(run)).attempts for run in runs} == {1}


async def due_slots(platform: Platform) -> list[datetime]:
    """The slots that were written, oldest first."""
    async with platform.engine.connect() as connection:
        found = await connection.execute(sa.select(job_run.c.due_at).order_by(job_run.c.due_at))
        return list(found.scalars())


@pytest.mark.chaos(10)
@pytest.mark.requirement("R06")
async def test_r06_killed_schedulers_with_wrong_clocks_fire_each_slot_once(
    platform: Platform,
) -> None:
    """Three processes whose clocks differ; one after the other is killed and started anew."""
    clocks = ("0", "70", "-70")
    schedulers = [platform.start("scheduler", **{CLOCK_AHEAD: ahead}) for ahead in clocks]
    await platform.ready()
    async with transaction(platform.engine, TESTER) as work:
        start = (await work.execute(sa.select(sa.func.date_trunc("minute", sa.func.now())))).one()[
            0
        ]
        await work.insert(
            schedule,
            code="EVERY_MINUTE",
            name="每分钟",
            job="opinion.intake",
            cron="* * * * *",
            misfire="ALL",
            last_slot_at=start - 3 * MINUTE,
        )

    async def written(count: int) -> bool:
        return len(await due_slots(platform)) >= count

    await eventually(partial(written, 3))
    for minute in range(1, size(0, 10) + 1):
        place = minute % len(clocks)
        schedulers[place].kill()
        schedulers[place].wait()
        schedulers[place] = platform.start("scheduler", **{CLOCK_AHEAD: clocks[place]})
        await eventually(partial(written, 3 + minute), seconds=100)
    await platform.ready()
    for scheduler in schedulers:
        scheduler.terminate()
        assert scheduler.wait(15) == 0
    slots = await due_slots(platform)
    assert slots == [start + MINUTE * (number - 2) for number in range(len(slots))]
