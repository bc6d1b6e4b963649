"""A job platform with short patience on the real stores."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import redis
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from tests.workers.platform import Platform
from workers.perform import Performer
from workers.settings import JobSettings

HASTE = {
    "lease_seconds": 1.5,
    "max_attempts": 5,
    "max_lost_leases": 3,
    "retry_base_seconds": 0.05,
    "retry_cap_seconds": 0.2,
    "resend_seconds": 2.0,
    "poll_seconds": 0.2,
    "drain_seconds": 1.0,
}


@pytest.fixture
def patience() -> JobSettings:
    return JobSettings.model_validate(HASTE)


@pytest.fixture
async def platform(
    fresh_database: Stores, engine: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Platform]:
    """Empty stores, a table for effects, and processes that end with the test."""
    store = redis.Redis.from_url(fresh_database.redis_url)
    store.flushall()
    store.close()
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("create table if not exists job_effect (run_id uuid not null)")
    await owner.execute("grant select, insert on job_effect to gonghui_writer")
    environment = {
        **fresh_database.environment(),
        **{f"GONGHUI_JOB_{name.upper()}": str(value) for name, value in HASTE.items()},
    }
    made = Platform(engine, environment, tmp_path)
    yield made
    made.close()
    await owner.execute("drop table job_effect")
    await owner.close()


@pytest.fixture
def performer(engine: AsyncEngine, patience: JobSettings) -> Performer:
    """What a worker process does with a run, without the process."""
    return Performer(engine, patience)
