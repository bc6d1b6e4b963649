"""What a job may take, kept by a real worker process: time, memory, and the event loop."""

import pytest

from tests.workers.jobs import Block, Hoard, Idle, Note
from tests.workers.platform import Platform
from workers.job import handlers
from workers.limits import STALLED_EXIT, Limits
from workers.settings import JobSettings

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_over_its_limits_a_job_fails_with_the_reason(platform: Platform) -> None:
    """Retried like any failure, for the fault may be a neighbour's; then dead, reason shown."""
    platform.environment["GONGHUI_JOB_MAX_ATTEMPTS"] = "2"
    platform.start("relay")
    platform.start("worker")
    slow, greedy, modest = await platform.send(Idle(60.0), Hoard(160, 60.0), Note())
    for run, reason in ((slow, "TIME_LIMIT"), (greedy, "MEMORY_LIMIT")):
        row = await platform.reached(run, "DEAD")
        assert (row.error, row.attempts) == (reason, 2)
        assert row.log[-1].endswith(reason)
    await platform.reached(modest, "SUCCEEDED")


async def test_a_worker_that_stands_still_ends_and_its_run_is_taken_back(
    platform: Platform,
) -> None:
    platform.start("relay")
    worker = platform.start("worker", GONGHUI_JOB_STALL_SECONDS="2")
    (run,) = await platform.send(Block(600.0))
    await platform.reached(run, "RUNNING")
    row = await platform.reached(run, "RETRYING")
    assert (row.error, row.lost_leases) == ("LEASE_LOST", 1)
    assert worker.wait(60) == STALLED_EXIT


def test_a_job_declares_its_own_limits_or_has_the_general_ones() -> None:
    patience = JobSettings()
    assert Limits.of(handlers["test.hoard"], patience) == Limits(3600, 100)
    assert Limits.of(handlers["test.idle"], patience) == Limits(0.5, 1024)
