"""Real spreadsheets: written by XlsxWriter and openpyxl, read back, with 18 digits whole."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import get_column_letter

from api.data.spreadsheet import read_roster, write_errors, write_template
from api.platform.errors import PlatformError
from schema.core.sheets import SheetError, read_file
from schema.membership.rules.roster import (
    COLUMNS,
    AgeLimits,
    Problem,
    RosterErrorCode,
    match_headers,
    read_row,
)
from schema.membership.service.imports import ImportResult, RefusedRow, Roster

NUMBER = "430682198511200017"
TITLES = ["姓名", "身份证号", "工会代码", "入会日期", "用工形式"]
LIMITS = AgeLimits(16, 100, date(2026, 6, 1))


def by_openpyxl(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def result_of(*refused: RefusedRow) -> ImportResult:
    return ImportResult(2, 1, 1, 0, refused, (), written=False)


def test_eighteen_digits_survive_both_ways(tmp_path: Path) -> None:
    source = by_openpyxl(
        tmp_path / "in.xlsx", TITLES, ["张三", NUMBER, "430682001", date(2020, 1, 2), "劳动合同"]
    )
    roster = read_roster(source)
    assert next(iter(roster.rows))[1] == NUMBER
    refused = RefusedRow(2, (Problem("姓名", RosterErrorCode.REQUIRED, "必填"),))
    write_errors(tmp_path / "out.xlsx", roster, result_of(refused))
    again = read_roster(tmp_path / "out.xlsx")
    assert again.headers == ["行号", "列", "原因", *TITLES]
    assert list(again.rows) == [
        ["2", "姓名", "必填", "张三", NUMBER, "430682001", "2020-01-02", "劳动合同"]
    ]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert sheet["E2"].value == NUMBER
    assert sheet["E2"].number_format == "@"
    assert sheet["E2"].data_type == "s"


def test_a_number_cell_has_lost_digits_and_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        sheet.write_row(1, 0, ["张三", int(NUMBER), "430682001", "2020-01-02", "劳动合同"])
    roster = read_roster(path)
    positions = match_headers(roster.headers).positions
    row = next(iter(roster.rows))
    _, problems = read_row({key: row[at] for key, at in positions.items()}, LIMITS)
    assert [problem.code for problem in problems] == [RosterErrorCode.DIGITS_LOST]


def test_formulas_in_errors_stay_text(tmp_path: Path) -> None:
    evil = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'x", "http://x.example"]
    roster = Roster("in.xlsx", evil, [evil], 2)
    refused = RefusedRow(2, (Problem("姓名", RosterErrorCode.REQUIRED, "=1+1"),))
    write_errors(tmp_path / "out.xlsx", roster, result_of(refused))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s"] * 18
    assert [cell.value for cell in sheet[2]][2:] == ["=1+1", *evil]


def test_a_line_for_each_problem(tmp_path: Path) -> None:
    roster = Roster("in.xlsx", TITLES, [["甲"] * 5, ["乙"] * 5], 4)
    code = RosterErrorCode.REQUIRED
    refused = RefusedRow(5, (Problem("姓名", code, "一"), Problem("性别", code, "二")))
    write_errors(tmp_path / "out.xlsx", roster, result_of(refused))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    lines = [[cell.value for cell in row][:4] for row in sheet.iter_rows(min_row=2)]
    assert lines == [["5", "姓名", "一", "乙"], ["5", "性别", "二", "乙"]]
    assert (tmp_path / "out.xlsx").stat().st_mode & 0o077 == 0


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "in.xlsx", ["临湘市某工会会员名册"], [], TITLES, ["张三"])
    roster = read_roster(path)
    assert roster.headers[:2] == TITLES[:2]
    assert (roster.first_row, next(iter(roster.rows))[0]) == (4, "张三")


def test_the_template_is_read_as_a_roster(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    roster = read_roster(tmp_path / "t.xlsx")
    assert match_headers(roster.headers).missing == ()
    assert len(match_headers(roster.headers).positions) == len(COLUMNS)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    place = next(n for n, column in enumerate(COLUMNS) if column.key == "document_number")
    letter = get_column_letter(place + 1)
    assert sheet.column_dimensions[letter].width > 20
    assert len(sheet.data_validations.dataValidation) >= 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_excel(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "in.csv"
    text = ",".join(TITLES) + f"\n张三,{NUMBER},430682001,2020-01-02,劳动合同\n"
    path.write_text(text, encoding=encoding)
    assert next(iter(read_roster(path).rows))[:2] == ["张三", NUMBER]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    nothing, text = tmp_path / "none.xlsx", tmp_path / "text.xlsx"
    text.write_text("姓名", encoding="utf-8")
    no_header = by_openpyxl(tmp_path / "empty.xlsx", ["a", "b"])
    good = by_openpyxl(tmp_path / "good.xlsx", TITLES)
    for path, sheet, message in (
        (nothing, None, "there is no file"),
        (text, None, "not a spreadsheet"),
        (no_header, None, "no header row"),
        (good, "名册", "no sheet 名册"),
    ):
        with pytest.raises(PlatformError, match=message):
            read_roster(path, sheet)


def test_csv_is_gone_through_twice_and_its_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(("工会" * 600_000 + "\n").encode() + b"a,b\n")
    rows = read_file(path)
    for _ in range(2):
        with pytest.raises(SheetError, match="not CSV"):
            list(rows)
    path.write_text('甲,"乙\n丙"\r\n', encoding="gb18030", newline="")
    again = read_file(path)
    assert list(again) == list(again) == [["甲", "乙\n丙"]]


def test_a_sheet_that_begins_in_its_middle(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_string(2, 1, "甲")
    assert list(read_file(path)) == [["", ""], ["", ""], ["", "甲"]]
