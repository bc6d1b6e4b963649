"""Key-set cursors: a place in an order, as base64 of ``[digest, key, …]``.

The digest names the type and the order, so that a cursor of another list is
refused instead of leading somewhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from schema.planner.analysis import bad_input
from schema.planner.model import Node, Sort
from schema.planner.parameters import Parameters
from schema.planner.scalars import FLOAT, ID, SERIAL_ID, Kind, kind_of, parse_date, parse_instant
from schema.planner.values import Bound

MAXIMUM_CURSOR = 2000
Predicate = sa.ColumnElement[bool]


def digest(node: Node, order: tuple[Sort, ...]) -> str:
    """Six hex digits that name the list's type and order."""
    text = node.name + "|" + ",".join(f"{s.column}{'-' if s.descending else '+'}" for s in order)
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def expression(node: Node, order: tuple[Sort, ...], row: sa.FromClause) -> sa.ColumnElement[str]:
    """The cursor of a row, in SQL (PostgreSQL breaks base64 lines; we do not)."""
    keys: list[sa.ColumnElement[Any]] = [sa.literal_column(f"'{digest(node, order)}'")] + [
        s.of(row) for s in order
    ]
    text = sa.cast(sa.func.json_build_array(*keys), sa.Text)
    encoded = sa.func.encode(
        sa.func.convert_to(text, sa.literal_column("'UTF8'")), sa.literal_column("'base64'")
    )
    return sa.func.replace(encoded, sa.literal_column("chr(10)"), sa.literal_column("''"))


@lru_cache(maxsize=32)  # one request reads its cursor for its shape and for each key
def decode(text: Any) -> tuple[Any, ...]:
    """The keys of a cursor, digest first; refuses anything else with INVALID_CURSOR."""
    try:
        if isinstance(text, str) and len(text) <= MAXIMUM_CURSOR:
            keys = msgspec.json.decode(base64.b64decode(text, validate=True))
            if isinstance(keys, list) and keys and isinstance(keys[0], str):
                return tuple(keys)
    except (binascii.Error, msgspec.DecodeError, ValueError, RecursionError):
        pass
    raise _invalid()


def _invalid() -> Exception:
    return bad_input("The cursor is not one of this list.", "INVALID_CURSOR")


def pattern(text: Any) -> tuple[bool, ...]:
    """Which keys of a cursor are null: part of the statement's shape."""
    return tuple(key is None for key in decode(text))


def _converter(kind: Kind) -> Callable[[Any], Any]:
    if kind in {ID, SERIAL_ID} and kind.convert is not None:
        return kind.convert
    return {"Date": parse_date, "DateTime": parse_instant}.get(kind.name, _same)


def _same(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise _invalid()
    return value


def beyond(
    node: Node,
    order: tuple[Sort, ...],
    source: sa.FromClause,
    cursor: Bound,
    parameters: Parameters,
    *,
    before: bool,
) -> Predicate:
    """Rows strictly after the cursor in the order (or strictly before it)."""
    keys = decode(cursor.value)
    if keys[0] != digest(node, order) or len(keys) != len(order) + 1:
        raise _invalid()
    values = [
        None if keys[i + 1] is None else _parameter(node, sort, order, i, cursor, parameters)
        for i, sort in enumerate(order)
    ]
    flipped = [s.flipped() if before else s for s in order]
    if (
        all(v is not None for v in values)
        and len({s.descending for s in flipped}) == 1
        and not any(s.nullable(node.table) for s in order)
    ):
        return _row_comparison(flipped, source, values)
    return _lexicographic(flipped, source, values, node)


def _parameter(
    node: Node,
    sort: Sort,
    order: tuple[Sort, ...],
    index: int,
    cursor: Bound,
    parameters: Parameters,
) -> sa.ColumnElement[Any]:
    kind = FLOAT if sort.expression else kind_of(node.table.c[sort.column])
    convert, expected, width = _converter(kind), digest(node, order), len(order) + 1
    read = cursor.getter(None)

    def value(variables: Mapping[str, Any], _principal: object) -> Any:
        keys = decode(read(variables))
        if keys[0] != expected or len(keys) != width:
            raise _invalid()
        return convert(keys[index + 1])

    value(_Fixed(cursor), None)
    return parameters.add(value, kind.sql)


class _Fixed(dict[str, Any]):
    """The variables of planning time, enough to read one cursor."""

    def __init__(self, cursor: Bound) -> None:
        super().__init__()
        if cursor.variable is not None:
            self[cursor.variable] = cursor.value


def _row_comparison(order: list[Sort], source: sa.FromClause, values: list[Any]) -> Predicate:
    columns = [sort.of(source) for sort in order]
    left: sa.ColumnElement[Any]
    right: sa.ColumnElement[Any]
    if len(columns) == 1:
        left, right = columns[0], values[0]
    else:
        left, right = sa.tuple_(*columns), sa.tuple_(*values)
    return left < right if order[0].descending else left > right


def _lexicographic(
    order: list[Sort], source: sa.FromClause, values: list[Any], node: Node
) -> Predicate:
    branches: list[Predicate] = []
    equal: list[Predicate] = []
    for sort, value in zip(order, values, strict=True):
        column = sort.of(source)
        nullable = sort.nullable(node.table)
        step = _step(column, value, nullable=nullable, descending=sort.descending)
        if step is not None:
            branches.append(sa.and_(*equal, step))
        equal.append(column.is_(None) if value is None else column == value)
    return sa.or_(sa.false(), *branches)


def _step(
    column: sa.ColumnElement[Any],
    value: sa.ColumnElement[Any] | None,
    *,
    nullable: bool,
    descending: bool,
) -> Predicate | None:
    """Strictly beyond one key; nulls are last ascending, first descending."""
    if value is None:
        return column.is_not(None) if descending else None
    if descending:
        return column < value
    beyond_value = column > value
    return sa.or_(beyond_value, column.is_(None)) if nullable else beyond_value
