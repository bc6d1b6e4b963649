"""Counts, sums and groups over the rows of a list, under its filter and scope.

Figures are read from a ``Source``: the rows themselves, or a *roll*, the same rows
grouped once by every key that the figures of one list need. A roll serves them all
with one scan; a date is rolled by day, a path by its reference, so that the bucket
and the row at the end of the path are looked up for each group, not for each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa

from schema.planner import plan
from schema.planner.model import ColumnField, GroupKey
from schema.planner.sql import EMPTY_ARRAY, Json, build_object, correlated, text

WHOLE = frozenset({"Long", "Fen", "Int"})


class Source(Protocol):
    """Where figures come from."""

    def rows(self, columns: Sequence[Json], by: Sequence[GroupKey]) -> sa.Select[tuple[object]]:
        """``select columns from …``, joined with what the keys need."""

    def count(self) -> Json:
        """The number of rows."""

    def measure(self, function: str, column: ColumnField) -> Json:
        """sum, avg, min or max of a column."""

    def key(self, key: GroupKey) -> Json:
        """The value of a group key."""


def figures_select(item: plan.CountPlan | plan.FiguresPlan, source: Source) -> sa.Select[object]:
    """``totalCount`` or ``aggregate``: one row."""
    if isinstance(item, plan.CountPlan):
        return source.rows([source.count()], ())
    return source.rows([build_object([(key, _figure(f, source)) for key, f in item.outputs])], ())


def _figure(item: plan.Figure, source: Source) -> Json:
    if isinstance(item, plan.Typename):
        return text(item.name)
    if isinstance(item, plan.Measures):
        return build_object([(key, _measure(item.function, c, source)) for key, c in item.columns])
    return source.count()


def _measure(function: str, column: ColumnField | plan.Typename, source: Source) -> Json:
    if isinstance(column, plan.Typename):
        return text(column.name)
    value = source.measure(function, column)
    if function == "avg":
        return sa.cast(value, sa.Float)
    if column.kind.as_text:
        return sa.cast(value, sa.Text)
    if function == "sum" and column.kind.name in WHOLE:
        return sa.cast(value, sa.BigInteger)
    return value


def groups_array(
    item: plan.GroupsPlan,
    source: Source,
    parent: sa.FromClause | None,
    name: str,
    having: Sequence[Json] = (),
) -> Json:
    """The groups, ordered by their key (nulls last), as a JSON array.

    Only groups that meet ``having`` are told of (see ``schema.planner.disclosure``).
    """
    keys = [source.key(key) for key in item.by]
    columns: list[Json] = []
    for key, output in item.outputs:
        if isinstance(output, tuple):
            found = build_object([(k, _part(part, keys)) for k, part in output])
        else:
            found = _figure(output, source)
        columns.append(found.label(key))
    rows = (
        source.rows(columns or [sa.null().label("c0")], item.by)
        .group_by(*keys)
        .having(*having)
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
