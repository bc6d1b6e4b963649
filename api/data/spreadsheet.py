"""Spreadsheets in and out: rosters are read, lists of errors and the template are written.

Read are .xlsx, .xls, .ods and .csv, written is .xlsx. Everything written is text, so that no
identity number becomes a number and no cell that begins with = + - @ becomes a formula.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from api.platform.errors import PlatformError
from schema.core.sheets import SheetError, read_file, workbook_at, write_list
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
from schema.membership.rules.roster import COLUMNS, shown_text
from schema.membership.service.imports import ImportResult, Roster, roster_of

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
    try:
        return roster_of(path.name, read_file(path, sheet))
    except SheetError as error:
        raise PlatformError(str(error)) from error


def write_errors(path: Path, roster: Roster, result: ImportResult) -> None:
    """A line for each problem, with the row's own cells behind it, as text."""
    titles = [*SERIAL_TITLES, *map(shown_text, roster.headers)]
    try:
        write_list(path, "错误", titles, _error_lines(roster, result), (8, 14, 46))
    except OSError as error:
        raise PlatformError(f"cannot write {path}: {error.strerror}") from error


def _error_lines(roster: Roster, result: ImportResult) -> Iterator[list[str]]:
    refused = {each.row: each.problems for each in result.refused}
    for row, cells in roster.lines(refused):
        own = [shown_text(cell) for cell in cells]
        for problem in refused[row]:
            yield [str(row), problem.column, problem.reason, *own]


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
    try:
        return workbook_at(path)
    except OSError as error:
        raise PlatformError(f"cannot write {path}: {error.strerror}") from error
