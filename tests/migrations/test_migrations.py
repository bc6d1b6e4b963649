"""From empty to head and back, no drift, and the privileges that the fence rests on."""

import asyncio
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from api.platform.stores import Stores
from migrations.run import configuration, upgrade
from schema.core.table import access_rule, nobody
from schema.metadata import metadata

DATABASE = "gonghui_migrations"


def _at(url: str) -> str:
    return sa.make_url(url).set(database=DATABASE).render_as_string(hide_password=False)


async def _run(url: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def empty(stores: Stores) -> Iterator[Stores]:
    """An empty database beside the ordinary one."""
    assert stores.admin_url is not None
    asyncio.run(_run(stores.admin_url, f"create database {DATABASE} owner gonghui_owner"))
    yield stores
    asyncio.run(_run(stores.admin_url, f"drop database {DATABASE} with (force)"))


@pytest.mark.requirement("R16")
def test_up_down_up(empty: Stores) -> None:
    owner = _at(empty.owner_url)
    upgrade(owner)
    upgrade(owner)
    command.downgrade(configuration(owner), "base")
    left = asyncio.run(_run(owner, "select tablename from pg_tables where schemaname = 'public'"))
    assert [row["tablename"] for row in left] == ["alembic_version"]
    upgrade(owner)


@pytest.mark.requirement("R16")
def test_single_head(empty: Stores) -> None:
    script = ScriptDirectory.from_config(configuration(empty.owner_url))
    assert len(script.get_heads()) == 1


@pytest.mark.requirement("R16")
def test_no_drift(empty: Stores) -> None:
    """The tables that the code describes are the tables that the migrations make."""

    async def difference() -> list[Any]:
        url = sa.make_url(_at(empty.owner_url)).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            found: list[Any] = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
            )
        await engine.dispose()
        return found

    assert asyncio.run(difference()) == []


def test_readers_cannot_read_secrets_or_write(empty: Stores) -> None:
    secret = {t.name for t in metadata.tables.values() if access_rule(t) is nobody}
    rows = asyncio.run(
        _run(
            _at(empty.owner_url),
            "select tablename as name,"
            " has_any_column_privilege('gonghui_reader', tablename::text, 'select') as reads,"
            " has_table_privilege('gonghui_reader', tablename::text, 'insert, update, delete')"
            " as writes from pg_tables where schemaname = 'public'"
            " and tablename <> 'alembic_version'",
        )
    )
    assert {row["name"] for row in rows if not row["reads"]} == secret
    assert not any(row["writes"] for row in rows)


@pytest.mark.requirement("D07")
def test_written_once(empty: Stores) -> None:
    rows = asyncio.run(
        _run(
            _at(empty.owner_url),
            "select has_table_privilege('gonghui_writer', t, 'update, delete') as changes"
            " from unnest(array['audit_event', 'assessment']) t",
        )
    )
    assert [row["changes"] for row in rows] == [False, False]


@pytest.mark.requirement("S04")
def test_without_a_principal_the_writer_sees_nothing(migrated: Stores) -> None:
    async def seen() -> tuple[int, int]:
        connection = await asyncpg.connect(migrated.writer_url)
        try:
            await connection.execute(
                "select set_config('gonghui.subject', 't', false),"
                " set_config('gonghui.scope', '*', false)"
            )
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(
                "insert into person(name, created_by, updated_by) values ('甲', 't', 't')"
            )
            inside = await connection.fetchval("select count(*) from person where name = '甲'")
            await connection.execute("select set_config('gonghui.subject', '', false)")
            outside = await connection.fetchval("select count(*) from person")
            await transaction.rollback()
            return inside, outside
        finally:
            await connection.close()

    assert asyncio.run(seen()) == (1, 0)
