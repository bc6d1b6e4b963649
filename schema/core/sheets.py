"""Spreadsheets in and out: rows of cells of .xlsx, .xls, .ods and .csv; lists of text as .xlsx.

Nothing is evaluated in what is read. Everything written is text, so that no identity number
becomes a number and no cell that begins with = + - @ becomes a formula.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

#: Rows of cells that may be gone through more than once.
Rows = Iterable[Sequence[Any]]

BLOCK: Final = 1 << 20
LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_CONTENT: Final = 2 * 1024 * 1024 * 1024
SPREADSHEET_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class SheetError(ValueError):
    """A file that cannot be read as a spreadsheet; the message is for people."""


def read_file(path: Path, sheet: str | None = None) -> Rows:
    """The rows of a file's first sheet, or of the named one; raises SheetError.

    They may be gone through more than once, while the file is there.
    """
    if not path.is_file():
        raise SheetError(f"there is no file {path}")
    if path.stat().st_size > LARGEST_FILE:
        raise SheetError(f"{path.name} is larger than {LARGEST_FILE // 1024**2} MB; split it")
    with path.open("rb") as stream:
        marked = stream.read(4) in SPREADSHEET_MARKS
    if path.suffix.lower() == ".csv" and not marked:
        return CsvRows(lambda: path.open("rb"))
    return _sheet_rows(path, path.name, sheet)


def read_bytes(content: bytes, name: str, sheet: str | None = None) -> Rows:
    """The same of content in memory; text is CSV, whatever its name says."""
    if content[:4] in SPREADSHEET_MARKS:
        return _sheet_rows(io.BytesIO(content), name, sheet)
    if b"\x00" in content[:4096]:
        raise SheetError(f"{name} is not a spreadsheet that can be read")
    return CsvRows(lambda: io.BytesIO(content))


class CsvRows:
    """The rows of a CSV text, read anew each time they are gone through; they are never held.

    UTF-8 with or without mark, else GB 18030 as Excel writes it in China.
    """

    def __init__(self, opened: Callable[[], IO[bytes]]) -> None:
        self._opened = opened
        self._lines, self._encoding = 0, "utf-8-sig"
        decoder = codecs.getincrementaldecoder(self._encoding)()
        with opened() as stream:
            while block := stream.read(BLOCK):
                self._lines += block.count(b"\n")
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    self._encoding = "gb18030"
                    decoder = codecs.getincrementaldecoder("latin-1")()

    def __iter__(self) -> Iterator[list[str]]:
        """Row by row; raises SheetError for a text that is no CSV."""
        with (
            self._opened() as stream,
            io.TextIOWrapper(stream, self._encoding, "replace", newline="") as text,
        ):
            try:
                yield from csv.reader(text)
            except csv.Error as error:
                raise SheetError(f"the text is not CSV: {error}") from error

    def __length_hint__(self) -> int:
        """Lines of the text: about so many rows."""
        return self._lines


class SheetRows:
    """The rows of a workbook's sheet, made into cells each time they are gone through."""

    def __init__(self, sheet: "CalamineSheet") -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[list[Any]]:
        """Row by row, with what is empty above and before the first cell."""
        before = [""] * (self._sheet.start or (0, 0))[1]
        return (before + row for row in self._sheet.iter_rows())

    def __length_hint__(self) -> int:
        """How many rows there are, those above the first cell included."""
        return 0 if self._sheet.end is None else self._sheet.end[0] + 1


def _sheet_rows(source: Path | io.BytesIO, name: str, sheet: str | None) -> SheetRows:
    from python_calamine import (  # noqa: PLC0415 - a serving process seldom reads sheets
        CalamineError,
        CalamineWorkbook,
        PasswordError,
    )

    _check_content(source, name)
    opened = str(source) if isinstance(source, Path) else source
    try:
        with CalamineWorkbook.from_object(opened) as workbook:
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                raise SheetError(f"{name}: no sheet {sheet}, there are: {'、'.join(names)}")
            if not names:
                raise SheetError(f"{name}: the workbook has no sheet")
            return SheetRows(workbook.get_sheet_by_name(sheet or names[0]))
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
    import xlsxwriter  # noqa: PLC0415 - a serving process writes none

    path.touch(mode=0o600)
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "constant_memory": False,
    }
    return xlsxwriter.Workbook(str(path), options)
