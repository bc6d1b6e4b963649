"""The dashboard in a browser that reaches no other host."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from api.pages import DIST
from tests.e2e.conftest import Execute
from tests.e2e.live import CSRF, LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
PEOPLE = {
    "leader": ("city-leader", "王主席", "--everything"),
    "reader": ("analyst", "李分析", "--everything"),
    "auditing": ("auditor", "陈审计", "--everything"),
}


@pytest.fixture(scope="package")
def people(live_server: LiveServer) -> LiveServer:
    """The server, with one person of each role that the tests look through."""
    for username, (role, name, *more) in PEOPLE.items():
        live_server.person(username, "--name", name, "--role", role, *more)
    return live_server


@pytest.fixture
def board(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """The administrator's dashboard, just opened."""
    return opened(page, sign_in, live_server, live_server.username)


@pytest.fixture
def leading(page: Page, people: LiveServer, sign_in: SignIn) -> Page:
    """The dashboard of the federation's chair."""
    return opened(page, sign_in, people, "leader")


def opened(page: Page, sign_in: SignIn, server: LiveServer, username: str) -> Page:
    """The first page of somebody's dashboard."""
    page.emulate_media(reduced_motion="reduce")
    page.goto("/dashboard")
    sign_in(username, server.password)
    expect(page.locator(".tile").first).to_be_visible()
    return page


def settled(page: Page, path: str) -> None:
    """Open a page and wait until it has its answer."""
    page.goto(path)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".ant-spin-spinning")).to_have_count(0)


def test_a_tile_leads_to_the_list_it_counts(leading: Page, witness: Witness) -> None:
    tile = leading.locator(".tile", has_text="正常运行工会")
    counted = tile.locator("strong").inner_text()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    leading.on("request", note)
    tile.click()
    expect(leading.locator(".page-head [role=status]")).to_have_text(f"共 {counted} 条")
    queries = [one for one in asked if one.url.endswith("/graphql")]
    assert len([one for one in queries if "query" not in (one.post_data_json or {})]) == 1
    assert witness.complaints == []


@pytest.mark.parametrize(
    ("username", "title"), [("reader", "分析总览"), ("auditing", "工作总览"), ("", "平台运行")]
)
def test_each_role_sees_a_board_of_its_own(
    page: Page, people: LiveServer, sign_in: SignIn, username: str, title: str
) -> None:
    opened(page, sign_in, people, username or people.username)
    expect(page.locator("main h1")).to_have_text(title)
    # What a role may not read is left out: no figure says 0 of it.
    counts = page.locator(".tile", has_text="在册会员")
    expect(counts).to_have_count(1 if username == "auditing" else 0)


def test_an_address_is_a_saved_view(board: Page) -> None:
    settled(board, "/dashboard/users?order=USERNAME.DESC&hide=createdAt")
    expect(board.get_by_role("cell", name="浏览器测试").first).to_be_visible()
    expect(board.locator("th", has_text="创建时间")).to_have_count(0)
    expect(board.locator("th[aria-sort=descending]")).to_have_count(1)


ASK_ALL = """async documents => {
    const said = []
    for (const [sha256Hash, text] of Object.entries(documents)) {
        const variables = { first: 5, aside: true, id: "00000000-0000-0000-0000-000000000000" }
        const needed = text.slice(0, text.indexOf(' {')).match(/[$](\\w+): (\\w+)/g) ?? []
        for (const one of needed) {
            const [name, type] = one.slice(1).split(': ')
            const value = { Date: '2026-01-01', DateTime: '2026-01-01T00:00:00Z', Boolean: true }
            if (type in value) variables[name] = value[type]
            else if (!needed.some(found => found.startsWith('$first'))) delete variables.first
        }
        if (!text.includes('$aside')) delete variables.aside
        if (!text.includes('$id')) delete variables.id
        const extensions = { persistedQuery: { version: 1, sha256Hash } }
        const headers = { 'content-type': 'application/json', 'x-gonghui-csrf': '1' }
        const body = JSON.stringify({ variables, extensions })
        const response = await fetch('/graphql', { method: 'POST', headers, body })
        const { errors } = await response.json()
        if (errors) said.push(`${text.slice(0, 40)}: ${errors[0].message}`)
    }
    return said
}"""


def test_every_question_of_the_pages_is_registered_and_answered(leading: Page) -> None:
    texts = json.loads((DIST / "documents.json").read_text(encoding="utf-8"))
    queries = {hash_: text for hash_, text in texts.items() if text.startswith("query ")}
    assert len(queries) > 150
    # One in six of each kind, and every board: all of them would take a minute to plan.
    rest = [hash_ for hash_, text in queries.items() if not text.startswith("query Board")]
    asked = {hash_: queries[hash_] for hash_ in queries if hash_ not in set(rest)}
    asked |= {hash_: queries[hash_] for hash_ in sorted(rest)[::6]}
    assert leading.evaluate(ASK_ALL, asked) == []


