"""Rows in the audit are rows written, whichever door they came by (D07, R19)."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.data.demo.loading import load_demo
from api.data.starter import prepare
from api.platform.stores import Stores
from schema.core.audit import trigger_settings
from schema.core.bulk import bulk_insert, take_time
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, job_principal
from schema.core.verify import verify
from schema.membership.tables import person
from schema.metadata import metadata
from schema.screening.rules import ScreeningKind
from schema.screening.service import request_screening, run_screening

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("D07", "R19")]
AUDITED = [t.name for t in metadata.sorted_tables if trigger_settings(t) is not None]
#: A second witness beside the triggers of the audit: counts what each statement wrote.
WITNESS = """create function witness() returns trigger language plpgsql security definer as $$
declare size bigint; begin
  if tg_op = 'DELETE' then select count(*) into size from old_rows;
  else select count(*) into size from new_rows; end if;
  if size > 0 then insert into witnessed values (tg_table_name, tg_op, size); end if;
  return null; end $$"""


@pytest.fixture
async def witnessed(fresh_database: Stores) -> AsyncIterator[asyncpg.Connection]:
    """Each audited table has a witness while the test runs."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    await connection.execute("create table witnessed (entity text, action text, rows bigint)")
    await connection.execute(WITNESS)
    for table in AUDITED:
        for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
            await connection.execute(
                f"create trigger witness_{event} after {event} on {table} referencing {rows} table"
                f" as {rows}_rows for each statement execute function witness()"
            )
    yield connection
    await connection.execute("drop function witness() cascade")
    await connection.execute("drop table witnessed")
    await connection.close()


async def test_every_door_is_audited(
    witnessed: asyncpg.Connection, fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    """Starter data and demonstration (bulk, by the command line), a job, a service, plain SQL."""
    async with transaction(engine, job_principal("command-line")) as work:
        await take_time(work)
        await prepare(work)
        await load_demo(work, scale=0.01, seed=1, report=lambda _line: None)
    async with transaction(engine, job_principal("run")) as work:
        await take_time(work)
        run = await request_screening(work, kind=ScreeningKind.PERIODIC)
        await run_screening(work, run=run)
    async with transaction(engine, principal) as work:
        async with bulk_insert(work, person, ("name",)) as target:
            await target.add([(f"王{number}",) for number in range(250)])
        await work.execute(sa.update(person).values(migrant=True).where(person.c.name == "王1"))
        await work.execute(sa.delete(person).where(person.c.name.like("王2%")))
    await witnessed.execute("update person set migrant = true where name = '王3'")
    sums = "select entity, action, sum(rows)::bigint as rows from {} group by 1, 2 order by 1, 2"
    written = await witnessed.fetch(sums.format("witnessed"))
    told = await witnessed.fetch(
        "select entity, action, sum(rows)::bigint as rows from audit_event where rows > 0"
        " group by 1, 2 order by 1, 2"
    )
    assert [tuple(row) for row in told] == [tuple(row) for row in written]
    assert {row["entity"] for row in told} >= {"person", "finding", "dossier", "union_closure"}
    owner = make_engine(fresh_database.owner_url)
    async with owner.connect() as connection:
        assert (await verify(connection)).findings == ()
    await owner.dispose()


async def test_no_clear_number_or_name_enters_the_audit(
    witnessed: asyncpg.Connection, engine: AsyncEngine, principal: Principal
) -> None:
    async with transaction(engine, principal) as work:
        await work.execute(
            sa.insert(person).values(name="欧阳某某", created_by="t", updated_by="t")
        )
        await work.execute(
            sa.update(person).where(person.c.name == "欧阳某某").values(name="上官某某")
        )
    found = await witnessed.fetch("select changes::text as text from audit_event")
    assert found
    assert not [row for row in found if "某某" in row["text"]]
