"""Old runs go, but for those that failed for good or are named by a record."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.outbox import job_run
from schema.operations.jobs import PurgeRuns
from schema.operations.rules import INITIAL_PARAMETERS
from schema.screening.rules import ScreeningKind
from schema.screening.service import start_screening
from tests.schema.conftest import seed_parameters
from tests.workers.jobs import Note
from tests.workers.platform import TESTER, Platform
from workers import operations
from workers.job import handlers
from workers.perform import Performer

pytestmark = pytest.mark.anyio


async def ended(platform: Platform, state: str, days: int) -> object:
    """A run that ended so many days ago."""
    (run,) = await platform.send(Note())
    at = sa.func.now() - timedelta(days=days)
    async with transaction(platform.engine, TESTER) as work:
        await work.execute(
            sa.update(job_run).where(job_run.c.id == run).values(state=state, finished_at=at)
        )
    return run


async def kept(platform: Platform) -> set[object]:
    async with platform.engine.connect() as connection:
        found = await connection.execute(
            sa.select(job_run.c.id).where(job_run.c.job == "test.note")
        )
        return set(found.scalars())


async def test_old_runs_go_bite_by_bite(
    platform: Platform,
    performer: Performer,
    fresh_database: Stores,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del fresh_database
    monkeypatch.setattr(operations, "PURGED_AT_ONCE", 2)
    async with transaction(platform.engine, TESTER) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
    for state in ("SUCCEEDED", "CANCELLED", "DISCARDED", "SUCCEEDED", "SUCCEEDED"):
        await ended(platform, state, 181)
    young = await ended(platform, "SUCCEEDED", 179)
    dead = await ended(platform, "DEAD", 400)
    named = await ended(platform, "SUCCEEDED", 400)
    async with transaction(platform.engine, TESTER) as work:
        await start_screening(
            work,
            job_run_id=named,  # type: ignore[arg-type]
            kind=ScreeningKind.PERIODIC,
            screening_run_id=None,
            as_of=work.today,
        )
    (purge,) = await platform.send(PurgeRuns())
    for _ in range(2):
        await performer.perform(str(purge), handlers["runs.purge"])
    row = await platform.row(purge)
    assert (str(row.state), row.result) == ("SUCCEEDED", {"deleted": 5})
    assert await kept(platform) == {young, dead, named}
