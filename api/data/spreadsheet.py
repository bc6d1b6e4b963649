"""Spreadsheets in and out: rosters are read, lists of errors and the template are written.

Read are .xlsx, .xls, .ods and .csv, written is .xlsx. Everything written is text, so that no
identity number becomes a number and no cell that begins with = + - @ becomes a formula.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from api.platform.errors import PlatformError
from schema.membership.rules import (
    DocumentKind,
    Education,
    EmploymentForm,
    Ethnicity,
    HukouKind,
    MaritalStatus,
    NewFormGroup,
    Platform,
    PoliticalStatus,
    Sex,
)
from schema.membership.rules.roster import COLUMNS, match_headers, shown_text
from schema.membership.service.imports import ImportResult, Roster

# A title and a note often stand above the header row.
HEADER_WITHIN: Final = 10
LEAST_MATCHES: Final = 3
LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_CONTENT: Final = 2 * 1024 * 1024 * 1024
TEMPLATE_ROWS: Final = 5_000
SERIAL_TITLES: Final = ("行号", "列", "原因")
CHOICES: Final = {
    "document_kind": DocumentKind,
    "sex": (Sex.MALE, Sex.FEMALE),
    "employment_form": EmploymentForm,
    "ethnicity": Ethnicity,
    "education": Education,
    "political_status": PoliticalStatus,
    "marital_status": MaritalStatus,
    "hukou_kind": HukouKind,
    "new_form_group": NewFormGroup,
    "platform": Platform,
}
FLAGS: Final = ("migrant", "frontline")
LONGEST_LIST: Final = 255  # characters of a list that a cell's validation may hold


def read_roster(path: Path, sheet: str | None = None) -> Roster:
    """Read the first sheet, or the named one, from its header row on.

    Raises PlatformError for a file that is missing, is no spreadsheet, is locked by a
    password or is too large.
    """
    rows = _read_csv(path) if path.suffix.lower() == ".csv" else _read_workbook(path, sheet)
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if len(match_headers(row).positions) >= LEAST_MATCHES:
            return Roster(path.name, row, rows[number + 1 :], number + 2)
    raise PlatformError(f"{path.name}: no header row with 姓名 and 证件号码 in the first rows")


def _read_workbook(path: Path, sheet: str | None) -> list[list[Any]]:
    _check_size(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                raise PlatformError(f"{path.name}: no sheet {sheet}, there are: {'、'.join(names)}")
            if not names:
                raise PlatformError(f"{path.name}: the workbook has no sheet")
            chosen = workbook.get_sheet_by_name(sheet or names[0])
            return chosen.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise PlatformError(f"{path.name} is locked by a password; save it without one") from error
    except (CalamineError, OSError, ValueError) as error:
        raise PlatformError(f"{path.name} is not a spreadsheet that can be read") from error


def _read_csv(path: Path) -> list[list[str]]:
    """Text in UTF-8 with or without mark, else in GB 18030 as Excel writes it in China."""
    _check_size(path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    return list(csv.reader(io.StringIO(text)))


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise PlatformError(f"there is no file {path}")
    if path.stat().st_size > LARGEST_FILE:
        raise PlatformError(f"{path.name} is larger than {LARGEST_FILE // 1024**2} MB; split it")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_CONTENT:
                raise PlatformError(f"{path.name} unpacks to more than 2 GB; split it")


def write_errors(path: Path, roster: Roster, result: ImportResult) -> None:
    """A line for each problem, with the row's own cells behind it, as text."""
    with _workbook(path) as book:
        sheet = book.add_worksheet("错误")
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@", "bg_color": "#F2F2F2"})
        titles = [*SERIAL_TITLES, *map(shown_text, roster.headers)]
        _write_row(sheet, 0, titles, bold)
        sheet.freeze_panes(1, len(SERIAL_TITLES))
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 14)
        sheet.set_column(2, 2, 46)
        sheet.set_column(3, len(titles), 20)
        for line, cells in enumerate(_error_lines(roster, result), 1):
            _write_row(sheet, line, cells, text)


def _error_lines(roster: Roster, result: ImportResult) -> Iterator[list[str]]:
    for refused in result.refused:
        own = [shown_text(cell) for cell in roster.rows[refused.row - roster.first_row]]
        for problem in refused.problems:
            yield [str(refused.row), problem.column, problem.reason, *own]


def write_template(path: Path) -> None:
    """An empty roster: numbers as text, choices as lists, required columns in bold."""
    with _workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        required = book.add_format({"bold": True, "num_format": "@", "bg_color": "#FFF2CC"})
        optional = book.add_format({"num_format": "@", "bg_color": "#F2F2F2"})
        sheet, lists = book.add_worksheet("会员名册"), book.add_worksheet("选项")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, 22 if "number" in column.key else 14, text)
            sheet.write_string(0, place, column.title, required if column.required else optional)
            source = _choices(column.key, place, lists)
            if source is not None:
                sheet.data_validation(
                    1, place, TEMPLATE_ROWS, place, {"validate": "list", "source": source}
                )


def _choices(key: str, place: int, lists: Any) -> list[str] | str | None:
    """The choices of a column: a list where it fits in a cell, else a range of the second sheet."""
    labels = ["是", "否"] if key in FLAGS else [code.label for code in CHOICES.get(key, ())]
    if not labels:
        return None
    if len(",".join(labels)) <= LONGEST_LIST:
        return labels
    for line, label in enumerate(labels):
        lists.write_string(line, place, label)
    letter = xlsxwriter.utility.xl_col_to_name(place)
    return f"=选项!${letter}$1:${letter}${len(labels)}"


def _workbook(path: Path) -> Any:
    """A workbook that turns no text into a formula, a number or a link; readable by us only."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise PlatformError(f"cannot write {path}: {error.strerror}") from error
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "constant_memory": False,
    }
    return xlsxwriter.Workbook(str(path), options)


def _write_row(sheet: Any, line: int, cells: Sequence[str], style: Any) -> None:
    for place, cell in enumerate(cells):
        sheet.write_string(line, place, cell, style)
