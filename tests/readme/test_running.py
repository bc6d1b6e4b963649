"""Every ``gonghui`` command of the READMEs runs; every query answers in the shape shown."""

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from stdnum.cn.ric import calc_check_digit

from tests.api.conftest import Site
from tests.readme.conftest import SCALE, Desk
from tests.readme.documents import ENGLISH, PROGRAM, ROOT, blocks, commands, examples

SCREENING_EVIDENCE = "evidence"  # each rule has its own
REFUSED_ROWS = 1  # exit code of an import that refuses a row
ROSTER = "roster.xlsx"
UNION = "430682001-00009"  # a school of the demonstration


@pytest.mark.slow
def test_every_command_runs(demonstration: Desk) -> None:
    typed = [line for line in commands(ENGLISH) if line.startswith(f"{PROGRAM} ")]
    assert typed[0] == f"{PROGRAM} demo"  # the fixture has run it
    for line in typed[1:]:
        command, _, target = line.partition(" > ")
        done = demonstration.run(command.replace("--scale 50", f"--scale {SCALE}"))
        expected = REFUSED_ROWS if command.endswith("--dry-run") else 0
        assert done.returncode == expected, (line, done.stdout, done.stderr)
        if target:
            assert done.stdout.rstrip() == (ROOT / target).read_text(encoding="utf-8").rstrip()
        if " import template " in command:
            _fill(demonstration.folder / ROSTER)
        if "--dry-run" in command:
            _as_shown(done)


def _fill(roster: Path) -> None:
    """One member who may enter, and one whose numbers are wrong."""
    book = openpyxl.load_workbook(roster)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    body = "43068219900307462"
    common: dict[str, str | date] = {
        "工会代码": UNION,
        "入会日期": date(2024, 5, 1),
        "用工形式": "劳动合同",
    }
    rows = (
        {"姓名": "周文静", "证件号码": body + calc_check_digit(body + "0")},
        {"姓名": "李大山", "证件号码": body + "8", "手机号码": "1380000000"},
    )
    for number, row in enumerate(rows, start=2):
        for title, value in {**common, **row}.items():
            sheet.cell(number, titles.index(title) + 1, value)
    book.save(roster)
    book.close()


def _as_shown(done: subprocess.CompletedProcess[str]) -> None:
    """What the README shows of an import is what the command says."""
    (shown,) = [text for _, text in blocks(ENGLISH, "text") if "row 3" in text]
    assert _without_seconds(done.stdout) == _without_seconds(shown)


def _without_seconds(text: str) -> list[str]:
    return re.sub(r"\d+ s\.", "… s.", text).splitlines()


@pytest.mark.anyio
async def test_every_query_answers_as_shown(site: Site) -> None:
    for example in examples(ENGLISH):
        answer = (await site.query(example.query)).json()
        assert "errors" not in answer, (example.query, answer)
        assert answer.pop("extensions")["cost"] > 0
        if example.answer is not None:
            assert differences(example.answer, answer) == [], (example.query, answer)


def differences(shown: Any, found: Any, path: str = "") -> list[str]:
    """Where an answer is built otherwise than the one shown; values may differ, and be null."""
    if shown is None or found is None or path.endswith(SCREENING_EVIDENCE):
        return []
    if isinstance(shown, dict) and isinstance(found, dict):
        if list(shown) != list(found):
            return [f"{path}: {list(found)}"]
        return [d for key in shown for d in differences(shown[key], found[key], f"{path}.{key}")]
    if isinstance(shown, list) and isinstance(found, list):
        if bool(shown) != bool(found):
            return [f"{path}: {len(found)} entries"]
        return [d for one in found for d in differences(shown[0], one, f"{path}[]")]
    return [] if type(shown) is type(found) else [f"{path}: {found!r}"]


@pytest.mark.parametrize(
    ("shown", "found", "expected"),
    [
        ({"a": 1}, {"a": 2}, []),
        ({"a": 1}, {"b": 1}, [": ['b']"]),
        ({"a": [1]}, {"a": []}, [".a: 0 entries"]),
        ({"a": [{"b": "x"}]}, {"a": [{"b": "y"}, {"b": 3}]}, [".a[].b: 3"]),
        ({"a": None}, {"a": "x"}, []),
    ],
)
def test_differences(shown: Any, found: Any, expected: list[str]) -> None:
    assert differences(shown, found) == expected
