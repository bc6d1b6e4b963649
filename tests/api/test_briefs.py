"""A report on public opinion: its files at their door, its figures as the lists count them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.data import starter
from api.data.demo.voices import VOICES, speak
from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.principal import Principal
from schema.core.roles import Department, Role
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.briefs import BriefKind, Period
from schema.organisation.tables import union_organisation
from tests.api.conftest import Site, add_user

pytestmark = pytest.mark.anyio
COPY = "桃林镇康泰机械厂手指被机器压断，厂里说没签合同不算工伤！求扩散"
BRIEFS = """{ opinionBriefs(first: 5) { nodes {
  figures sheetAddress pageAddress problem
} } }"""


@pytest.fixture
async def written(engine: AsyncEngine, site: Site, principal: Principal) -> None:
    """Events in every state, a copy of a post, and the report of the last fifty days."""
    del site

    @asynccontextmanager
    async def open_work() -> AsyncIterator[Work]:
        async with transaction(engine, principal) as work:
            yield work

    async with open_work() as work:
        await starter.prepare(work)
        table = union_organisation.c
        units = await work.execute(sa.select(table.code, table.id))
        await speak(work, {row.code: row.id for row in units})
        facts = service.ReportFacts(external_id="copy", text=COPY)
        await service.report_item(work, source_code="DEMO-12351", facts=facts)
    await service.take_in_reports(open_work)
    async with open_work() as work:
        period = Period(BriefKind.MONTHLY, work.today - timedelta(days=50), work.today)
    brief = await service.write_brief(open_work, period, 1)
    assert brief is not None
    async with open_work() as work:
        assert await service.keep_brief(work, period, 1, brief)


async def signed_in(site: Site, name: str) -> None:
    site.http.cookies.clear()
    assert (await site.sign_in(name)).status_code == 200


async def answered(site: Site, query: str, variables: Any = None) -> Any:
    body = (await site.query(query, variables)).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


async def test_every_figure_is_what_its_query_counts(
    site: Site, migrated: Stores, written: None
) -> None:
    del written
    await add_user(migrated, "chief", Role.CITY_DEPARTMENT, department=Department.PUBLICITY)
    await signed_in(site, "chief")
    [brief] = (await answered(site, BRIEFS))["opinionBriefs"]["nodes"]
    shown = {}
    for figure in brief["figures"]:
        behind = await answered(site, figure["query"], {"filter": figure["where"]})
        count = behind[figure["field"]]["totalCount"]
        if figure["rows"] is not None:
            assert sum(row["value"] for row in figure["rows"]) == count, figure["key"]
        elif not figure["key"].endswith("_minutes"):
            assert figure["value"] == count, figure["key"]
        shown[figure["key"]] = count
    ordinary = len(VOICES) - 1  # but for the crisis
    assert (shown["items"], shown["clusters"], shown["events"]) == (ordinary + 1, *2 * [ordinary])
    wanted = {"dismissed": 2, "closed": 2, "solved": 1, "cases": 4}
    assert {key: shown[key] for key in wanted} == wanted
    assert shown["screening_done"] == ordinary - 1  # all but what was only detected
    assert shown["alerts"] >= ordinary


async def test_the_files_are_for_who_sees_the_report(
    site: Site, migrated: Stores, written: None
) -> None:
    del written
    await add_user(migrated, "leader", Role.CITY_LEADER)
    await add_user(migrated, "reader", Role.ANALYST)
    await add_user(migrated, "town", Role.TOWNSHIP_OFFICER, covers_all=False)
    await signed_in(site, "leader")
    [brief] = (await answered(site, BRIEFS))["opinionBriefs"]["nodes"]
    sheet, page = brief["sheetAddress"], brief["pageAddress"]
    got = await site.http.get(sheet)
    assert (got.status_code, got.content[:2]) == (200, b"PK")
    assert ".xlsx" in got.headers["content-disposition"]
    assert got.headers["cache-control"] == "no-store"
    if brief["problem"] is None:
        got = await site.http.get(page)
        assert (got.status_code, got.content[:5]) == (200, b"%PDF-")
    else:
        assert (brief["problem"], page) == ("FONT_MISSING", None)
        assert (await site.http.get(sheet.replace(".xlsx", ".pdf"))).status_code == 410
    for name in ("reader", "town"):
        await signed_in(site, name)
        assert (await answered(site, BRIEFS))["opinionBriefs"]["nodes"] == []
        assert (await site.http.get(sheet)).status_code == 404
    site.http.cookies.clear()
    assert (await site.http.get(sheet)).status_code == 401
