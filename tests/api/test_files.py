"""Files over HTTP: an export is fetched once, by whoever asked for it, under the session."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.core.database import make_engine, transaction
from schema.core.files import export_path
from schema.core.principal import Role
from schema.operations.rules import INITIAL_PARAMETERS
from tests.api.conftest import Site, add_user
from tests.schema.conftest import seed_parameters
from tests.schema.screening.world import make_world
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer
from workers.settings import JobSettings

pytestmark = pytest.mark.anyio
START = """mutation ($input: StartExportInput!, $key: String!) {
  startExport(input: $input, idempotencyKey: $key) {
    exportRun { id state jobRun { id } } errors { code message }
  }
}"""
STATE = "query ($id: ID!) { exportRun(id: $id) { state rows jobRun { state done total } } }"


async def union_of(stores: Stores) -> UUID:
    engine = make_engine(stores.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        world = await make_world(work)
        await work.execute(
            sa.text(
                "insert into union_closure (ancestor_id, descendant_id, depth)"
                " values (:union, :union, 0) on conflict do nothing"
            ).bindparams(union=world.union)
        )
    await engine.dispose()
    return world.union


@pytest.mark.requirement("D13", "R02")
async def test_an_export_is_fetched_once(site: Site, fresh_database: Stores) -> None:
    load()
    union = await union_of(fresh_database)
    for name in ("cadre", "other"):
        await add_user(fresh_database, name, Role.WOMEN_CADRE, unions=(union,), covers_all=False)
    await site.sign_in("cadre")
    given = {"connection": "facilities", "format": "CSV", "purpose": "STATISTICS"}
    asked = (await site.query(START, {"input": given, "key": "k1"})).json()
    started = asked["data"]["startExport"]
    assert started["errors"] == []
    export = started["exportRun"]
    again = (await site.query(START, {"input": given, "key": "k1"})).json()
    assert again["data"]["startExport"]["exportRun"]["id"] == export["id"]
    assert (await site.http.get(f"/exports/{export['id']}")).status_code == 410

    engine = make_engine(fresh_database.writer_url)
    performer = Performer(engine, JobSettings())
    await performer.perform(export["jobRun"]["id"], handlers["export.run"])
    await engine.dispose()
    state = (await site.query(STATE, {"id": export["id"]})).json()["data"]["exportRun"]
    assert (state["state"], state["rows"]) == ("READY", 0)
    assert state["jobRun"]["state"] == "SUCCEEDED"

    await site.sign_in("other")
    assert (await site.http.get(f"/exports/{export['id']}")).status_code == 404
    await site.sign_in("cadre")
    fetched = await site.http.get(f"/exports/{export['id']}")
    assert fetched.status_code == 200
    assert fetched.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in fetched.headers["content-disposition"]
    assert fetched.headers["cache-control"] == "no-store"
    assert (await site.http.get(f"/exports/{export['id']}")).status_code == 410
    assert not export_path(UUID(export["id"])).exists()


async def test_nobody_fetches_without_a_session(site: Site) -> None:
    path = "/exports/00000000-0000-7000-8000-000000000000"
    assert (await site.http.get(path)).status_code == 401
