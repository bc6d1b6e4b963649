"""Public opinion through the API: add a source, hear, look, decide, by role and scope."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core import settings as settings_module
from schema.core.database import transaction
from schema.core.principal import Principal
from schema.core.roles import Department, Role
from schema.core.work import Work
from schema.opinion import service
from tests.api.conftest import Site, add_user

pytestmark = pytest.mark.anyio

ADD = """mutation ($input: AddFeedSourceInput!, $key: String! = "add") {
  addFeedSource(input: $input, idempotencyKey: $key) {
    source { id code version isLocal } errors { code path message }
  }
}"""
LOOK = """{
  opinionEvents(first: 10, orderBy: [{field: SCORE, direction: DESC}]) { totalCount nodes {
    id version code topic level status itemCount
    alerts(first: 5) { nodes { level status } }
    items(first: 5) { nodes {
      id text score topics explanation duplicateOf { id } source { code }
      duplicates(first: 5) { totalCount }
    } }
  } }
  feedItems(first: 10) { totalCount }
  opinionAlerts(first: 10) { totalCount }
  feedSources(first: 10) { totalCount }
}"""
CONFIRM = """mutation ($id: ID!, $version: Int!) {
  confirmOpinionEvent(input: {id: $id, expectedVersion: $version, reason: "已核实"}) {
    event { status version alerts(first: 5) { nodes { status } } } errors { code path }
  }
}"""
SEPARATE = """mutation ($id: ID!) {
  separateFeedItem(input: {id: $id, reason: "并非同一事"}, idempotencyKey: "separate") {
    item { duplicateOf { id } event { clusterCount } } errors { code path }
  }
}"""
SOURCE = {
    "code": "S1",
    "name": "职工热线",
    "kind": "HOTLINE_12351",
    "address": "hotline",
    "licence": "内部使用",
    "lawfulBasis": "来电登记",
}


async def answer(site: Site, query: str, variables: Any = None) -> Any:
    response = await site.query(query, variables)
    body = response.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


async def signed_in(site: Site, name: str) -> Site:
    site.http.cookies.clear()
    assert (await site.sign_in(name)).status_code == 200
    return site


async def test_from_source_to_verdict(  # noqa: PLR0915 - one story
    site: Site,
    migrated: Stores,
    engine: AsyncEngine,
    principal: Principal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add_user(migrated, "chief", Role.CITY_DEPARTMENT, department=Department.PUBLICITY)
    await add_user(migrated, "leader", Role.CITY_LEADER)
    await add_user(migrated, "reader", Role.ANALYST)
    await add_user(migrated, "town", Role.TOWNSHIP_OFFICER, covers_all=False)
    monkeypatch.setenv("GONGHUI_DATA", str(tmp_path))
    settings_module.settings.cache_clear()

    await signed_in(site, "reader")
    refused = await answer(site, ADD, {"input": SOURCE})
    assert refused["addFeedSource"]["errors"][0]["code"] == "FORBIDDEN"

    await signed_in(site, "chief")
    made = await answer(site, ADD, {"input": SOURCE})
    assert made["addFeedSource"]["errors"] == []
    assert made["addFeedSource"]["source"]["isLocal"] is True
    again = await answer(site, ADD, {"input": SOURCE, "key": "again"})
    assert again["addFeedSource"]["errors"][0] | {"message": ""} == {
        "code": "DUPLICATE",
        "path": ["code"],
        "message": "",
    }

    text = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"
    posts = [text, text + "！求扩散", "被扣了三个月钱，真的不想活了"]
    folder = tmp_path / "feeds" / "hotline"
    folder.mkdir(parents=True)
    lines = [json.dumps({"id": n, "text": post}) for n, post in enumerate(posts)]
    (folder / "a.jsonl").write_text("\n".join(lines))

    @asynccontextmanager
    async def open_work() -> AsyncIterator[Work]:
        async with transaction(engine, principal) as work:
            yield work

    await service.take_in_feed(open_work)

    await signed_in(site, "leader")
    seen = await answer(site, LOOK)
    assert seen["opinionEvents"]["totalCount"] == 2
    assert seen["feedItems"]["totalCount"] == 3
    crisis, arrears = seen["opinionEvents"]["nodes"]
    assert (crisis["topic"], arrears["topic"], arrears["itemCount"]) == ("T17", "T01", 2)
    heads = [item for item in arrears["items"]["nodes"] if item["duplicateOf"] is None]
    assert heads[0]["duplicates"]["totalCount"] == 1
    assert heads[0]["explanation"][0]["factor"] == "TOPIC"
    assert heads[0]["source"] == {"code": "S1"}

    copies = [item["id"] for item in arrears["items"]["nodes"] if item["duplicateOf"]]
    apart = await answer(site, SEPARATE, {"id": copies[0]})
    assert apart["separateFeedItem"] == {
        "item": {"duplicateOf": None, "event": {"clusterCount": 2}},
        "errors": [],
    }

    await signed_in(site, "reader")
    seen = await answer(site, LOOK)
    assert [node["topic"] for node in seen["opinionEvents"]["nodes"]] == ["T01"]
    assert (seen["feedItems"]["totalCount"], seen["opinionAlerts"]["totalCount"]) == (2, 1)

    await signed_in(site, "town")
    seen = await answer(site, LOOK)
    assert {seen[name]["totalCount"] for name in seen} == {0}

    await signed_in(site, "chief")
    late = await answer(site, CONFIRM, {"id": arrears["id"], "version": arrears["version"] + 1})
    assert late["confirmOpinionEvent"]["errors"][0]["code"] == "CONFLICT"
    done = await answer(site, CONFIRM, {"id": arrears["id"], "version": arrears["version"]})
    event = done["confirmOpinionEvent"]["event"]
    assert event.pop("version") > arrears["version"]  # screened, then confirmed
    assert event == {
        "status": "CONFIRMED",
        "alerts": {"nodes": [{"status": "ACKNOWLEDGED"}]},
    }
    monkeypatch.undo()
    settings_module.settings.cache_clear()
