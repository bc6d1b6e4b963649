"""One run, tried in this process: effects, failures, leases and fences."""

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.notification import notification
from schema.core.outbox import job_run, logged
from schema.core.principal import Role
from tests.api.conftest import add_user
from tests.workers.jobs import Hoard, Idle, Note, Stumble, leave_a_mark
from tests.workers.platform import TESTER, Platform
from workers import lease
from workers.job import handlers
from workers.lease import LeaseLostError
from workers.perform import Attempt, Performer
from workers.settings import JobSettings

pytestmark = pytest.mark.anyio


async def test_a_run_performed_twice_takes_effect_once(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note())
    for _ in range(2):
        await performer.perform(str(run), handlers["test.note"])

    row = await platform.row(run)
    assert (row.state, row.attempts, row.result, row.error) == ("SUCCEEDED", 1, {"noted": 1}, None)
    assert await platform.effects() == [run]


async def test_ten_workers_at_one_run_take_effect_once(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note(0.1))
    tries = (performer.perform(str(run), handlers["test.note"]) for _ in range(10))
    await asyncio.gather(*tries)
    assert await platform.effects() == [run]


@pytest.mark.requirement("R05")
async def test_a_failing_run_is_retried_then_dead_and_says_nothing_personal(
    platform: Platform, performer: Performer, patience: JobSettings
) -> None:
    (run,) = await platform.send(Stumble())
    for number in range(1, patience.max_attempts + 1):
        await performer.perform(str(run), handlers["test.stumble"])
        row = await platform.row(run)
        assert row.attempts == number
        await asyncio.sleep(0.25)

    assert row.state == "DEAD"
    assert row.error.startswith("ValueError")
    assert "张三" not in row.error
    assert "430682" not in row.error
    assert row.finished_at is not None
    assert await platform.effects() == []


async def test_a_retry_waits(platform: Platform, performer: Performer) -> None:
    performer.patience = performer.patience.model_copy(update={"retry_base_seconds": 60.0})
    (run,) = await platform.send(Stumble())
    await performer.perform(str(run), handlers["test.stumble"])
    await performer.perform(str(run), handlers["test.stumble"])
    assert (await platform.row(run)).attempts == 1


@pytest.mark.requirement("R04")
async def test_the_fence_stops_a_worker_that_comes_back(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note())
    async with transaction(platform.engine, TESTER) as work:
        claim = await lease.claim(work.connection, run, lease_seconds=0.01)
    assert claim is not None
    sleeper = Attempt(platform.engine, claim, 0.01)

    async def write_after_a_pause() -> None:
        async with sleeper.transaction() as work:
            await leave_a_mark(work, sleeper)
            await take_back(platform)
            await performer.perform(str(run), handlers["test.note"])

    with pytest.raises(LeaseLostError):
        await write_after_a_pause()
    with pytest.raises(LeaseLostError):
        await sleeper.progress(1, 2, "zombie")
    with pytest.raises(LeaseLostError):
        async with sleeper.transaction() as work:
            await sleeper.complete(work, None)

    assert await platform.effects() == [run]
    assert (await platform.row(run)).attempts == 2


async def take_back(platform: Platform) -> None:
    """What the relay's sweeper does when a lease has ended."""
    async with transaction(platform.engine, TESTER) as work:
        await lease.sweep(work.connection, max_attempts=5, max_lost=3, spread_seconds=0)


