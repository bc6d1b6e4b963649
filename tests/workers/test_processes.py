"""Real processes, wiped, poisoned and ended: nothing is lost, nothing takes effect twice."""

import asyncio
import statistics
import time

import pytest
import redis

from tests.workers.jobs import Kill, Note, Ring, Stumble
from tests.workers.platform import Platform, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.mark.requirement("R02")
async def test_r02_commits_reach_a_worker_whatever_happens_to_relay_and_broker(
    platform: Platform, redis_url: str
) -> None:
    """The relay killed, Valkey wiped, the relay started again: all runs take effect once."""
    relay = platform.start("relay")
    first = await platform.send(*(Note() for _ in range(20)))

    async def relayed() -> bool:
        rows = [await platform.row(run) for run in first]
        return all(row.dispatched_at is not None for row in rows)

    await eventually(relayed)
    relay.kill()
    relay.wait()
    second = await platform.send(*(Note() for _ in range(20)))
    with redis.Redis.from_url(redis_url) as store:
        store.flushall()
    platform.start("relay")
    platform.start("worker")
    await platform.all_reached("SUCCEEDED")
    assert sorted(await platform.effects()) == sorted([*first, *second])


@pytest.mark.requirement("R02")
async def test_r02_a_wiped_broker_is_noticed_while_the_relay_runs(
    platform: Platform, redis_url: str
) -> None:
    platform.start("relay")
    (run,) = await platform.send(Note())

    async def relayed() -> bool:
        return (await platform.row(run)).dispatched_at is not None

    await eventually(relayed)
    with redis.Redis.from_url(redis_url) as store:
        store.flushall()
    platform.start("worker")
    await platform.reached(run, "SUCCEEDED")


@pytest.mark.requirement("R05")
async def test_r05_poison_is_parked_and_the_others_go_on(platform: Platform) -> None:
    platform.start("relay")
    worker = platform.start("worker")
    (stumbler,) = await platform.send(Stumble())
    assert (await platform.reached(stumbler, "DEAD")).attempts == 5
    (killer,) = await platform.send(Kill())
    until = time.monotonic() + 90
    while (await platform.row(killer)).state != "DEAD" and time.monotonic() < until:
        if worker.poll() is not None:
            worker = platform.start("worker")
        await asyncio.sleep(0.1)
    row = await platform.row(killer)
    assert (row.state, row.lost_leases, row.error) == ("DEAD", 3, "LEASE_LOST")
    platform.start("worker")
    (note,) = await platform.send(Note())
    await platform.reached(note, "SUCCEEDED")
    assert await platform.effects() == [note]


async def test_sigterm_gives_the_running_job_back(platform: Platform) -> None:
    processes = [platform.start(kind) for kind in ("relay", "worker", "scheduler")]
    (run,) = await platform.send(Note(60))
    await platform.reached(run, "RUNNING")
    asked = time.monotonic()
    for process in processes:
        process.terminate()
    for process in processes:
        assert process.wait(15) == 0
    assert time.monotonic() - asked < 15
    row = await platform.row(run)
    assert (row.state, row.attempts) == ("RETRYING", 0)


async def test_a_commit_wakes_relay_and_worker(platform: Platform) -> None:
    """Bells, not polls, carry a message: far below a second even on a busy machine."""
    platform.start("relay")
    platform.start("worker")
    (warm,) = await platform.send(Note())
    await platform.reached(warm, "SUCCEEDED")
    waits = []
    for _ in range(40):
        (run,) = await platform.send(Note())
        row = await platform.reached(run, "SUCCEEDED", seconds=10)
        waits.append((row.started_at - row.created_at).total_seconds() * 1000)
    assert statistics.median(waits) < 300


async def test_an_alert_does_not_wait_behind_a_full_house(platform: Platform) -> None:
    """Every ordinary thread is taken for long; the urgent queue has its own."""
    platform.start("relay")
    platform.start("worker")
    busy = await platform.send(*(Note(6.0) for _ in range(12)))

    async def all_threads_are_taken() -> bool:
        states = [str((await platform.row(run)).state) for run in busy]
        return states.count("RUNNING") >= 4

    await eventually(all_threads_are_taken)
    (alert,) = await platform.send(Ring())
    await platform.reached(alert, "SUCCEEDED")
    states = [str((await platform.row(run)).state) for run in busy]
    assert "QUEUED" in states
    assert "SUCCEEDED" not in states
