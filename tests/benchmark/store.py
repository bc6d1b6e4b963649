"""The database of the benchmark: the platform's own embedded PostgreSQL in ``var/bench``.

The cluster is kept between runs, and so is the database ``gonghui_bench`` in it as long as
the files that it is built from have not changed.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import typer
from sqlalchemy.engine import make_url

from api.platform import roles
from api.platform.postgres import running_pid
from api.platform.stores import Stores, open_stores
from schema.core.settings import Settings

DATABASE = "gonghui_bench"
FOLDER = Path("var/bench")
PARTS = ("tables", "rows", "indexes", "extras", "rollups")
SOURCES = [Path(__file__).parent / "sql" / f"{part}.sql" for part in PARTS]

# The baseline's conditions, beyond what the platform sets by itself: work_mem for the counts of
# Q3, one helper per query, and no checkpoint or vacuum that would fall on one contender only.
TUNING = {
    "work_mem": "32MB",
    "max_parallel_workers_per_gather": "1",
    "effective_io_concurrency": "200",
    "checkpoint_timeout": "30min",
    "max_wal_size": "8GB",
    "autovacuum": "off",
}
TOLD = (
    *TUNING,
    "server_version",
    "shared_buffers",
    "effective_cache_size",
    "random_page_cost",
    "jit",
    "synchronous_commit",
)


@dataclass(frozen=True, slots=True)
class Store:
    """Where the dataset is: addresses, the postmaster, and what the report tells of it.

    ``full_members`` are ids of members with a dossier, assistance and a rights case.
    """

    stores: Stores
    reader_url: str
    admin_url: str
    postmaster: int
    settings: dict[str, str]
    full_members: tuple[int, ...]


@contextmanager
def open_store() -> Iterator[Store]:
    """Start PostgreSQL, bring the dataset up to date, yield where it is.

    Raises PlatformError when PostgreSQL cannot be started.
    """
    settings = Settings(data=FOLDER, database_url=None, redis_url=None)
    with open_stores(settings, typer.echo) as stores:
        if stores.admin_url is None:  # pragma: no cover -- only for somebody else's server
            raise RuntimeError("the benchmark needs its own PostgreSQL")
        asyncio.run(_prepare(stores.admin_url))
        admin_url = _in_database(stores.admin_url)
        told, members = asyncio.run(_facts(admin_url))
        postmaster = running_pid(stores.folder)
        if postmaster is None:
            raise RuntimeError("PostgreSQL stopped")
        yield Store(stores, _in_database(stores.reader_url), admin_url, postmaster, told, members)


def _in_database(url: str) -> str:
    return make_url(url).set(database=DATABASE).render_as_string(hide_password=False)


def version() -> str:
    """Name the dataset's version: a digest of the files that it is built from."""
    digest = hashlib.sha256()
    for source in SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


async def _prepare(admin_url: str) -> None:
    """Tune the server; build the database unless the present version is there."""
    connection = await asyncpg.connect(admin_url)
    try:
        for name, value in TUNING.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute("SELECT pg_reload_conf()")
        built = await connection.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
            DATABASE,
        )
        if built == version():
            return
        await connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {DATABASE}")
        await _build(_in_database(admin_url))
        # Last: a build that was cut short has no version and is built anew.
        await connection.execute(f"COMMENT ON DATABASE {DATABASE} IS '{version()}'")
    finally:
        await connection.close()


async def _build(url: str) -> None:
    """Fill the empty database: about twenty seconds, told part by part."""
    connection = await asyncpg.connect(url)
    try:
        for source in SOURCES:
            typer.echo(f"Building the dataset: {source.stem} …")
            await connection.execute(source.read_text(encoding="utf-8"), timeout=600)
        for statement in (
            f"GRANT CONNECT ON DATABASE {DATABASE} TO {roles.READER}",
            f"GRANT USAGE ON SCHEMA public TO {roles.READER}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {roles.READER}",
            "VACUUM (FREEZE, ANALYZE)",
            "CHECKPOINT",
        ):
            await connection.execute(statement, timeout=600)
    finally:
        await connection.close()


async def _warm(connection: asyncpg.Connection) -> None:
    """Read every table and index once, so that no contender pays for the disk."""
    names = await connection.fetch(
        "SELECT c.oid::regclass::text AS name FROM pg_class AS c"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    await connection.execute("SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
    for row in names:
        await connection.fetchval(f"SELECT count(*) FROM {row['name']}", timeout=600)  # noqa: S608 -- from the catalogue


async def _facts(url: str) -> tuple[dict[str, str], tuple[int, ...]]:
    """Read the settings to be reported, and the members that Q4 asks for."""
    connection = await asyncpg.connect(url)
    try:
        await _warm(connection)
        rows = await connection.fetch(
            "SELECT name, current_setting(name) AS value FROM pg_settings"
            " WHERE name = any($1::text[]) ORDER BY name",
            list(TOLD),
        )
        members = await connection.fetch(
            "SELECT member_id AS id FROM dossier INTERSECT SELECT member_id FROM assistance"
            " INTERSECT SELECT member_id FROM rights_case ORDER BY id"
        )
        return {row["name"]: row["value"] for row in rows}, tuple(row["id"] for row in members)
    finally:
        await connection.close()
