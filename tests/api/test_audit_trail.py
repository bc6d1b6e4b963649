"""The audit over GraphQL: for auditors, without sealed values, with its chain; read and logged."""

from typing import Any

import asyncpg
import pytest

from api.platform.stores import Stores
from schema.core.roles import Role
from tests.api.conftest import Site, add_user

pytestmark = pytest.mark.anyio
EVENTS = """query ($entity: String!) {
  auditEvents(filter: {entity: {eq: $entity}}) {
    nodes { id at actor action entity entityId changes lane number intact } } }"""
LOG = '{ accessLog(filter: {entity: {eq: "audit_event"}}) { nodes { entityId } } }'
EDIT = "update audit_event set actor = 'user:other' where id = $1"


async def events(site: Site, entity: str) -> list[dict[str, Any]]:
    answer = (await site.query(EVENTS, {"entity": entity})).json()
    return list(answer["data"]["auditEvents"]["nodes"])


@pytest.mark.requirement("D06", "D07")
async def test_an_auditor_reads_what_was_written_and_is_logged(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "auditor", Role.AUDITOR)
    await site.sign_in("auditor")
    found = await events(site, "app_user")
    assert "INSERT" in {event["action"] for event in found}
    assert all(event["intact"] for event in found)
    secrets = await events(site, "user_credential")
    assert secrets
    assert "argon2" not in str(secrets)
    logged = (await site.query(LOG)).json()["data"]["accessLog"]["nodes"]
    assert {entry["entityId"] for entry in logged} >= {event["id"] for event in found + secrets}


@pytest.mark.requirement("D07")
async def test_an_edited_row_shows_that_the_chain_is_broken(
    site: Site, fresh_database: Stores
) -> None:
    await add_user(fresh_database, "auditor", Role.AUDITOR)
    await site.sign_in("auditor")
    edited = (await events(site, "app_user"))[0]["id"]
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("alter table audit_event disable trigger written_once")
    await owner.execute(EDIT, edited)
    await owner.execute("alter table audit_event enable trigger written_once")
    await owner.close()
    assert [event["id"] for event in await events(site, "app_user") if not event["intact"]] == [
        edited
    ]


@pytest.mark.requirement("S02")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CITY_LEADER, Role.ANALYST])
async def test_others_read_no_audit(site: Site, fresh_database: Stores, role: Role) -> None:
    await add_user(fresh_database, "other", role)
    await site.sign_in("other")
    assert await events(site, "app_user") == []
