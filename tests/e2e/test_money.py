"""From an application to the money in the account, each step by the hand whose it is."""

import asyncio
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, expect

from api.platform.stores import Stores
from schema.core import clock
from tests.e2e import needy
from tests.e2e.conftest import Execute
from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
CENTRE = ("--role", "city-department", "--department", "service-centre", "--everything")
FINANCE = ("--role", "city-department", "--department", "finance", "--everything")
#: Notices hang for working days: no test waits for them.
NOTICES_OVER = (
    "update public_notice set starts_on = starts_on - 20, ends_on = ends_on - 20",
    "update dossier set notice_until = notice_until - 20",
    "update assistance_record set notice_until = notice_until - 20",
)


@pytest.fixture(scope="module")
def hands(households: LiveServer, union_in_need: UUID) -> LiveServer:
    """The server with one person for each hand that the money goes through."""
    union = ("--union", str(union_in_need))
    households.person("money-chair", "--role", "grassroots-chair", *union)
    households.person("money-town", "--role", "township-officer", *union)
    households.person("money-head", *CENTRE)
    households.person("money-chief", "--role", "city-leader", "--everything")
    households.person("money-finance", *FINANCE)
    households.person("money-cashier", *FINANCE)
    return households


class Desk:
    """The browser of an office in which people take turns."""

    def __init__(self, page: Page, server: LiveServer, sign_in: SignIn) -> None:
        self.page = page
        self._server = server
        self._sign_in = sign_in

    def sit(self, username: str, path: str = "") -> None:
        """Somebody signs in at a page, or at the one that the other left."""
        target = path or self.page.url.split("/dashboard", 1)[1]
        self.page.goto("about:blank")  # what is still being asked is not refused
        self.page.context.clear_cookies()
        self.page.emulate_media(reduced_motion="reduce")
        self.page.goto(f"/dashboard{target}")
        self._sign_in(username, self._server.password)
        expect(self.page.locator(".page-head h1")).to_be_visible()

    def form(self, button: str, within: str = "main") -> Locator:
        """Press what opens a form."""
        found = self.page.locator(within).get_by_role("button", name=button, exact=True)
        found.first.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog

    def choose(self, box: Locator, text: str) -> None:
        """Choose from a list by the words of an entry."""
        box.click()
        options = self.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
        options.locator(".ant-select-item-option", has_text=text).first.click()

    def submit(self, dialog: Locator) -> None:
        """Send a form that must be accepted."""
        dialog.get_by_role("button", name="提交").click()
        expect(dialog).to_be_hidden()

    def state(self, status: str, button: str = "办理下一步", **texts: str) -> None:
        """Take the step into a state, with what it asks."""
        dialog = self.form(button)
        self.choose(dialog.get_by_role("combobox").first, status)
        for label, text in texts.items():
            dialog.get_by_label(label).first.fill(text)
        self.submit(dialog)
        # The next step is taken on what this one left.
        shown = self.page.locator(".work-head .mark, .ant-descriptions").first
        expect(shown).to_contain_text(status)

    def confirm(self, button: str) -> None:
        """Take the next step of a batch."""
        self.page.locator(".next-steps").get_by_role("button", name=button).click()
        self.submit(self.page.get_by_role("dialog"))

    def serious(self) -> list[str]:
        """Grave faults of the page for people who cannot see or point."""
        violations = Axe().run(self.page).response["violations"]
        return [one["id"] for one in violations if one["impact"] in {"serious", "critical"}]


@pytest.fixture
def desk(page: Page, hands: LiveServer, sign_in: SignIn) -> Desk:
    """The office."""
    return Desk(page, hands, sign_in)