def test_a_thing_is_shown_with_its_neighbours_and_next_steps(board: Page, witness: Witness) -> None:
    settled(board, "/dashboard/users?search=浏览器测试")
    board.locator("tbody a").first.click()
    expect(board.locator(".ant-descriptions").first).to_be_visible()
    expect(board.locator(".neighbours")).not_to_have_count(0)
    expect(board.get_by_role("button", name="停用用户")).to_be_visible()
    expect(board.get_by_role("button", name="恢复停用的用户")).to_have_count(0)
    expect(board.locator(".ant-alert-error")).to_have_count(0)
    assert witness.complaints == []


def test_a_conflict_shows_both_values_and_is_resolved(
    board: Page, live_server: LiveServer, people: LiveServer
) -> None:
    """Somebody renames a feed source while a form on it is open."""
    with httpx2.Client(base_url=people.base_url, headers=CSRF) as client:
        account = {"username": live_server.username, "password": live_server.password}
        client.post("/auth/sign-in", json=account)
        source = added_source(client)
        settled(board, f"/dashboard/sources/{source['id']}")
        board.get_by_role("button", name="修改舆情来源").click()
        form = board.get_by_role("dialog")
        form.get_by_label("来源名称").fill("我起的名称")
        renamed = {"id": source["id"], "expectedVersion": 1, "name": "他人起的名称"}
        asked(client, RENAME, {"input": renamed})
    form.get_by_role("button", name="提交").click()
    expect(form.get_by_text("他人已先修改")).to_be_visible()
    expect(form.get_by_text("他人起的名称")).to_be_visible()
    form.get_by_role("radio", name=re.compile("我的")).check()
    form.get_by_role("button", name="按所选重新提交").click()
    expect(board.locator("main h1")).to_contain_text("我起的名称")


ADD = """mutation ($input: AddFeedSourceInput!) {
    addFeedSource(input: $input, idempotencyKey: "c1") { source { id } errors { message } } }"""
RENAME = """mutation ($input: UpdateFeedSourceInput!) { updateFeedSource(input: $input) {
    errors { message } } }"""


def asked(client: httpx2.Client, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The payload of a mutation that must not fail."""
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    (payload,) = answer["data"].values()
    assert payload["errors"] == []
    return dict(payload)


def added_source(client: httpx2.Client) -> dict[str, Any]:
    """A feed source that is not polled."""
    given = {
        "code": "TEST-SOURCE",
        "name": "起初的名称",
        "kind": "UNION_SITE_COMMENT",
        "address": "push:",
        "licence": "自有",
        "lawfulBasis": "工作职责",
        "enabled": False,
    }
    return dict(asked(client, ADD, {"input": given})["source"])


def test_the_map_draws_the_towns_without_another_host(leading: Page, witness: Witness) -> None:
    settled(leading, "/dashboard/map")
    expect(leading.locator(".town")).to_have_count(14)
    expect(leading.get_by_text("聂市镇")).to_be_visible()
    leading.locator(".sheet svg").click(position={"x": 300, "y": 300})
    expect(leading.get_by_text("离选点最近")).to_be_visible()
    leading.get_by_role("button", name="放大").click()
    assert witness.complaints == []


EVENTS = """insert into opinion_event
    (code, topic, title, level, score, first_seen_at, last_seen_at, created_by, updated_by)
    select 'E' || n, 'T01', '趋势' || n, level, 40, now(), now(), 't', 't'
    from (values (1, 'RED'), (2, 'RED'), (3, 'BLUE')) as made (n, level)"""


def test_a_month_of_a_trend_leads_to_what_it_counts(
    leading: Page, execute: Execute, witness: Witness
) -> None:
    execute(EVENTS)
    settled(leading, "/dashboard/trends?months=24")
    events = leading.locator(".panel", has_text="舆情事件")
    # Drawn for the eye, by the library; the levels that occur, and no other.
    expect(events.locator("svg text", has_text="Ⅰ级")).to_be_visible()
    expect(events.locator("svg text", has_text="Ⅲ级")).to_have_count(0)
    events.locator("summary").click()
    row = events.locator("tbody tr").first
    expect(row.locator("td")).to_have_text(["2", "1"])
    row.get_by_role("link", name="2").click()
    expect(leading.locator(".page-head [role=status]")).to_have_text("共 2 条")
    execute("delete from opinion_event where code like 'E_'")
    assert witness.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible(leading: Page, scheme: Any, width: int) -> None:
    leading.emulate_media(color_scheme=scheme)
    leading.set_viewport_size({"width": width, "height": 860})
    found: dict[str, str] = {}
    for path in ("", "/members", "/lists", "/map", "/trends"):
        settled(leading, f"/dashboard{path}")
        violations = Axe().run(leading).response["violations"]
        found |= {
            f"{path} {rule['id']}": rule["nodes"][0]["html"][:200]
            for rule in violations
            if rule["impact"] in {"serious", "critical"}
        }
    assert found == {}
