"""The bank's file (代发文件): written and read back, ids and amounts as text, never as numbers."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from schema.assistance.rules import AssistanceErrorCode
from schema.core.errors import DomainError

COLUMNS: Final = ("流水号", "户名", "账号", "开户行", "金额(元)", "摘要")
RESULT_COLUMNS: Final = ("流水号", "金额(元)", "结果", "失败原因", "银行流水号")
SUCCESS: Final = frozenset({"成功", "SUCCESS", "00"})
FAILURE: Final = frozenset({"失败", "FAILED", "01"})
LARGEST_FILE: Final = 20 * 1024 * 1024
SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One payment as the bank reads it; ``amount`` in fen."""

    key: str
    holder_name: str
    account: str
    bank_name: str
    amount: int
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The line in the order of the columns."""
        return (
            self.key,
            self.holder_name,
            self.account,
            self.bank_name,
            as_yuan(self.amount),
            self.note,
        )


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a return file; ``amount`` in fen, None where it cannot be read."""

    number: int
    key: str
    amount: int | None
    succeeded: bool | None
    failure: str
    reference: str


def as_yuan(fen: int) -> str:
    """``200000`` → ``2000.00``."""
    return f"{fen // 100}.{fen % 100:02d}"


def as_fen(text: str) -> int | None:
    """``2,000.00`` → ``200000``; None for what is no amount in whole fen."""
    try:
        amount = Decimal(text.replace(",", "").strip()) * 100
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else None


def write_xlsx(lines: Iterable[FileLine]) -> bytes:
    """A workbook whose every cell is text: account numbers keep all their digits."""
    import xlsxwriter  # noqa: PLC0415 - a serving process seldom writes sheets

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("代发")
        sheet.set_column(0, len(COLUMNS) - 1, 24, text)
        for row, cells in enumerate((COLUMNS, *(line.cells for line in lines))):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text)
    return target.getvalue()


def write_text(lines: Iterable[FileLine]) -> bytes:
    """The same as lines of text, UTF-8, separated by ``|``."""
    rows = (COLUMNS, *(line.cells for line in lines))
    return "".join(SEPARATOR.join(_clean(c) for c in row) + "\r\n" for row in rows).encode()


def read_return(name: str, content: bytes) -> list[ReturnRow]:
    """The rows of a return file, .xlsx, .xls or .txt; raises DomainError RETURN_UNREADABLE."""
    if len(content) > LARGEST_FILE:
        raise DomainError(AssistanceErrorCode.RETURN_UNREADABLE, "文件过大", path=("file",))
    text = name.lower().endswith((".txt", ".csv"))
    table = _read_text(content) if text else _read_workbook(content)
    if not table:
        raise DomainError(AssistanceErrorCode.RETURN_UNREADABLE, "文件是空的", path=("file",))
    header = [cell.strip() for cell in table[0]]
    missing = [column for column in RESULT_COLUMNS[:3] if column not in header]
    if missing:
        message = f"缺少列: {'、'.join(missing)}"
        raise DomainError(AssistanceErrorCode.RETURN_UNREADABLE, message, path=("file",))
    rows = (dict(zip(header, cells, strict=False)) for cells in table[1:])
    return [
        _row(number, cells)
        for number, cells in enumerate(rows, start=2)
        if any(cell.strip() for cell in cells.values())
    ]


def _row(number: int, cells: Mapping[str, str]) -> ReturnRow:
    result = cells.get("结果", "").strip().upper()
    succeeded = True if result in SUCCESS else False if result in FAILURE else None
    return ReturnRow(
        number,
        cells.get("流水号", "").strip(),
        as_fen(cells.get("金额(元)", "")),
        succeeded,
        cells.get("失败原因", "").strip(),
        cells.get("银行流水号", "").strip(),
    )


def _read_workbook(content: bytes) -> Sequence[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - the same

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError) as error:
        raise DomainError(AssistanceErrorCode.RETURN_UNREADABLE, path=("file",)) from error
    return [[str(cell) for cell in row] for row in rows]


def _read_text(content: bytes) -> Sequence[Sequence[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return list(csv.reader(io.StringIO(text), delimiter=SEPARATOR))
    raise DomainError(AssistanceErrorCode.RETURN_UNREADABLE, path=("file",))


def _clean(cell: str) -> str:
    return cell.replace(SEPARATOR, " ").replace("\r", " ").replace("\n", " ")
