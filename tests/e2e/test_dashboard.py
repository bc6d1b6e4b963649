"""The dashboard in a browser that reaches no other host."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]


@pytest.fixture
def board(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """The administrator's dashboard, just opened."""
    page.emulate_media(reduced_motion="reduce")
    page.goto("/dashboard")
    sign_in(live_server.username, live_server.password)
    expect(page.locator(".tile").first).to_be_visible()
    return page


def test_a_tile_leads_to_the_list_it_counts(board: Page, witness: Witness) -> None:
    tile = board.locator(".tile", has_text="正常运行工会")
    counted = tile.locator("strong").inner_text()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    board.on("request", note)
    tile.click()
    expect(board.get_by_role("status").first).to_have_text(f"共 {counted} 条")
    queries = [one for one in asked if one.url.endswith("/graphql")]
    assert len(queries) == 1
    assert "query" not in (queries[0].post_data_json or {})  # by its hash
    # The component library tries one style element without the nonce; the policy refuses it.
    assert [said for said in witness.complaints if "inline style" not in said] == []


def test_an_address_is_a_saved_view(board: Page) -> None:
    board.goto("/dashboard/users?order=USERNAME.DESC&hide=createdAt")
    expect(board.get_by_role("cell", name="浏览器测试").first).to_be_visible()
    expect(board.locator("th", has_text="创建时间")).to_have_count(0)
    expect(board.locator("th[aria-sort=descending]")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_board_and_list_are_accessible(board: Page, scheme: Any, width: int) -> None:
    board.emulate_media(color_scheme=scheme)
    board.set_viewport_size({"width": width, "height": 860})
    found: dict[str, list[tuple[str, str]]] = {}
    for path in ("/dashboard", "/dashboard/users"):
        board.goto(path)
        expect(board.locator("main h1")).to_have_text(re.compile("总览|用户"))
        expect(board.locator(".ant-spin-spinning")).to_have_count(0)
        violations = Axe().run(board).response["violations"]
        grave = [rule for rule in violations if rule["impact"] in {"serious", "critical"}]
        found |= {path: [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in grave]}
    assert found == {"/dashboard": [], "/dashboard/users": []}
