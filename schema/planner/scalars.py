"""Kinds of values: how PostgreSQL, JSON and GraphQL spell each of them.

``Kind`` joins the GraphQL type, the SQL type of a parameter and the conversion
of an input value. Dates and instants leave PostgreSQL as ISO text and pass
through untouched; the scalars below serialise text and Python values alike.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NewType, cast

import sqlalchemy as sa
import strawberry
from graphql import GraphQLError

from schema.core.enums import Labelled
from schema.core.uploads import Incoming

Long = NewType("Long", int)
Fen = NewType("Fen", int)
DecimalText = NewType("DecimalText", str)
JsonValue = NewType("JsonValue", object)
CalendarDate = NewType("CalendarDate", str)
Instant = NewType("Instant", str)
INT32 = 2**31
LONG_LIMIT = 2**53


def _bad(name: str, value: object) -> GraphQLError:
    return GraphQLError(f"{value!r:.60} is not a valid {name}.", extensions={"code": "BAD_INPUT"})


def parse_date(value: object) -> dt.date:
    """A calendar date ``YYYY-MM-DD``."""
    if isinstance(value, str) and len(value) == 10:  # noqa: PLR2004
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise _bad("Date", value)


def parse_instant(value: object) -> dt.datetime:
    """An ISO 8601 instant with its offset."""
    if isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment
    raise _bad("DateTime", value)


def parse_long(value: object) -> int:
    """An integer that a JSON number holds exactly."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LONG_LIMIT:
        return value
    raise _bad("Long", value)


def parse_decimal(value: object) -> Decimal:
    """A decimal number as text."""
    if isinstance(value, str) and len(value) <= 40:  # noqa: PLR2004
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if number is not None and number.is_finite():
            return number
    raise _bad("Decimal", value)


def parse_upload(value: object) -> Incoming:
    """A file, which only a multipart request can bring."""
    if isinstance(value, Incoming):
        return value
    raise _bad("Upload", value)


def _text(value: Any) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


SCALARS: dict[object, Any] = {
    Long: strawberry.scalar(
        name="Long",
        description="整数 (64 位, 至 2^53): integer beyond 32 bits, a JSON number.",
        parse_value=parse_long,
    ),
    Fen: strawberry.scalar(
        name="Fen",
        description="金额 (人民币分): amount of money in integer fen.",
        parse_value=parse_long,
    ),
    DecimalText: strawberry.scalar(
        name="Decimal",
        description="小数 (文本): exact decimal number, as text.",
        parse_value=parse_decimal,
        serialize=str,
    ),
    Incoming: strawberry.scalar(
        name="Upload",
        description="上传的文件: a file of a multipart request.",
        parse_value=parse_upload,
        serialize=_text,
    ),
    JsonValue: strawberry.scalar(name="JSON", description="结构化内容: any JSON value."),
    CalendarDate: strawberry.scalar(
        name="Date",
        description="日期 (北京时间): calendar date of Asia/Shanghai, YYYY-MM-DD.",
        parse_value=parse_date,
        serialize=_text,
    ),
    Instant: strawberry.scalar(
        name="DateTime",
        description="时刻: instant in ISO 8601 with its offset.",
        parse_value=parse_instant,
        serialize=_text,
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    ``name`` names the filter input (``DateFilter``); ``annotation`` is what
    strawberry is told; ``sql`` types parameters; ``convert`` turns a coerced
    GraphQL value into the driver's; ``ordered`` allows gt/lt and sorting;
    ``codes`` is the code list of an enum; ``as_text`` casts the output to text.
    """

    name: str
    annotation: Any
    sql: sa.types.TypeEngine[Any]
    convert: Callable[[Any], Any] | None = None
    ordered: bool = True
    codes: type[Labelled] | None = None
    as_text: bool = False


def _uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise _bad("ID", value) from None


def _serial(value: object) -> int:
    text = str(value)
    if text.isascii() and text.isdigit() and int(text) < 2**63:
        return int(text)
    raise _bad("ID", value)


ID = Kind("ID", strawberry.ID, sa.Uuid(), _uuid)
SERIAL_ID = Kind("ID", strawberry.ID, sa.BigInteger(), _serial, as_text=True)
STRING = Kind("String", str, sa.Text())
INT = Kind("Int", int, sa.Integer())
LONG = Kind("Long", Long, sa.BigInteger())
FEN = Kind("Fen", Fen, sa.BigInteger())
FLOAT = Kind("Float", float, sa.Float())
BOOLEAN = Kind("Boolean", bool, sa.Boolean(), ordered=False)
DATE = Kind("Date", CalendarDate, sa.Date())
INSTANT = Kind("DateTime", Instant, sa.DateTime(timezone=True))
DECIMAL = Kind("Decimal", DecimalText, sa.Numeric(), as_text=True)
JSON = Kind("JSON", JsonValue, sa.JSON(), ordered=False)
STRINGS = Kind("Strings", list[str], sa.ARRAY(sa.Text()), ordered=False)


def enum_kind(codes: type[Labelled]) -> Kind:
    """The kind of a code list."""
    return Kind(codes.__name__, codes, sa.Text(), codes=codes)


def kind_of(column: sa.Column[Any]) -> Kind:
    """The kind of a column by its SQL type; money columns carry ``info={"fen": True}``."""
    sql = column.type
    if isinstance(sql, sa.Enum) and sql.enum_class is not None:
        return enum_kind(cast("type[Labelled]", sql.enum_class))
    if column.info.get("fen"):
        return FEN
    for python, kind in _BY_TYPE:
        if isinstance(sql, python):
            return kind
    message = f"column {column} of type {sql!r} has no kind"
    raise TypeError(message)


_BY_TYPE: tuple[tuple[type[Any], Kind], ...] = (
    (sa.Uuid, ID),
    (sa.BigInteger, LONG),
    (sa.Integer, INT),
    (sa.Boolean, BOOLEAN),
    (sa.DateTime, INSTANT),
    (sa.Date, DATE),
    (sa.Float, FLOAT),
    (sa.Numeric, DECIMAL),
    (sa.JSON, JSON),
    (sa.ARRAY, STRINGS),
    (sa.String, STRING),
)
