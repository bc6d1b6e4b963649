"""Screening and jobs as a client sees them: asked for, run, read, worked on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.principal import Principal, Scope
from schema.core.read_log import ReadLog
from schema.planner.operation import Planner
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from schema.screening.rules import ScreeningKind
from schema.screening.service.catalogue import DEFINITIONS
from tests.schema.screening.world import make_world
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer
from workers.settings import JobSettings

PERIODIC = ScreeningKind.PERIODIC
pytestmark = pytest.mark.anyio

Send = Callable[..., Awaitable[Any]]

ASK = """mutation {
  requestScreening(input: {kind: PERIODIC}, idempotencyKey: "once") {
    screeningRun { id state jobRun { id state job } } errors { code }
  }
}"""
READ = """{
  findings(filter: {ruleCode: {eq: "M2"}}) {
    totalCount
    edges { node {
      id version severity status evidence
      rule { name } person { name } union { name } run { state counts jobRun { state attempts } }
    } }
  }
  screeningRuns { edges { node { state hits opened asOf } } }
  jobRuns { edges { node { job state attempts done total result } } }
}"""
RESOLVE = """mutation($id: ID!, $version: Int!) {
  resolveFinding(input: {id: $id, expectedVersion: $version, reason: "已更正"}) {
    finding { status version statusReason } errors { code }
  }
}"""


@dataclass(frozen=True)
class Context:
    principal: Principal
    engine: AsyncEngine
    read_pool: ReadPool
    planner: Planner


@pytest.fixture
async def send(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> AsyncIterator[Send]:
    """Sends one operation and returns its data."""
    schema = platform_schema()
    async with transaction(engine, principal) as work:
        world = await make_world(work)
        await world.a_member(document_check="CHECKSUM", name="张三")
    async with ReadPool(fresh_database.reader_url, 1, ReadLog(engine)) as pool:

        async def run(text: str, who: Principal = principal, **variables: object) -> Any:
            context = Context(who, engine, pool, schema.planner)
            result = await schema.strawberry.execute(
                text, variable_values=variables, context_value=context
            )
            assert result.errors is None
            return result.data

        yield run


async def test_a_requested_screening_from_request_to_resolution(
    send: Send, engine: AsyncEngine
) -> None:
    load()
    asked = (await send(ASK))["requestScreening"]
    assert asked["errors"] == []
    assert asked["screeningRun"]["jobRun"]["state"] == "QUEUED"
    assert (await send(ASK))["requestScreening"]["screeningRun"] == asked["screeningRun"]

    job = asked["screeningRun"]["jobRun"]["id"]
    await Performer(engine, JobSettings.model_validate({})).perform(job, handlers["screening.run"])

    read = await send(READ)
    assert read["findings"]["totalCount"] == 1
    found = read["findings"]["edges"][0]["node"]
    assert found["evidence"] == {"problems": ["DOCUMENT_CHECKSUM"]}
    assert found["rule"] == {"name": "实名信息有误"}
    assert found["run"]["jobRun"] == {"state": "SUCCEEDED", "attempts": 1}
    assert read["screeningRuns"]["edges"][0]["node"]["state"] == "SUCCEEDED"
    assert read["jobRuns"]["edges"][0]["node"]["total"] == sum(
        PERIODIC in rule.kinds for rule in DEFINITIONS.values()
    )

    given = {"id": found["id"], "version": found["version"]}
    done = (await send(RESOLVE, **given))["resolveFinding"]
    assert done["finding"] == {"status": "RESOLVED", "version": 2, "statusReason": "已更正"}
    again = (await send(RESOLVE, **given))["resolveFinding"]
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]
    newer = (await send(RESOLVE, **{**given, "version": 2}))["resolveFinding"]
    assert [error["code"] for error in newer["errors"]] == ["ILLEGAL_TRANSITION"]


async def test_outside_the_scope_nothing_is_found_and_nothing_can_be_asked(
    send: Send, engine: AsyncEngine, principal: Principal
) -> None:
    load()
    job = (await send(ASK))["requestScreening"]["screeningRun"]["jobRun"]["id"]
    await Performer(engine, JobSettings.model_validate({})).perform(job, handlers["screening.run"])
    stranger = replace(principal, scope=Scope(unions=(UUID(int=7),)))

    assert (await send(READ, stranger))["findings"]["totalCount"] == 0
    refused = (await send(ASK.replace("once", "other"), stranger))["requestScreening"]
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
