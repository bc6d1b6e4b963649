"""A dossier into force at its desk; the sessions of an account ended."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e import needy
from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
NARROW = 390
PEOPLE = {
    "desk-leader": ("--role", "city-leader"),
    "desk-clerk": ("--role", "auditor"),
    "desk-auditor": ("--role", "auditor"),
}


@pytest.fixture(scope="module")
def desks(households: LiveServer) -> LiveServer:
    """The server with the two households, and one person for each hand."""
    for username, role in PEOPLE.items():
        households.person(username, *role, "--everything")
    return households


@pytest.fixture
def enter(page: Page, desks: LiveServer, sign_in: SignIn) -> Callable[[str, str], None]:
    """Takes somebody's place at a page."""

    def take(username: str, path: str) -> None:
        page.goto("about:blank")  # what is still being asked is not refused
        page.context.clear_cookies()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/dashboard{path}")
        sign_in(username, desks.password)
        expect(page.locator(".page-head h1")).to_be_visible()

    return take


def serious(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [rule["id"] for rule in violations if rule["impact"] in {"serious", "critical"}]


def test_a_dossier_comes_into_force(
    page: Page, enter: Callable[[str, str], None], witness: Witness
) -> None:
    enter("desk-leader", "/dossier-desk")
    page.locator(".queue a", has_text=needy.WANTS).click()
    expect(page.locator(".computation li").last).to_contain_text("困难")
    expect(page.locator(".ledger tfoot").first).to_contain_text("36,000.00")
    expect(page.get_by_text("个工作日，已期满")).to_be_visible()
    assert serious(page) == []
    page.locator(".next-steps").get_by_role("button", name="办理下一步").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.click()
    page.locator(".ant-select-item-option", has_text="在档").click()
    dialog.get_by_role("button", name="提交").click()
    expect(page.locator(".work-head .mark")).to_have_text("在档")
    expect(page.locator(".trail li").first).to_contain_text("在档")
    assert witness.complaints == []


def test_an_administrator_ends_the_sessions_of_an_account(
    page: Page, enter: Callable[[str, str], None], desks: LiveServer, witness: Witness
) -> None:
    enter(desks.username, "/accounts")
    page.locator(".queue a", has_text="desk-clerk").first.click()
    expect(page.get_by_role("region", name="角色与数据范围")).to_contain_text("全市")
    sessions = page.get_by_role("region", name="会话")
    expect(sessions).to_contain_text("在用")
    page.get_by_role("button", name="结束全部会话").click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    expect(sessions).not_to_contain_text("在用")
    page.get_by_role("button", name="重置密码或动态码").click()
    page.get_by_role("button", name="生成重置链接").click()
    expect(page.locator(".one-time")).to_contain_text(desks.base_url)
    page.get_by_role("button", name="已转交").click()
    assert serious(page) == []
    assert witness.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_auditor_reads_before_and_after(
    page: Page,
    enter: Callable[[str, str], None],
    witness: Witness,
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": NARROW, "height": 860})
    enter("desk-auditor", "/audit-trail?entity=dossier&action=UPDATE")
    expect(page.get_by_text("链校验通过")).to_be_visible()
    first = page.locator(".before-after").first
    expect(first.locator("dt").first).to_be_visible()
    expect(first.locator("del").first).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert witness.complaints == []
