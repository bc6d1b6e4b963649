"""The import of a spreadsheet: a trial, its account, the errors, then the rows themselves."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import Execute
from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

SignIn = Callable[[str, str], None]
SOURCE = """insert into feed_source (code, name, kind, address, is_local, licence, lawful_basis,
    created_by, updated_by)
    values ('12351', '12351热线', 'HOTLINE_12351', 'pushed', true, '-', '-', 't', 't')"""
OFFICER = ("--role", "city-department", "--department", "publicity", "--everything")
SHEET = "来源代码,登记编号,内容\n12351,A-1,工地拖欠工资三个月\n12351,A-2,\n"


@pytest.fixture
def officer(live_server: LiveServer) -> str:
    """The name of one who may hand in reports."""
    live_server.person("publicity", "--name", "宣教部", *OFFICER)
    return "publicity"


@pytest.fixture
def workers(live_server: LiveServer, tmp_path: Path) -> Iterator[None]:
    """The relay and a worker beside the API."""
    with (tmp_path / "workers.log").open("wb") as log:
        running = [
            subprocess.Popen(
                [sys.executable, "-P", "-m", "api.cli", kind],
                env={**os.environ, **live_server.environment},
                stdout=log,
                stderr=log,
            )
            for kind in ("relay", "worker")
        ]
        yield
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def chosen(page: Page, label: str, option: str) -> None:
    """Choose in a list of the form."""
    page.get_by_label(label).click()
    page.locator(".ant-select-item-option", has_text=option).click()


@pytest.mark.usefixtures("workers")
def test_a_sheet_is_tried_and_then_read_in(
    page: Page,
    live_server: LiveServer,
    officer: str,
    sign_in: SignIn,
    execute: Execute,
    witness: Witness,
) -> None:
    execute(SOURCE)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/dashboard/import")
    sign_in(officer, live_server.password)
    expect(page.get_by_role("heading", name="数据导入")).to_be_visible()
    chosen(page, "导入对象", "舆情报送")
    sheet = FilePayload(name="热线.csv", mimeType="text/csv", buffer=SHEET.encode())
    page.get_by_label("文件").set_input_files(sheet)
    chosen(page, "有行未通过时", "跳过")
    page.get_by_role("button", name="试运行").click()
    verdict = page.locator(".importing .ant-alert")
    expect(verdict).to_contain_text("正式导入时将跳过")
    expect(page.locator(".counts .tile", has_text="新增")).to_contain_text("1")
    expect(page.locator(".account tbody td").first).to_have_text("3")
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as errors:
        page.get_by_role("link", name="下载错误清单").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(errors.value.path()).read_bytes()))
    assert [cell.value for cell in book.worksheets[0][2]][:2] == ["3", "内容"]
    page.get_by_role("button", name="正式导入").click()
    expect(verdict).to_contain_text("已导入")
    page.get_by_role("button", name="换一个文件").click()
    expect(page.get_by_role("button", name="试运行")).to_be_disabled()
    assert witness.complaints == []
