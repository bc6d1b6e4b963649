"""Spreadsheets in and out: rows of cells of .xlsx, .xls, .ods and .csv; lists of text as .xlsx.

Nothing is evaluated in what is read. Everything written is text, so that no identity number
becomes a number and no cell that begins with = + - @ becomes a formula.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_CONTENT: Final = 2 * 1024 * 1024 * 1024
SPREADSHEET_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class SheetError(ValueError):
    """A file that cannot be read as a spreadsheet; the message is for people."""


def read_file(path: Path, sheet: str | None = None) -> Sequence[Sequence[Any]]:
    """The rows of a file's first sheet, or of the named one; raises SheetError."""
    if not path.is_file():
        raise SheetError(f"there is no file {path}")
    if path.stat().st_size > LARGEST_FILE:
        raise SheetError(f"{path.name} is larger than {LARGEST_FILE // 1024**2} MB; split it")
    with path.open("rb") as stream:
        marked = stream.read(4) in SPREADSHEET_MARKS
    if path.suffix.lower() == ".csv" and not marked:
        return read_csv(path.read_bytes())
    return _workbook_rows(path, path.name, sheet)


def read_bytes(content: bytes, name: str, sheet: str | None = None) -> Sequence[Sequence[Any]]:
    """The same of content in memory; text is CSV, whatever its name says."""
    if content[:4] in SPREADSHEET_MARKS:
        return _workbook_rows(io.BytesIO(content), name, sheet)
    if b"\x00" in content[:4096]:
        raise SheetError(f"{name} is not a spreadsheet that can be read")
    return read_csv(content)


def read_csv(content: bytes) -> list[list[str]]:
    """Text in UTF-8 with or without mark, else in GB 18030 as Excel writes it in China."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    return list(csv.reader(io.StringIO(text)))


def _workbook_rows(source: Path | io.BytesIO, name: str, sheet: str | None) -> list[list[Any]]:
    _check_content(source, name)
    opened = str(source) if isinstance(source, Path) else source
    try:
        with CalamineWorkbook.from_object(opened) as workbook:
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                raise SheetError(f"{name}: no sheet {sheet}, there are: {'、'.join(names)}")
            if not names:
                raise SheetError(f"{name}: the workbook has no sheet")
            chosen = workbook.get_sheet_by_name(sheet or names[0])
            return chosen.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise SheetError(f"{name} is locked by a password; save it without one") from error
    except SheetError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError(f"{name} is not a spreadsheet that can be read") from error


def _check_content(source: Path | io.BytesIO, name: str) -> None:
    if not zipfile.is_zipfile(source):
        return
    with zipfile.ZipFile(source) as parts:
        if sum(part.file_size for part in parts.infolist()) > LARGEST_CONTENT:
            raise SheetError(f"{name} unpacks to more than 2 GB; split it")
    if isinstance(source, io.BytesIO):
        source.seek(0)


def write_list(
    path: Path,
    sheet: str,
    titles: Sequence[str],
    lines: Iterable[Sequence[str]],
    widths: Sequence[int] = (),
) -> None:
    """A sheet of text with a frozen header row; raises OSError when it cannot be written."""
    with workbook_at(path) as book:
        made = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@", "bg_color": "#F2F2F2"})
        made.freeze_panes(1, 0)
        for place in range(len(titles)):
            made.set_column(place, place, widths[place] if place < len(widths) else 20)
        for line, (cells, style) in enumerate(_styled(titles, lines, bold, text)):
            for place, cell in enumerate(cells):
                made.write_string(line, place, cell, style)


def _styled(
    titles: Sequence[str], lines: Iterable[Sequence[str]], bold: Any, text: Any
) -> Iterator[tuple[Sequence[str], Any]]:
    yield titles, bold
    for line in lines:
        yield line, text


def workbook_at(path: Path) -> Any:
    """A workbook that turns no text into a formula, a number or a link; readable by us only."""
    path.touch(mode=0o600)
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "constant_memory": False,
    }
    return xlsxwriter.Workbook(str(path), options)
