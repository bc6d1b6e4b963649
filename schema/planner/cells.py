"""How PostgreSQL writes the cells of a file, so that Python only passes bytes on.

A cell is text in its final form: codes by their Chinese label, money in yuan, instants in
Asia/Shanghai. No cell can be a formula, and a long number stays the text that it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from schema.planner.model import ColumnField, Node
from schema.planner.scalars import Kind

Value = sa.ColumnElement[Any]
NUMBERS = frozenset({"Int", "Long", "Fen", "Float", "Decimal"})
#: A spreadsheet would take these for a formula, for a number that loses its last digits or
#: leading noughts, or (full width) for a formula after all.
LIVE = r"^[=+\-@\t\r\n＝＋－＠]|^\d{12,}$|^0\d+$"
_XML_SPECIAL = r"[<>&\\\u0001-\u001f\ufffe\uffff]|^ | $|_x[0-9A-Fa-f]{4}_"
_XML_FORBIDDEN = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]"
_XML_ESCAPES = (
    ("_x", "_x005F_x"),
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\\", "&#92;"),
    ("\t", "&#9;"),
    ("\n", "&#10;"),
    ("\r", "&#13;"),
)
LONGEST_CELL = 32_000
FIRST_SERIAL_DAY = "1900-03-01"
#: Styles of the workbook's cells (see ``workers.files.workbook``).
TEXT_STYLE, DATE_STYLE, MONEY_STYLE = 1, 2, 3


class Cells(Protocol):
    """How a format writes values, lines and titles."""

    def value(self, value: Value, kind: Kind) -> Value:
        """The value as text, a date or a number, before it becomes a cell."""

    def line(self, values: Sequence[Value], kinds: Sequence[Kind]) -> list[Value]:
        """The columns of the statement that COPY writes out."""

    def title(self, title: str, kind: Kind) -> str:
        """The title of a column; money tells its unit."""

    def revealed(self, entry: ColumnField, node: Node, source: sa.FromClause) -> Value | None:
        """A stand-in for a masked value that is to be decrypted; None: as it is read."""


def _literal(text: str) -> Value:
    """A literal of our own in the statement's text."""
    quoted = text.replace("'", "''")
    return sa.literal_column(f"'{quoted}'", sa.Text())


@dataclass(frozen=True, slots=True)
class Reveal:
    """A masked column whose clear value was granted: ``mark`` and the row's ``key`` stand in.

    The mark is random, so that no text in the database can pass for it.
    """

    table: str
    column: str
    key: str
    mark: str


class _Common:
    """What both formats share."""

    def __init__(self, reveals: Sequence[Reveal] = ()) -> None:
        self._reveals = {(each.table, each.column): each for each in reveals}

    def title(self, title: str, kind: Kind) -> str:
        """The description of the field; fen become yuan."""
        return f"{title} (元)" if kind.name == "Fen" and "元" not in title else title

    def revealed(self, entry: ColumnField, node: Node, source: sa.FromClause) -> Value | None:
        """Mark and id of the row, where the clear value was granted."""
        for column in entry.needs:
            found = self._reveals.get((node.table.name, column))
            if found is not None:
                marked = sa.func.concat(_literal(f"{found.mark}-"), source.c[found.key])
                return sa.case((source.c[column].is_not(None), marked))
        return None

    def value(self, value: Value, kind: Kind) -> Value:
        """Text, but for dates and numbers."""
        if kind.codes is not None:
            labels = [(value == _literal(code.value), _literal(code.label)) for code in kind.codes]
            return sa.case(*labels, else_=sa.cast(value, sa.Text))
        if kind.name == "Boolean":
            return sa.case((value.is_(True), _literal("是")), (value.is_(False), _literal("否")))
        if kind.name == "Fen":
            return sa.func.round(value / sa.literal_column("100.0"), sa.literal_column("2"))
        if kind.name == "DateTime":
            local = sa.func.timezone(_literal("Asia/Shanghai"), value)
            return sa.func.to_char(local, _literal("YYYY-MM-DD HH24:MI:SS"))
        if kind.name == "Strings":
            return sa.func.array_to_string(value, _literal("、"))
        if kind.name == "Date" or kind.name in NUMBERS:
            return value
        return sa.cast(value, sa.Text)


class CsvCells(_Common):
    """Comma-separated text; what looks live gets an apostrophe, which our import takes off."""

    def line(self, values: Sequence[Value], kinds: Sequence[Kind]) -> list[Value]:
        """A column for each cell; COPY quotes them."""
        return [self._guarded(v, k).label(v.key or "v") for v, k in zip(values, kinds, strict=True)]

    @staticmethod
    def _guarded(value: Value, kind: Kind) -> Value:
        if kind.name in NUMBERS or kind.name in {"Date", "DateTime", "Boolean", "ID"}:
            return value
        live = value.regexp_match(_literal(LIVE))
        return sa.case((live, sa.func.concat(_literal("'"), value)), else_=value)


class SheetCells(_Common):
    """One row of a worksheet's XML a line, with nothing in it that COPY would escape."""

    def line(self, values: Sequence[Value], kinds: Sequence[Kind]) -> list[Value]:
        """A single column: the row."""
        row: Value = _literal("<row>")
        for value, kind in zip(values, kinds, strict=True):
            row = row.op("||")(sa.func.coalesce(self._cell(value, kind), _literal("<c/>")))
        return [row.op("||")(_literal("</row>")).label("row")]

    def _cell(self, value: Value, kind: Kind) -> Value:
        if kind.name in NUMBERS:
            style = f' s="{MONEY_STYLE}"' if kind.name == "Fen" else ""
            return _around(f"<c{style}><v>", sa.cast(value, sa.Text), "</v></c>")
        if kind.name == "Date":
            serial = value - sa.literal_column("date '1899-12-30'")
            dated = _around(f'<c s="{DATE_STYLE}"><v>', sa.cast(serial, sa.Text), "</v></c>")
            early = value < sa.literal_column(f"date '{FIRST_SERIAL_DAY}'")
            return sa.case((early, _text_cell(sa.cast(value, sa.Text))), else_=dated)
        if kind.codes is not None or kind.name in {"Boolean", "DateTime", "ID"}:
            return _text_cell(value)
        special = value.regexp_match(_literal(_XML_SPECIAL))
        return sa.case((special, _escaped(value)), else_=_text_cell(value))


def _around(head: str, value: Value, tail: str) -> Value:
    return _literal(head).op("||")(value).op("||")(_literal(tail))


def _text_cell(value: Value, space: str = "") -> Value:
    return _around(f'<c s="{TEXT_STYLE}" t="inlineStr"><is><t{space}>', value, "</t></is></c>")


def _escaped(value: Value) -> Value:
    clean: Value = sa.func.left(value, sa.literal_column(str(LONGEST_CELL)))
    clean = sa.func.regexp_replace(clean, _literal(_XML_FORBIDDEN), _literal(""), _literal("g"))
    for plain, escape in _XML_ESCAPES:
        shown = (
            _literal(plain)
            if plain.isprintable()
            else sa.func.chr(sa.literal_column(str(ord(plain))))
        )
        clean = sa.func.replace(clean, shown, _literal(escape))
    return _text_cell(clean, ' xml:space="preserve"')
