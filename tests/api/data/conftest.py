"""A small demonstration, loaded once for the tests that only look at it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from api.data.demo import load_demo
from api.data.starter import prepare
from api.platform.stores import Stores
from schema.core import clock
from schema.core.database import make_engine, set_principal
from schema.core.principal import Principal, job_principal
from schema.core.work import Work

SCALE, SEED = 0.02, 7


def silent(_line: str) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
async def demo(swept: Stores) -> AsyncIterator[Work]:
    """A unit of work that sees the demonstration, and is rolled back after the module."""
    acting: Principal = job_principal("demo")
    engine = make_engine(swept.writer_url)
    connection: AsyncConnection
    async with engine.connect() as connection:
        outer = await connection.begin()
        await set_principal(connection, acting)
        work = Work(connection, acting, clock.now())
        await prepare(work)
        await load_demo(work, scale=SCALE, seed=SEED, report=silent)
        yield work
        await outer.rollback()
    await engine.dispose()
