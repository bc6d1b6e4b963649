"""Numbers that were planted turn up nowhere in clear: tables, audit, logs, Valkey (D01–D04)."""

import asyncio
from datetime import date
from pathlib import Path

import asyncpg
import pytest
import redis
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal
from schema.core.vault import vault
from schema.membership.rules import INITIAL_PARAMETERS, DocumentKind, PersonFacts
from schema.membership.service import register_person
from schema.membership.tables import person, person_secret
from tests.schema.conftest import citizen_number, seed_parameters

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("D01", "D03", "D04")]
NUMBER = citizen_number(date(1987, 6, 5), 431)
MOBILE = "13987654321"
FACTS = PersonFacts("卡纳瑞", DocumentKind.RESIDENT_ID, NUMBER, mobile=MOBILE)


async def plant(engine: AsyncEngine, principal: Principal) -> None:
    """Write it, fail to write it again, and make the database itself complain about it."""
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        await register_person(work, FACTS)
    with pytest.raises(DomainError):
        async with transaction(engine, principal) as work:
            await register_person(work, FACTS)
    index = vault().blind_index("RESIDENT_ID", NUMBER)
    nameless = {"document_mask": NUMBER, "mobile_mask": MOBILE, "created_by": "t"}
    for statement in (
        sa.insert(person).values(name=None, updated_by="t", **nameless),  # "Failing row contains …"
        sa.select(person_secret).where(person_secret.c.document_index == index, sa.text("1/0 = 1")),
    ):
        with pytest.raises(sa.exc.DBAPIError):
            async with transaction(engine, principal) as work:
                await work.execute(statement)


async def rows_with(connection: asyncpg.Connection, canary: str) -> list[str]:
    """The tables of which any row, as text, holds it."""
    names = await connection.fetch(
        "select tablename as name from pg_tables where schemaname = 'public'"
    )
    found = []
    for row in names:
        statement = f'select exists (select from "{row["name"]}" t where t::text like $1)'  # noqa: S608
        if await connection.fetchval(statement, f"%{canary}%"):
            found.append(row["name"])
    return found


async def test_no_canary_leaves_the_vault(
    fresh_database: Stores,
    engine: AsyncEngine,
    principal: Principal,
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    await plant(engine, principal)
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("select set_config('gonghui.scope', '*', false)")
    for canary in (NUMBER, MOBILE):
        assert await rows_with(owner, canary) == []
    await owner.close()
    client = redis.Redis.from_url(redis_url)
    keys = client.keys("*")
    assert not [key for key in keys if NUMBER.encode() in key or MOBILE.encode() in key]
    client.close()
    printed = capfd.readouterr()
    for text in (caplog.text, printed.out, printed.err):
        assert NUMBER not in text
        assert MOBILE not in text


async def test_no_canary_is_in_the_files_of_the_stores(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    """Table files, write-ahead log, server logs, Valkey's append-only file."""
    await plant(engine, principal)
    folder = Path(fresh_database.folder.path)
    search = await asyncio.create_subprocess_exec(
        *("grep", "-rlaF", "-e", MOBILE, "-e", NUMBER, str(folder)),
        stdout=asyncio.subprocess.PIPE,
    )
    found, _ = await search.communicate()
    assert found == b""
