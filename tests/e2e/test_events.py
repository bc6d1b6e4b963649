"""A grievance from the hotline to the open inbox, and over the event board to its closing."""

import uuid
from collections.abc import Callable

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.platform.stores import Stores
from tests.e2e import heard
from tests.e2e.live import CSRF, LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
Enter = Callable[[str, str], None]
NARROW = 390
REPORT = """mutation($input: ReportFeedItemInput!, $key: String!) {
  reportFeedItem(input: $input, idempotencyKey: $key) { errors { code message } } }"""
PEOPLE = {
    "watch-leader": ("--role", "city-leader"),
    "watch-rights": ("--role", "city-department", "--department", "rights"),
}


@pytest.fixture(scope="module")
def watched(live_server: LiveServer, migrated: Stores) -> LiveServer:
    """The server with a hotline, a leader and the rights department."""
    for username, role in PEOPLE.items():
        said = live_server.command(
            "user", "add", username, "--name", username, *role, "--everything"
        )
        one_time = said.rsplit("one-time password ", 1)[1].strip()
        with httpx2.Client(base_url=live_server.base_url, headers=CSRF) as client:
            client.post("/auth/sign-in", json={"username": username, "password": one_time})
            passwords = {"currentPassword": one_time, "newPassword": live_server.password}
            assert client.post("/auth/change-password", json=passwords).status_code == 200
    heard.plant(migrated)
    return live_server


@pytest.fixture
def enter(page: Page, watched: LiveServer, sign_in: SignIn) -> Enter:
    """Takes somebody's place at a page."""

    def take(username: str, path: str) -> None:
        page.context.clear_cookies()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/dashboard{path}")
        sign_in(username, watched.password)
        expect(page.locator(".page-head h1")).to_be_visible()

    return take


def report(server: LiveServer, text: str) -> None:
    """The rights department enters a call to the hotline."""
    facts = {"sourceCode": heard.SOURCE, "externalId": uuid.uuid4().hex, "text": text}
    with httpx2.Client(base_url=server.base_url, headers=CSRF) as client:
        person = {"username": "watch-rights", "password": server.password}
        assert client.post("/auth/sign-in", json=person).status_code == 200
        body = {"query": REPORT, "variables": {"input": facts, "key": uuid.uuid4().hex}}
        answer = client.post("/graphql", json=body).json()
    assert answer["data"]["reportFeedItem"]["errors"] == [], answer


def serious(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [rule["id"] for rule in violations if rule["impact"] in {"serious", "critical"}]


def take_step(page: Page, button: str, **texts: str) -> None:
    """Press a step, fill in what it asks, submit."""
    page.locator(".next-steps").get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, text in texts.items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name="提交").click()
    expect(dialog).to_be_hidden()


def test_an_event_is_handled_on_the_board_to_its_closing(
    page: Page, enter: Enter, watched: LiveServer, migrated: Stores, witness: Witness
) -> None:
    report(watched, heard.ARREARS)
    heard.read_reports(migrated)
    enter("watch-leader", "/events")
    card = page.locator(".event-card").first
    expect(card).to_contain_text("研判")
    expect(card.locator(".countdown")).to_contain_text("剩")
    assert serious(page) == []
    card.get_by_role("link").first.click()
    expect(page.locator(".event-items")).to_contain_text("宏达鞋厂")
    expect(page.locator(".computation li")).not_to_have_count(0)
    assert serious(page) == []
    state = page.locator(".event-state")
    take_step(page, "确认属实")
    expect(state).to_have_text("已确认")
    page.locator(".next-steps").get_by_role("button", name="转为已报告").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="提交").click()
    expect(dialog.locator(".ant-form-item-explain-error")).to_have_text("须填写理由")
    dialog.get_by_role("textbox").first.fill("已电话报告主席")
    dialog.get_by_role("button", name="提交").click()
    expect(state).to_have_text("已报告")
    assert witness.complaints == []


def test_an_alert_appears_in_the_open_inbox_and_is_acknowledged(
    page: Page, enter: Enter, watched: LiveServer, migrated: Stores, witness: Witness
) -> None:
    enter("watch-leader", "/inbox")
    expect(page.get_by_text("实时接收中")).to_be_visible()
    report(watched, heard.STOPPAGE)
    heard.read_reports(migrated)
    entry = page.locator(".inbox-entry", has_text="竹器厂")
    expect(entry).to_contain_text("已发出")
    expect(page.locator("[aria-live=polite]")).to_contain_text("竹器厂")
    assert serious(page) == []
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.get_by_role("button", name="菜单").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.locator(".inbox-entry").first.focus()
    page.keyboard.press("a")
    expect(entry).to_have_count(0)
    page.get_by_role("switch", name="只看未接收").click()
    expect(entry).to_contain_text("已接收")
    entry.get_by_role("link").click()
    expect(page.locator(".work-head h2")).to_contain_text("竹器厂")
    assert serious(page) == []
    assert witness.complaints == []
