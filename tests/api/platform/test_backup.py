"""A drill: back up, lose everything, restore, compare; the file itself tells nothing."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from api.platform import roles
from api.platform.backup import backup_key, check_empty, read_backup, write_backup
from api.platform.errors import PlatformError
from api.platform.stores import Stores
from schema.core.database import make_engine
from schema.core.verify import verify
from tests.leaks.world import citizen_number, plant

pytestmark = pytest.mark.anyio
NEW = "gonghui_restored"
KEY = bytes(range(32))
NAME = "卡纳瑞备份"
_TABLES = "select tablename as name from pg_tables where schemaname = 'public' order by 1"
_DIGEST = "select md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) from {} t"


@dataclass
class Drill:
    """Where the old and the new database stand, and the file between them."""

    old: str
    new: str
    uploads: Path
    file: Path


@pytest.fixture
async def drill(fresh_database: Stores, tmp_path: Path) -> AsyncIterator[Drill]:
    old = fresh_database.owner_url
    new = sa.make_url(old).set(database=NEW).render_as_string(hide_password=False)
    connection = await asyncpg.connect(old)
    await plant(connection)
    await connection.execute("update person set name = $1 where name = '王100'", NAME)
    await connection.close()
    uploads = tmp_path / "uploads"
    (uploads / "ab").mkdir(parents=True)
    (uploads / "ab" / "one").write_bytes(os.urandom(3_000_000))
    assert fresh_database.admin_url is not None
    admin = await asyncpg.connect(fresh_database.admin_url)
    await admin.execute(f"create database {NEW} owner {roles.OWNER}")
    inside = await asyncpg.connect(
        sa.make_url(fresh_database.admin_url)
        .set(database=NEW)
        .render_as_string(hide_password=False)
    )
    for statement in roles.database_statements(NEW):
        await inside.execute(statement)
    await inside.close()
    yield Drill(old, new, uploads, tmp_path / "backup.gonghui")
    await admin.execute(f"drop database {NEW} with (force)")
    await admin.close()


async def content(url: str) -> dict[str, str]:
    """A digest of all rows of each table."""
    connection = await asyncpg.connect(url)
    try:
        return {
            row["name"]: await connection.fetchval(_DIGEST.format(row["name"]))
            for row in await connection.fetch(_TABLES)
        }
    finally:
        await connection.close()


@pytest.mark.requirement("D14")
async def test_what_was_backed_up_comes_back_and_nothing_more(drill: Drill, tmp_path: Path) -> None:
    """Every row of every table, the ledger and the audit's chain among them, and the files."""
    before = await content(drill.old)
    kept = await asyncio.to_thread(write_backup, drill.old, drill.uploads, drill.file, KEY)
    assert kept.files == 1
    connection = await asyncpg.connect(drill.old)  # what comes later is not in it
    await connection.execute("update person set name = 'later'")
    await connection.close()
    fresh = tmp_path / "fresh"
    await check_empty(drill.new)
    restored = await asyncio.to_thread(read_backup, drill.new, fresh, drill.file, KEY)
    assert restored == kept
    assert await content(drill.new) == before
    assert len(before) > 50
    original = (drill.uploads / "ab" / "one").read_bytes()
    assert (fresh / "ab" / "one").read_bytes() == original
    engine = make_engine(drill.new, pool_size=1)
    async with engine.connect() as opened:
        found = [f for f in (await verify(opened)).findings if f.kind != "UNBALANCED"]
    await engine.dispose()
    assert found == []
    with pytest.raises(PlatformError, match="not empty"):
        await check_empty(drill.new)


@pytest.mark.requirement("D14")
async def test_the_file_tells_nothing_and_is_private(drill: Drill) -> None:
    """No name, no number, no word of the schema; and the key is nowhere beside it."""
    await asyncio.to_thread(write_backup, drill.old, drill.uploads, drill.file, KEY)
    stored = drill.file.read_bytes()
    for canary in (NAME, citizen_number(100), "PGDMP", "person_secret"):
        assert canary.encode() not in stored
    assert drill.file.stat().st_mode & 0o777 == 0o600
    for path in drill.file.parent.rglob("*"):
        if path.is_file():
            assert KEY not in path.read_bytes()
            assert base64.b64encode(KEY) not in path.read_bytes()


@pytest.mark.requirement("D14")
@pytest.mark.parametrize("fault", ["another key", "cut off", "changed"])
async def test_a_file_that_is_not_whole_restores_nothing(drill: Drill, fault: str) -> None:
    await asyncio.to_thread(write_backup, drill.old, drill.uploads, drill.file, KEY)
    stored, key = bytearray(drill.file.read_bytes()), KEY
    if fault == "another key":
        key = bytes(range(1, 33))
    elif fault == "cut off":
        del stored[-40:]
    else:
        stored[len(stored) // 2] ^= 1
    drill.file.write_bytes(stored)
    with pytest.raises(PlatformError, match="backup"):
        await asyncio.to_thread(read_backup, drill.new, drill.uploads / "x", drill.file, key)
    await check_empty(drill.new)


@pytest.mark.requirement("D14")
def test_the_key_is_strong_and_not_the_vaults() -> None:
    good = base64.b64encode(KEY).decode()
    assert backup_key({"GONGHUI_BACKUP_KEY": good}) == KEY
    weak = base64.b64encode(bytes(32)).decode()
    for environment in (
        {},
        {"GONGHUI_BACKUP_KEY": "secret"},
        {"GONGHUI_BACKUP_KEY": weak},
        {"GONGHUI_BACKUP_KEY": good, "GONGHUI_VAULT_KEY": f"k1:{good}"},
    ):
        with pytest.raises(PlatformError, match="GONGHUI_BACKUP_KEY"):
            backup_key(environment)
