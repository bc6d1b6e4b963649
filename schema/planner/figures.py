"""Counts, sums and groups over the rows of a list, under its filter and scope."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from schema.planner import plan
from schema.planner.model import ColumnField
from schema.planner.scalars import CalendarDate
from schema.planner.sql import EMPTY_ARRAY, Json, build_object, correlated, text


def figures_object(outputs: Sequence[tuple[str, plan.Figure]], source: sa.FromClause) -> Json:
    """``{count, sum {…}, …}`` as one aggregate expression: one scan for all of it."""
    return build_object([(key, figure(item, source)) for key, item in outputs])


def figure(item: plan.Figure, source: sa.FromClause) -> Json:
    """One figure: the count, or a function over columns."""
    if isinstance(item, plan.Typename):
        return text(item.name)
    if isinstance(item, plan.Measures):
        return build_object([(key, _measure(item.function, c, source)) for key, c in item.columns])
    return sa.func.count()


def _measure(function: str, column: ColumnField | plan.Typename, source: sa.FromClause) -> Json:
    if isinstance(column, plan.Typename):
        return text(column.name)
    value: Json = getattr(sa.func, function)(column.expression(source))
    if function == "avg":
        return sa.cast(value, sa.Float)
    if column.kind.as_text:
        return sa.cast(value, sa.Text)
    if function == "sum" and column.kind.name in {"Long", "Fen", "Int"}:
        return sa.cast(value, sa.BigInteger)
    return value


def groups_array(
    item: plan.GroupsPlan,
    source: sa.FromClause,
    where: Sequence[sa.ColumnElement[bool]],
    parent: sa.FromClause | None,
    name: str,
) -> Json:
    """The groups, ordered by their key (nulls last), as a JSON array."""
    keys = [_key(part, source) for part in item.by]
    columns: list[Json] = []
    for key, output in item.outputs:
        if isinstance(output, tuple):
            found = build_object([(k, _part(part, keys)) for k, part in output])
        else:
            found = figure(output, source)
        columns.append(found.label(key))
    rows = (
        sa.select(*(columns or [sa.null().label("c0")]))
        .select_from(source)
        .where(*where)
        .group_by(*keys)
        .order_by(*(key.asc().nulls_last() for key in keys))
        .limit(sa.literal_column(str(item.first)))
    )
    group = correlated(rows, parent).subquery(name)
    found = sa.func.coalesce(sa.func.json_agg(group.table_valued()), EMPTY_ARRAY)
    return sa.select(found).select_from(group).scalar_subquery()


def _part(part: int | plan.Typename | None, keys: Sequence[Json]) -> Json:
    if isinstance(part, plan.Typename):
        return text(part.name)
    return sa.null() if part is None else keys[part]


def _key(part: plan.KeyPart, source: sa.FromClause) -> Json:
    value = part.column.expression(source)
    if part.bucket is None:
        return value
    unit: Json = sa.literal_column(f"'{part.bucket}'")
    if part.column.kind.annotation is CalendarDate:
        moment: Json = sa.cast(value, sa.DateTime)
    else:
        moment = sa.func.timezone(sa.literal_column("'Asia/Shanghai'"), value)
    return sa.cast(sa.func.date_trunc(unit, moment), sa.Date)
