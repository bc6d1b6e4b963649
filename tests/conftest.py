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
    if stores.admin_url is not None:
        asyncio.run(_hurry(stores.admin_url))
    upgrade(stores.owner_url)
    return stores


async def _hurry(admin_url: str) -> None:
    """Let the server not wait for its disk: what a test stores need not survive the machine.

    Commits are still handed to the system before they are told: tests kill this server.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        for setting in ("fsync", "full_page_writes"):
            await connection.execute(f"alter system set {setting} = off")
        await connection.execute("select pg_reload_conf()")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def redis_url(stores: Stores) -> str:
    """Valkey's address."""
    return stores.redis_url


@pytest.fixture(scope="session")
def writer_engine(migrated: Stores) -> AsyncEngine:
    """One engine for all tests: what it compiled once it need not compile again."""
    return make_engine(migrated.writer_url)


@pytest.fixture
async def engine(writer_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """An engine of the writers' role; what it commits must be removed by the test."""
    yield writer_engine
    # Its connections belong to the loop of this test; the next one gets a new pool.
    await writer_engine.dispose()


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
    asyncio.run(empty(migrated))
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
    asyncio.run(empty(migrated))
    yield migrated
    asyncio.run(empty(migrated))


async def empty(stores: Stores) -> None:
    """Delete every row: of so few rows that is a hundred times as quick as TRUNCATE.

    Triggers and foreign keys look away meanwhile, which takes the superuser of the embedded
    server; another server's tables are truncated.
    """
    connection = await asyncpg.connect(stores.owner_url)
    try:
        found = await connection.fetch(
            "select quote_ident(tablename) as name from pg_tables"
            " where schemaname = 'public' and tablename <> 'alembic_version'"
        )
        names = [row["name"] for row in found]
        if stores.admin_url is None:
            await connection.execute(f"truncate {', '.join(names)} cascade")
            return
        database = await connection.fetchval("select current_database()")
    finally:
        await connection.close()
    admin = await asyncpg.connect(stores.admin_url, database=database)
    try:
        some = " union all ".join(
            f"select '{name}' as name where exists (select from {name})"  # noqa: S608
            for name in names
        )
        filled = [row["name"] for row in await admin.fetch(some)]
        await admin.execute("set session_replication_role = replica")
        for name in filled:
            await admin.execute(f"delete from {name}")  # noqa: S608
    finally:
        await admin.close()


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
