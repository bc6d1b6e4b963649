"""A dossier into force, and its aid from approval to the bank and back, by several hands."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from api.platform.stores import Stores
from tests.e2e import needy
from tests.e2e.live import CSRF, LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
PEOPLE = {
    "desk-leader": ("--role", "city-leader"),
    "desk-centre": ("--role", "city-department", "--department", "service-centre"),
    "desk-finance": ("--role", "city-department", "--department", "finance"),
    "desk-cashier": ("--role", "city-department", "--department", "finance"),
    "desk-auditor": ("--role", "auditor"),
}


@pytest.fixture(scope="module")
def desks(live_server: LiveServer, migrated: Stores) -> LiveServer:
    """The server with the two households, and one person for each hand."""
    for username, role in PEOPLE.items():
        said = live_server.command(
            "user", "add", username, "--name", username, *role, "--everything"
        )
        one_time = said.rsplit("one-time password ", 1)[1].strip()
        with httpx2.Client(base_url=live_server.base_url, headers=CSRF) as client:
            client.post("/auth/sign-in", json={"username": username, "password": one_time})
            passwords = {"currentPassword": one_time, "newPassword": live_server.password}
            assert client.post("/auth/change-password", json=passwords).status_code == 200
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(needy.plant(migrated))).result()
    return live_server


@pytest.fixture
def enter(page: Page, desks: LiveServer, sign_in: SignIn) -> Callable[[str, str], None]:
    """Takes somebody's place at a page."""

    def take(username: str, path: str) -> None:
        page.context.clear_cookies()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/dashboard{path}")
        sign_in(username, desks.password)
        expect(page.locator(".page-head h1")).to_be_visible()

    return take


def answered(page: Page, button: str) -> None:
    """Press a step, and its confirmation."""
    page.locator(".next-steps").get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="提交").click()
    expect(dialog).to_have_count(0)


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


def test_aid_goes_to_the_bank_and_back(
    page: Page, enter: Callable[[str, str], None], witness: Witness
) -> None:
    enter("desk-centre", "/payments")
    row = page.locator("tr", has_text=needy.GETS)
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="编制批次").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.fill("帮扶市")
    page.locator(".ant-select-item-option", has_text="帮扶市总工会").click()
    dialog.get_by_role("textbox").last.fill("十一月生活救助")
    dialog.get_by_role("combobox").last.click()
    page.locator(".ant-select-item-option", has_text="银行").first.click()
    dialog.get_by_role("button", name="提交").click()
    page.locator(".queue a", has_text="十一月生活救助").click()
    expect(page.locator(".sums")).to_contain_text("80000 分")
    answered(page, "锁定")
    path = page.url.split("/dashboard", 1)[1]
    enter("desk-finance", path)
    answered(page, "财务审核")
    enter("desk-leader", path)
    answered(page, "审批")
    enter("desk-cashier", path)
    answered(page, "银行")
    page.get_by_role("button", name="生成一次性取件链接").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载银行文件").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(fetched.value.path()).read_bytes()))
    key = book.worksheets[0].cell(2, 1).value
    lines = [
        "流水号|金额(元)|结果|失败原因|银行流水号",
        f"{key}|800.00|成功||B-1",
        "X|1.00|成功||B-2",
    ]
    sheet = FilePayload(name="回盘.txt", mimeType="text/plain", buffer="\r\n".join(lines).encode())
    page.get_by_label("回盘文件").set_input_files(sheet)
    expect(page.get_by_text("本批次没有该流水号")).to_be_visible()
    expect(page.locator(".sums div", has_text="发放成功")).to_contain_text("80000 分")
    assert serious(page) == []
    answered(page, "对账")
    answered(page, "归档")
    expect(page.locator(".work-head .mark")).to_have_text("已归档")
    assert witness.complaints == []


def test_an_administrator_ends_the_sessions_of_an_account(
    page: Page, enter: Callable[[str, str], None], desks: LiveServer, witness: Witness
) -> None:
    enter(desks.username, "/accounts")
    page.locator(".queue a", has_text="desk-auditor").first.click()
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
    page: Page, enter: Callable[[str, str], None], witness: Witness, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 860})
    enter("desk-auditor", "/audit-trail?entity=dossier&action=UPDATE")
    expect(page.get_by_text("链校验通过")).to_be_visible()
    first = page.locator(".before-after").first
    expect(first.locator("dt", has_text="status").first).to_be_visible()
    expect(first.locator("del").first).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert witness.complaints == []