def apply(desk: Desk) -> None:
    """The grassroots union files the household and what it must spend."""
    page = desk.page
    desk.sit("money-chair", "/dossier-desk")
    box = page.get_by_role("combobox", name="申请人")
    box.fill(needy.ASKS)
    desk.choose(box, needy.ASKS)
    dialog = desk.form("建档")
    desk.choose(dialog.get_by_label("主要致困原因"), "家属大病")
    dialog.get_by_label("姓名").fill(needy.ASKS)
    desk.choose(dialog.get_by_label("与建档职工关系"), "本人")
    dialog.get_by_label("年工资性收入").fill("30000")
    assert desk.serious() == []
    dialog.get_by_role("button", name="添加家庭成员").click()
    dialog.get_by_label("姓名").nth(1).fill("家人")
    # Two who both are the worker: refused, beside the form, and put right.
    desk.choose(dialog.get_by_label("与建档职工关系").nth(1), "本人")
    dialog.get_by_label("年刚性支出").fill("18000")
    dialog.get_by_label("年自付医疗支出").fill("3000")
    dialog.get_by_role("button", name="提交").click()
    expect(dialog).to_contain_text("须有且只有一名本人")
    desk.choose(dialog.get_by_label("与建档职工关系").nth(1), "配偶")
    desk.submit(dialog)
    page.locator(".queue a", has_text=needy.ASKS).click()
    expect(page.locator(".computation li").last).to_contain_text("困难")
    expect(page.locator(".ledger tfoot").first).to_contain_text("30,000.00")


def examine(desk: Desk, prove: Callable[[], None], wait: Callable[[], None]) -> None:
    """Submitted, visited, reviewed, checked, approved, made public, in force."""
    dialog = desk.form("登记材料")
    desk.choose(dialog.get_by_label("材料种类"), "身份")
    dialog.get_by_label("材料名称").fill("身份证复印件")
    dialog.get_by_label("出具日期").fill("2026-01-05")
    desk.submit(dialog)
    prove()
    desk.state("已申报")
    desk.sit("money-town")
    dialog = desk.form("登记入户")
    dialog.get_by_label("入户日期").fill(clock.calendar_date(clock.now()).isoformat())
    for visitor in ("张三", "李四"):
        dialog.get_by_role("combobox").fill(visitor)
        desk.page.keyboard.press("Enter")
    dialog.get_by_label("现场照片编号").fill("P-1")
    dialog.get_by_label("入户情况").fill("情况属实")
    desk.submit(dialog)
    desk.state("已入户")
    desk.state("已初审")
    desk.sit("pages-centre")
    desk.state("已核对")
    desk.sit("pages-leader")
    desk.state("已审批待公示")
    desk.sit("pages-centre")
    desk.state("公示中")
    expect(desk.page.locator(".notice")).not_to_contain_text(needy.ASKS)
    wait()
    desk.state("在档")
    expect(desk.page.locator(".work-head .mark")).to_have_text("在档")


def ask(desk: Desk, kind: str, amount: str) -> str:
    """Ask for aid; the number of the request."""
    dialog = desk.form("申请帮扶")
    desk.choose(dialog.get_by_label("帮扶类型"), kind)
    desk.choose(dialog.get_by_label("资金来源层级"), "本级工会")
    dialog.get_by_label("期间").fill("2026")
    dialog.get_by_label("金额").fill(amount)
    desk.submit(dialog)
    row = desk.page.locator("tr", has_text=kind)
    return row.get_by_role("link").inner_text()


def decide(desk: Desk, number: str, wait: Callable[[], None], approvers: Iterable[str]) -> None:
    """Checked and reviewed, approved by whom its band asks for, made public, ready to pay."""
    for username, status in (("money-town", "基层已核"), ("pages-centre", "中心已审")):
        desk.sit(username, f"/aid?search={number}")
        desk.page.locator("tbody a", has_text=number).click()
        desk.state(status, "审核、批准、退回或撤回帮扶")
    aid = desk.page.url.split("/dashboard", 1)[1]
    for username in approvers:
        desk.sit(username, "/payments")
        row = desk.page.locator("tr", has_text=number)
        row.get_by_role("button", name="审批").click()
        dialog = desk.page.get_by_role("dialog")
        desk.choose(dialog.get_by_role("combobox").first, "已批准")
        dialog.get_by_label("主席办公会纪要号").fill("第9号纪要")
        desk.submit(dialog)
    expect(desk.page.locator("tr", has_text=number)).to_have_count(0)
    desk.sit("pages-centre", aid)
    desk.state("公示中", "批准后的办理")
    wait()
    desk.state("待发放", "批准后的办理")


