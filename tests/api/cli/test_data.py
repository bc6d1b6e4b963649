"""``gonghui demo`` and ``gonghui import`` as an operator runs them."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from api.data.demo.numbers import Births
from api.data.places import TOWNS
from api.platform.stores import Stores

Run = Callable[..., subprocess.CompletedProcess[str]]
TITLES = ["姓名", "证件号码", "工会代码", "入会日期", "用工形式", "备注"]


@pytest.fixture
def gonghui(fresh_database: Stores) -> Run:
    """Runs the command line against the stores of the tests, with an empty database."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if "GONGHUI" not in name}
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *words],
            env={**kept, **fresh_database.environment(), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def roster(path: Path, *rows: list[str]) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (TITLES, *rows):
        sheet.append(row)
    book.save(path)
    return str(path)


def person(number: int, union: str = TOWNS[0].code) -> list[str]:
    birth = Births(date(1970, 1, 1), date(2000, 1, 1)).of(number)
    return ["王" + "甲乙丙"[number], birth.number, union, "2020-05-01", "劳动合同", "无"]


@pytest.mark.slow
def test_demo_refuses_members_and_replaces_when_told(gonghui: Run) -> None:
    first = gonghui("demo", "--scale", "0.02")
    assert first.returncode == 0, first.stderr
    assert "rows of assistance_record" in first.stdout
    again = gonghui("demo", "--scale", "0.02")
    assert again.returncode == 1
    assert again.stderr.strip().splitlines() == [
        "gonghui: the database has members; to remove everything first: gonghui demo --replace"
    ]
    replaced = gonghui("demo", "--scale", "0.02", "--seed", "3", "--replace", "--yes")
    assert replaced.returncode == 0, replaced.stderr
    asked = gonghui("demo", "--replace")
    assert asked.returncode == 1


@pytest.mark.slow
def test_import_refuses_skips_and_repeats(gonghui: Run, tmp_path: Path) -> None:
    rows = [person(0), person(1, "无此工会"), person(2)]
    file, errors = roster(tmp_path / "in.xlsx", *rows), tmp_path / "errors.xlsx"
    refused = gonghui("import", "members", file, "--errors", str(errors))
    assert refused.returncode == 1, refused.stderr
    assert "Columns not used: 备注" in refused.stdout
    assert "  row 3: 工会代码: 没有这个工会" in refused.stdout
    assert "3 rows: 2 to enter (2 new persons), 0 unchanged, 1 refused" in refused.stdout
    assert "Nothing was written." in refused.stdout
    sheet = openpyxl.load_workbook(errors).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == [
        "3",
        "工会代码",
        "没有这个工会, 或不在权限范围内",
        *rows[1][:2],
    ]
    assert rows[1][1] not in refused.stdout + refused.stderr

    skipped = gonghui("import", "members", file, "--skip-failed")
    assert skipped.returncode == 0, skipped.stderr
    assert "Entered 2 members." in skipped.stdout
    assert (tmp_path / "in-errors.xlsx").exists()
    again = gonghui("import", "members", roster(tmp_path / "good.xlsx", rows[0], rows[2]))
    assert again.returncode == 0, again.stderr
    assert "2 rows: 0 to enter (0 new persons), 2 unchanged, 0 refused" in again.stdout


@pytest.mark.slow
def test_template_is_written_once(gonghui: Run, tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    assert gonghui("import", "template", str(template)).returncode == 0
    assert "exists already" in gonghui("import", "template", str(template)).stderr
    empty = gonghui("import", "members", str(template))
    assert empty.stderr.strip() == "gonghui: NO_ROWS: 没有数据行"


@pytest.mark.slow
def test_unions_are_entered_then_changed_by_their_code(gonghui: Run, tmp_path: Path) -> None:
    file = tmp_path / "unions.csv"
    titles = "工会代码,工会名称,工会组织类型,行政区划代码,上级工会代码"
    line = f"X1,新工会,基层工会,{TOWNS[0].code},{TOWNS[0].code}"
    file.write_text(f"{titles}\n{line}\nX2,坏工会,茶馆,{TOWNS[0].code},\n", "gb18030")
    refused = gonghui("import", "unions", str(file))
    assert (refused.returncode, "Nothing was written." in refused.stdout) == (1, True)
    skipped = gonghui("import", "unions", str(file), "--skip-failed")
    assert skipped.returncode == 0, skipped.stderr
    assert "2 rows: 1 to enter, 0 to change, 0 unchanged, 1 refused." in skipped.stdout
    file.write_text(f"{titles}\n{line.replace('新', '老')}\n")
    changed = gonghui("import", "unions", str(file))
    assert "X1: name: 新工会 → 老工会" in changed.stdout
