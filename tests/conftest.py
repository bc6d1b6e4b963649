"""Fixtures that all tests share: real stores, one database a worker, rolled back per test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core import clock
from schema.core import settings as settings_module
from schema.core import vault as vault_module
from schema.core.database import make_engine, set_principal
from schema.core.principal import Principal, Role, Scope
from schema.core.settings import Settings
from schema.core.work import Work

TEMPLATE = "gonghui_template"
ENVIRONMENT = "GONGHUI_TEST_STORES"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def worker_name() -> str:
    """``main``, or the xdist worker's name."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def stores() -> Iterator[Stores]:
    """PostgreSQL and Valkey of this test process (each xdist worker has its own)."""
    with tempfile.TemporaryDirectory(prefix="gonghui-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        chosen = Settings(data=Path(folder) / "data")
        with open_stores(chosen) as opened, pytest.MonkeyPatch.context() as patch:
            for name, value in opened.environment().items():
                patch.setenv(name, value)
            # The encoder takes half a minute to make: its own tests ask for what they need.
            patch.setenv("GONGHUI_OPINION_ENCODER", "none")
            settings_module.settings.cache_clear()
            vault_module.vault.cache_clear()
            yield opened
        settings_module.settings.cache_clear()
        vault_module.vault.cache_clear()


@pytest.fixture(scope="session")
def migrated(stores: Stores) -> Stores:
    """The stores with an empty, migrated database."""
    upgrade(stores.owner_url)
    return stores


@pytest.fixture(scope="session")
def redis_url(stores: Stores) -> str:
    """Valkey's address."""
    return stores.redis_url


@pytest.fixture
async def engine(migrated: Stores) -> AsyncIterator[AsyncEngine]:
    """An engine of the writers' role; what it commits must be removed by the test."""
    made = make_engine(migrated.writer_url)
    yield made
    await made.dispose()


@pytest.fixture
def principal() -> Principal:
    """Somebody who may do everything, named as a user: what each role may do has its own tests."""
    return Principal(
        "user:00000000-0000-7000-8000-000000000001",
        Role.JOB,
        Scope(covers_all=True),
        name="测试管理员",
        request_id="test",
    )


@pytest.fixture(scope="module")
def swept(migrated: Stores) -> Stores:
    """The stores without what a server started by an earlier module wrote to them."""
    asyncio.run(sweep(migrated.owner_url))
    return migrated


@pytest.fixture
async def connection(
    swept: Stores, engine: AsyncEngine, principal: Principal
) -> AsyncIterator[AsyncConnection]:
    """A connection whose outer transaction is rolled back after the test."""
    del swept
    async with engine.connect() as opened:
        outer = await opened.begin()
        await set_principal(opened, principal)
        yield opened
        await outer.rollback()


@pytest.fixture
async def work(connection: AsyncConnection, principal: Principal) -> Work:
    """A unit of work that leaves nothing behind."""
    return Work(connection, principal, clock.now())


@pytest.fixture
def fresh_database(migrated: Stores) -> Iterator[Stores]:
    """Empty business tables before and after a test that commits."""
    asyncio.run(truncate(migrated.owner_url))
    yield migrated
    asyncio.run(truncate(migrated.owner_url))


async def _tables(connection: "asyncpg.Connection") -> list[str]:
    found = await connection.fetch(
        "select quote_ident(tablename) as name from pg_tables"
        " where schemaname = 'public' and tablename <> 'alembic_version'"
    )
    return [row["name"] for row in found]


async def truncate(owner_url: str) -> None:
    """Empty the business tables."""
    connection = await asyncpg.connect(owner_url)
    try:
        names = await _tables(connection)
        await connection.execute(f"truncate {', '.join(names)} cascade")
    finally:
        await connection.close()


async def sweep(owner_url: str) -> None:
    """Empty the business tables if any has a row: looking costs far less than truncating."""
    connection = await asyncpg.connect(owner_url)
    try:
        names = await _tables(connection)
        any_row = " or ".join(f"exists (select from {name})" for name in names)
        left = await connection.fetchval(f"select {any_row}")
    finally:
        await connection.close()
    if left:
        await truncate(owner_url)


def scoped(principal: Principal, *unions: object, role: Role | None = None) -> Principal:
    """The same principal with a narrower scope."""
    return Principal(
        principal.subject,
        role or principal.role,
        Scope(unions=tuple(unions)),  # type: ignore[arg-type]
        name=principal.name,
        user_id=principal.user_id,
        request_id=principal.request_id,
    )


async def count(connection: AsyncConnection, table: sa.Table) -> int:
    """The number of rows of a table."""
    found: int = (
        await connection.execute(sa.select(sa.func.count()).select_from(table))
    ).scalar_one()
    return found