async def test_who_keeps_the_jobs_is_told_of_a_dead_run(
    platform: Platform, performer: Performer, patience: JobSettings, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    (run,) = await platform.send(Stumble())
    for _ in range(patience.max_attempts):
        await performer.perform(str(run), handlers["test.stumble"])
        await asyncio.sleep(0.25)
    async with transaction(platform.engine, TESTER) as work:
        told = (await work.execute(sa.select(notification.c.title, notification.c.entity_id))).all()
    assert [tuple(row) for row in told] == [("任务失败: test.stumble", run)]


async def test_a_long_job_keeps_its_lease(platform: Platform, performer: Performer) -> None:
    (run,) = await platform.send(Note(3))  # twice the lease
    task = asyncio.create_task(performer.perform(str(run), handlers["test.note"]))
    while not task.done():
        await take_back(platform)
        await asyncio.sleep(0.2)
    row = await platform.row(run)
    assert (row.state, row.lost_leases) == ("SUCCEEDED", 0)


async def test_a_cancelled_run_stops_and_leaves_nothing(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note(20))
    task = asyncio.create_task(performer.perform(str(run), handlers["test.note"]))
    await platform.reached(run, "RUNNING")
    async with transaction(platform.engine, TESTER) as work:
        await work.execute(sa.update(job_run).values(cancel_requested=True))
    await asyncio.wait_for(task, 5)
    assert (await platform.row(run)).state == "CANCELLED"
    assert await platform.effects() == []


async def test_a_worker_that_stops_gives_its_run_back(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note(20))
    task = asyncio.create_task(performer.perform(str(run), handlers["test.note"]))
    await platform.reached(run, "RUNNING")
    performer.stop()
    await asyncio.wait_for(task, 5)
    row = await platform.row(run)
    assert (row.state, row.attempts, row.error) == ("RETRYING", 0, None)


async def test_a_message_that_cannot_be_read_is_a_failure(
    platform: Platform, performer: Performer
) -> None:
    (run,) = await platform.send(Note())
    async with transaction(platform.engine, TESTER) as work:
        await work.execute(sa.update(job_run).values(arguments={"seconds": "soon"}))
    await performer.perform(str(run), handlers["test.note"])
    row = await platform.row(run)
    assert (row.state, row.error.split()[0]) == ("RETRYING", "ValidationError")


async def test_an_unknown_run_is_nothing(platform: Platform, performer: Performer) -> None:
    await performer.perform(str(UUID(int=0)), handlers["test.note"])
    assert await platform.states() == {}


def lines(row: sa.Row[Any]) -> list[str]:
    """The log without its times."""
    return [line.split(" ", 2)[2] for line in row.log]


async def test_a_run_keeps_its_log(platform: Platform, performer: Performer) -> None:
    (run,) = await platform.send(Idle())
    await performer.perform(str(run), handlers["test.idle"])
    row = await platform.row(run)
    assert lines(row) == ["开始", "等待 (1/3)", "成功"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*", row.log[0])


async def test_the_log_keeps_its_newest_lines(platform: Platform, performer: Performer) -> None:
    (run,) = await platform.send(Idle())
    for _ in range(70):  # the second try's two lines are the hundred and first and second
        async with transaction(platform.engine, TESTER) as work:
            await work.execute(
                sa.update(job_run).where(job_run.c.id == run).values(log=logged("旧"))
            )
    await performer.perform(str(run), handlers["test.idle"])
    row = await platform.row(run)
    assert len(row.log) == 73
    async with transaction(platform.engine, TESTER) as work:
        for _ in range(40):
            await work.execute(
                sa.update(job_run).where(job_run.c.id == run).values(log=logged("新"))
            )
    row = await platform.row(run)
    assert (len(row.log), lines(row)[-41]) == (100, "成功")


async def test_a_try_that_takes_too_long_fails(platform: Platform, performer: Performer) -> None:
    (run,) = await platform.send(Idle(5.0))
    await performer.perform(str(run), handlers["test.idle"])
    row = await platform.row(run)
    assert (row.state, row.attempts, row.error) == ("RETRYING", 1, "TIME_LIMIT")
    assert lines(row)[-1] == "待重试: TIME_LIMIT"


async def test_a_try_that_takes_too_much_memory_fails(
    platform: Platform, engine: AsyncEngine, patience: JobSettings
) -> None:
    strict = Performer(engine, patience)
    (greedy,) = await platform.send(Hoard(160, 5.0))
    (modest,) = await platform.send(Hoard(20, 0.8))
    await strict.perform(str(modest), handlers["test.hoard"])
    await strict.perform(str(greedy), handlers["test.hoard"])
    assert (await platform.row(modest)).state == "SUCCEEDED"
    row = await platform.row(greedy)
    assert (row.state, row.error) == ("RETRYING", "MEMORY_LIMIT")
