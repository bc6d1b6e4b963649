"""Small pieces of SQL that all parts of the compiler share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from schema.planner import plan
from schema.planner.analysis import bad_input
from schema.planner.model import Node, Sort
from schema.planner.scalars import ID, SERIAL_ID, Kind

IDENTIFIER_LIMIT = 63
ARGUMENT_LIMIT = 100
Json = sa.ColumnElement[Any]
EMPTY_ARRAY = sa.literal_column("'[]'::json", sa.JSON())


def text(value: str) -> sa.ColumnElement[str]:
    """A string literal of our own or of a GraphQL name, which has no quotes."""
    return sa.literal_column("'" + value + "'", sa.Text())


def build_object(pairs: Sequence[tuple[str, Json]]) -> Json:
    """``json_build_object``; PostgreSQL takes at most 50 pairs."""
    arguments = [part for key, value in pairs for part in (text(key), value)]
    if len(arguments) > ARGUMENT_LIMIT:
        message = "Select at most 50 fields here."
        raise bad_input(message, "TOO_MANY_FIELDS")
    return sa.func.json_build_object(*arguments, type_=sa.JSON())


def needs_builder(keys: Sequence[str]) -> bool:
    """Whether a response key is too long to be a PostgreSQL column name."""
    return any(len(key) > IDENTIFIER_LIMIT for key in keys)


def ordered(source: sa.FromClause, sort: Sort) -> sa.ColumnElement[Any]:
    """One ORDER BY key; PostgreSQL puts nulls last ascending, first descending."""
    column = sort.of(source)
    return column.desc() if sort.descending else column.asc()


def limited(
    statement: sa.Select[Any], source: sa.FromClause, order: Sequence[Sort], size: int | None
) -> sa.Select[Any]:
    """Order and limit; the size is a literal, since a parameter spoils the generic plan."""
    if order:
        statement = statement.order_by(*(ordered(source, sort) for sort in order))
    if size is not None:
        statement = statement.limit(sa.literal_column(str(size)))
    return statement


def correlated(statement: sa.Select[Any], parent: sa.FromClause | None) -> sa.Select[Any]:
    """The statement below a row of ``parent``."""
    return statement if parent is None else statement.correlate(parent)


def nested(inner: plan.ObjectPlan) -> bool:
    """Whether the object has sub-selects."""
    return any(not isinstance(i, plan.Leaf | plan.Typename) for _, i in inner.outputs)


def needed(inner: plan.ObjectPlan) -> list[str]:
    """The raw columns that an object's outputs are made from."""
    names: dict[str, None] = {}
    for _, item in inner.outputs:
        if isinstance(item, plan.Leaf):
            names |= dict.fromkeys(item.field.needs)
        elif isinstance(item, plan.OnePlan) and item.field is not None:
            names[item.field.local] = None
        elif isinstance(item, plan.AnyPlan):
            names |= dict.fromkeys((item.field.by, item.field.local))
        elif isinstance(item, plan.ListPlan | plan.ConnectionPlan) and item.link is not None:
            names[item.link.local] = None
    return list(names) or [inner.node.key]


def key_kind(node: Node) -> Kind:
    """The kind of the node's key."""
    return ID if isinstance(node.table.c[node.key].type, sa.Uuid) else SERIAL_ID
