"""The screening desk: a plan run; a rule drafted, tried, published, hit, explained, snoozed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.platform.stores import Stores
from tests.e2e import screened
from tests.e2e.live import CSRF, LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
Enter = Callable[[str, str], None]
PEOPLE = {"screen-analyst": "analyst", "screen-leader": "city-leader"}


@pytest.fixture(scope="module")
def screening(
    live_server: LiveServer, migrated: Stores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The server with the union, an analyst and a leader, the relay and a worker."""
    for username, role in PEOPLE.items():
        said = live_server.command(
            "user", "add", username, "--name", username, "--role", role, "--everything"
        )
        one_time = said.rsplit("one-time password ", 1)[1].strip()
        with httpx2.Client(base_url=live_server.base_url, headers=CSRF) as client:
            client.post("/auth/sign-in", json={"username": username, "password": one_time})
            passwords = {"currentPassword": one_time, "newPassword": live_server.password}
            assert client.post("/auth/change-password", json=passwords).status_code == 200
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(screened.plant(migrated))).result()
    log = (tmp_path_factory.mktemp("screening") / "workers.log").open("wb")
    running = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", "api.cli", kind],
            env={**os.environ, **live_server.environment},
            stdout=log,
            stderr=log,
        )
        for kind in ("relay", "worker")
    ]
    yield live_server
    for process in running:
        process.terminate()
    for process in running:
        process.wait(30)
    log.close()


@pytest.fixture
def enter(page: Page, screening: LiveServer, sign_in: SignIn) -> Enter:
    """Takes somebody's place at a page."""

    def take(username: str, path: str) -> None:
        page.context.clear_cookies()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/dashboard{path}")
        sign_in(username, screening.password)
        expect(page.locator(".page-head h1")).to_be_visible()

    return take


def chosen(page: Page, label: str, option: str) -> None:
    """Choose in a list by the words of an option."""
    page.get_by_label(label, exact=True).click()
    offered = page.locator(".ant-select-item-option:visible")
    offered.get_by_text(option, exact=True).first.click()


def blemishes(page: Page) -> dict[str, str]:
    """What is grave in both schemes and at both widths, with the first place of each."""
    page.mouse.move(0, 0)  # what it rests on has colours of its own
    found: dict[str, str] = {}
    schemes: list[Any] = ["light", "dark"]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 860})
            violations = Axe().run(page).response["violations"]
            found |= {
                f"{scheme} {width} {rule['id']}": rule["nodes"][0]["html"][:200]
                for rule in violations
                if rule["impact"] in {"serious", "critical"}
            }
            wider = page.evaluate("document.documentElement.scrollWidth") - width
            found |= {f"{scheme} {width} too wide": str(wider)} if wider > 0 else {}
    page.set_viewport_size({"width": 1280, "height": 860})
    page.emulate_media(color_scheme="light")
    return found


def test_a_plan_is_made_and_run(page: Page, enter: Enter, witness: Witness) -> None:
    enter("screen-leader", "/screening")
    page.get_by_role("button", name="制定排查计划").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("计划代码").fill("P-M2")
    dialog.get_by_label("计划名称").fill("实名信息核对")
    dialog.get_by_label("排查类型").click()
    page.locator(".ant-select-item-option:visible", has_text="定期排查").click()
    chosen(page, "频次", "每周")
    dialog.get_by_label("开始日期").fill("2026-01-01")
    dialog.get_by_label("责任人").fill("组织部")
    dialog.get_by_label("规则代码").fill("M2")
    dialog.get_by_label("规则代码").press("Enter")
    dialog.get_by_role("button", name="提交").click()
    plans = page.get_by_role("region", name="排查计划")
    expect(plans.get_by_role("row", name="实名信息核对")).to_contain_text("每周")
    plans.get_by_role("button", name="立即运行").click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    run = page.get_by_role("region", name="排查运行").get_by_role("row", name="实名信息核对")
    expect(run).to_contain_text("成功")
    expect(run.get_by_role("cell").nth(4)).to_have_text("1")
    rules = page.get_by_role("region", name="排查规则")
    page.get_by_label("代码或名称").fill("M2")
    expect(rules.locator("tbody tr")).to_have_count(1)
    expect(rules.locator("tbody tr")).to_contain_text("实名信息有误")
    assert blemishes(page) == {}
    assert witness.complaints == []


def read_and_snooze(page: Page) -> None:
    """Take the first finding of the rule: read why, let the rule rest, call it wrong."""
    page.get_by_role("link", name="线索研判").click()
    page.locator(".queue a", has_text="劳动合同将到期").first.click()
    expect(page.locator(".computation li")).to_have_count(2)
    expect(page.locator(".computation li").last).to_contain_text("满足")
    expect(page.get_by_text("已上交")).to_be_visible()
    assert blemishes(page) == {}
    page.get_by_role("button", name="暂缓规则对该对象").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("暂缓至").fill(screened.in_days(10))
    dialog.get_by_label("理由").fill("已约定续签")
    dialog.get_by_role("button", name="提交").click()
    expect(page.get_by_role("region", name="规则暂缓")).to_contain_text("已约定续签")
    expect(page.locator(".work-head .mark").nth(1)).to_have_text("暂缓")
    page.get_by_role("button", name="研判风险线索").click()
    chosen(page, "研判结论", "误报")
    page.get_by_role("dialog").get_by_label("理由").fill("合同已续签")
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    expect(page.get_by_text("误报 1，准确率 0 %")).to_be_visible()


def test_a_rule_from_draft_to_snooze(page: Page, enter: Enter, witness: Witness) -> None:
    enter("screen-analyst", "/screening/rules/new")
    page.get_by_label("规则名称").fill("劳动合同将到期")
    chosen(page, "条件 1：字段", "会籍状态")
    chosen(page, "条件 1：值", "在册")
    page.get_by_role("button", name="在全部条件内添加条件").press("Enter")
    chosen(page, "条件 2：方式", "日期在期间内")
    page.get_by_role("button", name="在全部条件内添加条件").press("Enter")
    page.get_by_role("button", name="保存草稿").click()
    second = page.get_by_role("group", name="条件 2", exact=True)
    expect(second.get_by_role("alert")).to_contain_text("须指明字段")
    page.get_by_role("button", name="删除条件 3").press("Enter")
    chosen(page, "条件 2：字段", "劳动合同止")
    chosen(page, "条件 2：方向", "今后")
    assert blemishes(page) == {}
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice")).to_contain_text("且 劳动合同止在今后 30 天内")
    page.get_by_role("button", name="试运行").click()
    expect(page.locator(".trial dd").nth(1)).to_contain_text("2")
    expect(page.get_by_role("region", name="命中样例").locator("tbody tr")).to_have_count(2)
    version = page.url.split("/dashboard")[1]

    enter("screen-leader", version)
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    expect(page.locator(".work-head .mark").first).to_have_text("已发布")
    code = page.locator(".work-head h2").inner_text().split()[0]
    page.get_by_role("link", name="排查工作台").last.click()
    page.get_by_role("button", name="发起排查").click()
    page.get_by_label("规则代码").fill(code)
    page.get_by_label("规则代码").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    run = page.get_by_role("region", name="排查运行").get_by_role("row", name="人工发起").first
    expect(run).to_contain_text("成功")
    expect(run.get_by_role("cell").nth(6)).to_have_text("2")

    read_and_snooze(page)
    assert witness.complaints == []