def pay(desk: Desk, numbers: Iterable[str]) -> None:
    """Built, locked, checked, approved, to the bank, back, reconciled, closed."""
    page = desk.page
    desk.sit("pages-centre", "/payments")
    for number in numbers:
        page.get_by_role("checkbox", name=number).check()
    dialog = desk.form("编制批次（2 笔，8,800.00 元）")
    dialog.get_by_role("combobox").first.fill("帮扶市")
    desk.choose(dialog.get_by_role("combobox").first, "帮扶市总工会")
    dialog.get_by_label("批次名称").fill("十一月救助")
    desk.choose(dialog.get_by_role("combobox").last, "银行")
    desk.submit(dialog)
    page.locator(".queue a", has_text="十一月救助").click()
    desk.confirm("锁定")
    desk.sit("money-finance")
    desk.confirm("财务审核")
    desk.sit("pages-leader")
    desk.confirm("审批")
    desk.sit("money-cashier")
    desk.confirm("银行")
    page.get_by_role("button", name="生成一次性取件链接").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载银行文件").click()
    told = answer_of_the_bank(Path(fetched.value.path()).read_bytes())
    page.get_by_label("回盘文件").set_input_files(told)
    expect(page.get_by_text("本批次没有该流水号")).to_be_visible()
    expect(page.locator(".sums div", has_text="发放成功")).to_contain_text("880000 分")
    assert desk.serious() == []
    desk.confirm("对账")
    desk.confirm("归档")
    expect(page.locator(".work-head .mark")).to_have_text("已归档")


def answer_of_the_bank(sheet: bytes) -> FilePayload:
    """What the bank tells of a file: each line paid, and one that nobody sent."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    key, amount = rows[0].index("流水号"), rows[0].index("金额(元)")
    lines = ["流水号|金额(元)|结果|失败原因|银行流水号"]
    lines += [f"{row[key]}|{row[amount]}|成功||B-{place}" for place, row in enumerate(rows[1:])]
    lines.append("X|1.00|成功||B-9")
    text = "\r\n".join(lines).encode()
    return FilePayload(name="回盘.txt", mimeType="text/plain", buffer=text)


def test_money_goes_from_the_application_to_the_account(
    desk: Desk, migrated: Stores, execute: Execute, witness: Witness
) -> None:
    def prove() -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(needy.prove_all(migrated))).result()

    def wait() -> None:
        for statement in NOTICES_OVER:
            execute(statement)

    apply(desk)
    examine(desk, prove, wait)
    dossier = desk.page.url.split("/dashboard", 1)[1]
    desk.sit("money-chair", dossier)
    dialog = desk.form("登记收款账户")
    desk.choose(dialog.get_by_label("账户类型"), "银行卡")
    dialog.get_by_label("开户行").fill("临湘农商行")
    dialog.get_by_label("账号").fill("6217000000000009876")
    desk.submit(dialog)
    numbers = [ask(desk, "生活救助", "800"), ask(desk, "医疗救助", "8000")]
    decide(desk, numbers[0], wait, ["money-head"])
    decide(desk, numbers[1], wait, ["pages-leader", "money-chief"])
    pay(desk, numbers)
    desk.sit("money-chair", dossier)
    for number in numbers:
        expect(desk.page.locator("tr", has_text=number)).to_contain_text("已发放")
    assert witness.complaints == []
