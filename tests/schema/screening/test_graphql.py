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
from schema.core.roles import Role
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

OPEN = """mutation($id: ID!, $version: Int!, $facts: String!, $key: String!) {
  openFindingCase(input: {findingId: $id, expectedVersion: $version, topic: T16, facts: $facts},
      idempotencyKey: $key) {
    finding { version status rightsCase { id number source title urgency
      union { name } findings { totalCount edges { node { id } } } } }
    errors { code path }
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


async def test_a_finding_becomes_one_case_and_each_leads_to_the_other(
    send: Send, engine: AsyncEngine, principal: Principal
) -> None:
    load()
    job = (await send(ASK))["requestScreening"]["screeningRun"]["jobRun"]["id"]
    await Performer(engine, JobSettings.model_validate({})).perform(job, handlers["screening.run"])
    found = (await send(READ))["findings"]["edges"][0]["node"]
    given = {"id": found["id"], "version": found["version"], "facts": "证件有误, 影响权益"}

    auditor = replace(principal, subject="user:c", role=Role.AUDITOR)
    stranger = replace(principal, scope=Scope(unions=(UUID(int=7),)))
    for who, code in ((auditor, "FORBIDDEN"), (stranger, "NOT_FOUND")):
        refused = (await send(OPEN, who, key=who.subject, **given))["openFindingCase"]
        assert [error["code"] for error in refused["errors"]] == [code]
    empty = (await send(OPEN, key="empty", **{**given, "facts": " "}))["openFindingCase"]
    assert empty["errors"] == [{"code": "INVALID", "path": ["facts"]}]

    first = (await send(OPEN, key="first", **given))["openFindingCase"]
    assert first["errors"] == []
    case = first["finding"]["rightsCase"]
    assert (first["finding"]["version"], first["finding"]["status"]) == (2, "OPEN")
    assert (case["source"], case["title"], case["urgency"]) == ("SCREENING", "实名信息有误", 2)
    assert case["union"] == found["union"]
    assert case["findings"] == {"totalCount": 1, "edges": [{"node": {"id": found["id"]}}]}
    for key in ("first", "again"):
        same = (await send(OPEN, key=key, **given))["openFindingCase"]
        assert same["finding"]["rightsCase"]["id"] == case["id"]


async def test_what_has_ended_becomes_no_case(send: Send, engine: AsyncEngine) -> None:
    load()
    job = (await send(ASK))["requestScreening"]["screeningRun"]["jobRun"]["id"]
    await Performer(engine, JobSettings.model_validate({})).perform(job, handlers["screening.run"])
    found = (await send(READ))["findings"]["edges"][0]["node"]
    await send(RESOLVE, id=found["id"], version=found["version"])
    given = {"id": found["id"], "version": 2, "facts": "有误"}
    refused = (await send(OPEN, key="late", **given))["openFindingCase"]
    assert [error["code"] for error in refused["errors"]] == ["FINDING_ENDED"]


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


DRAFT = """mutation($expression: JSON!) {
  draftScreeningRule(input: {name: "校验码错误", subjectType: PERSON, severity: 2,
      kinds: [PERIODIC], expression: $expression}, idempotencyKey: "draft") {
    ruleVersion { id version status sentence precision rule { code source } }
    errors { code path details }
  }
}"""
TRY = """mutation($id: ID!) {
  tryScreeningRule(input: {versionId: $id}, idempotencyKey: "try") {
    ruleTrial { hits fresh gone same milliseconds samples } errors { code }
  }
}"""
PUBLISH = """mutation($id: ID!) {
  publishScreeningRule(input: {id: $id, expectedVersion: 1}) {
    ruleVersion { status } errors { code }
  }
}"""


async def test_an_analyst_writes_a_rule_and_another_publishes_it(
    send: Send, principal: Principal
) -> None:
    analyst = replace(principal, subject="user:a", role=Role.ANALYST)
    leader = replace(principal, subject="user:b", role=Role.CITY_LEADER)
    wrong = {"field": "documentCheck", "is": "eq", "value": "ODD"}
    refused = (await send(DRAFT, analyst, expression=wrong))["draftScreeningRule"]
    assert refused["errors"][0]["code"] == "EXPRESSION_INVALID"
    assert refused["errors"][0]["details"]["faults"] != []

    fine = {"field": "documentCheck", "is": "eq", "value": "CHECKSUM"}
    text = DRAFT.replace('"draft"', '"again"')
    made = (await send(text, analyst, expression=fine))["draftScreeningRule"]["ruleVersion"]
    assert made["sentence"] == "证件校验结果等于“校验码错误”"
    assert made["rule"] == {"code": "X0001", "source": "ANALYST"}
    tried = (await send(TRY, analyst, id=made["id"]))["tryScreeningRule"]["ruleTrial"]
    assert (tried["hits"], tried["fresh"], tried["gone"], tried["same"]) == (1, 1, 0, 0)
    own = (await send(PUBLISH, analyst, id=made["id"]))["publishScreeningRule"]
    assert own["errors"][0]["code"] == "FORBIDDEN"
    done = (await send(PUBLISH, leader, id=made["id"]))["publishScreeningRule"]
    assert done["ruleVersion"] == {"status": "PUBLISHED"}
