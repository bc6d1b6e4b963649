"""What ``demo --replace`` takes out, and when it refuses."""

import asyncpg
import pytest

from api.data.demo.clearing import EMPTIED, THINNED, clear_people
from api.platform.errors import PlatformError
from api.platform.stores import Stores
from schema.metadata import metadata

pytestmark = pytest.mark.anyio

HELD = """with held as (insert into person (name, created_by, updated_by)
  values ('王甲', 't', 't') returning id)
insert into legal_hold (person_id, basis, placed_on, created_by, updated_by)
select id, '案件', '2026-01-01', 't', 't' from held"""


def test_nothing_that_stays_refers_to_what_goes() -> None:
    """A new domain whose rows hang on people has to be emptied, too."""
    gone = {table.name for table in EMPTIED} | set(THINNED)
    left = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in gone - {"division", "union_organisation"}
        and table.name not in gone
    }
    assert left == set()


async def test_a_legal_hold_forbids_it(fresh_database: Stores) -> None:
    connection = await asyncpg.connect(fresh_database.owner_url)
    try:
        await connection.execute("select set_config('gonghui.scope', '*', false)")
        await connection.execute(HELD)
        with pytest.raises(PlatformError, match="legal hold"):
            await clear_people(fresh_database.owner_url)
        assert await connection.fetchval("select count(*) from person") == 1
        await connection.execute("update legal_hold set lifted_on = '2026-02-01'")
    finally:
        await connection.close()
    await clear_people(fresh_database.owner_url)
