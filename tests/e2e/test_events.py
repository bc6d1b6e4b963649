"""A grievance from the hotline to the open inbox, and over the event board to its closing."""

import re
import uuid
from collections.abc import Callable

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.platform.stores import Stores
from tests.e2e import heard
from tests.e2e.conftest import Execute
from tests.e2e.live import CSRF, LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
Enter = Callable[[str, str], None]
NARROW = 390
REPORT = """mutation($input: ReportFeedItemInput!, $key: String!) {
  reportFeedItem(input: $input, idempotencyKey: $key) { errors { code message } } }"""
#: The period of observation is over: no test waits for days.
WATCHED_LONG_ENOUGH = """update opinion_clock set due_at = now() - interval '1 minute'
    where kind = 'MONITORING' and status = 'RUNNING'"""
PEOPLE = {
    "watch-leader": ("--role", "city-leader"),
    "watch-rights": ("--role", "city-department", "--department", "rights"),
}


@pytest.fixture(scope="module")
def watched(live_server: LiveServer, migrated: Stores) -> LiveServer:
    """The server with a hotline, a leader, the rights department and a township."""
    for username, role in PEOPLE.items():
        live_server.person(username, *role, "--everything")
    union = heard.plant(migrated)
    live_server.person("watch-town", "--role", "township-officer", "--union", str(union))
    return live_server


@pytest.fixture
def enter(page: Page, watched: LiveServer, sign_in: SignIn) -> Enter:
    """Takes somebody's place at a page."""

    def take(username: str, path: str) -> None:
        page.goto("about:blank")  # what is still being asked is not refused
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


def take_step(page: Page, button: str, refused: str = "", **texts: str) -> None:
    """Press a step, fill in what it asks, submit; close it where it must be refused."""
    page.locator(".next-steps").get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, text in texts.items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name="提交").click()
    if refused:
        expect(dialog).to_contain_text(refused)
        dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()


def dispatch(page: Page) -> None:
    """Hand an event to the union of its town."""
    page.locator(".next-steps").get_by_role("button", name="转为已交办").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill(heard.TOWN)
    page.locator(".ant-select-item-option", has_text=heard.TOWN).click()
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


def test_an_alert_goes_from_the_hotline_to_the_review_through_every_hand(
    page: Page,
    enter: Enter,
    watched: LiveServer,
    migrated: Stores,
    execute: Execute,
    witness: Witness,
) -> None:
    """Leader, rights department and township, each at the board, by the event's clocks."""
    enter("watch-leader", "/inbox")
    expect(page.get_by_text("实时接收中")).to_be_visible()
    report(watched, heard.UNPAID)
    heard.read_reports(migrated)
    entry = page.locator(".inbox-entry", has_text="家具厂")
    expect(entry).to_contain_text("新")
    entry.get_by_role("button", name="接收").click()
    expect(entry).to_have_count(0)
    page.goto("/dashboard/events")
    page.get_by_role("link", name=re.compile("家具厂")).click()
    clocks = page.get_by_role("region", name="处置时限")
    expect(clocks.locator("tr", has_text="研判")).to_contain_text("计时中")
    expect(page.get_by_role("region", name="预警与送达")).to_contain_text("已接收")
    take_step(page, "接手")
    expect(page.locator(".work-head dl")).to_contain_text("watch-leader")
    take_step(page, "确认属实")
    expect(clocks.locator("tr", has_text="研判")).to_contain_text("已办")
    expect(clocks.locator("tr", has_text="首次发声或回复")).to_contain_text("计时中")
    take_step(page, "转为已报告", 办理内容="已电话报告市总主席")
    expect(clocks.locator("tr", has_text="首次书面报告")).to_contain_text("已办")
    dispatch(page)
    event = page.url.split("/dashboard", 1)[1]
    enter("watch-town", event)
    take_step(page, "转为核实中")
    enter("watch-leader", event)
    take_step(page, "转为回应中", 办理内容="已约谈厂方，向职工公开答复")
    enter("watch-rights", event)
    take_step(page, "立案", 诉求与事实="六十余名职工五个月工资未付")
    take_step(page, "转为处置中")
    take_step(page, "转为跟踪中")
    expect(clocks.locator("tr", has_text="跟踪期")).to_contain_text("计时中")
    enter("watch-leader", event)
    closing = {"办理内容": "工资全部到账，职工已复工"}
    take_step(page, "转为已办结", refused="跟踪期", **closing)
    execute(WATCHED_LONG_ENOUGH)
    take_step(page, "转为已办结", **closing)
    expect(clocks).not_to_contain_text("计时中")
    take_step(page, "复盘", 成因="企业资金断裂", 改进措施="纳入欠薪预警名单")
    expect(page.locator(".event-state")).to_have_text("已复盘")
    expect(page.locator(".next-steps")).to_contain_text("没有后续步骤")
    verified = page.locator(".trail li", has_text="已交办 → 核实中")
    expect(verified).to_contain_text("watch-town")
    assert serious(page) == []
    assert witness.complaints == []
