"""Small cells (domain §10, class S1): figures that tell analysts nothing of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.core.principal import Role
from schema.planner.figures import Source
from schema.planner.model import ColumnField, Expression, GroupKey, Node
from schema.planner.sql import Json

#: A figure of fewer persons is not shown, and what is shown is a multiple of it.
CELL = 5
#: An amount is shown to the thousand yuan (in fen).
COARSE = 100_000
#: Everybody but those who work on de-identified figures.
SEES_EXACT = frozenset(Role) - {Role.ANALYST}


def rounded(size: Json) -> Json:
    """A number of persons as analysts see it: 0 below 5, else the nearest multiple of 5."""
    up = size + 2
    return sa.case((size < CELL, 0), else_=up - up % CELL)


def rounded_column(name: str) -> Expression:
    """The mask of a column that counts persons."""
    return lambda table: rounded(table.c[name])


def coarse_column(name: str, size: str) -> Expression:
    """The mask of an amount of ``size`` persons."""
    return lambda table: sa.case((table.c[size] < CELL, 0), else_=_coarse(table.c[name]))


def _coarse(amount: Json) -> Json:
    return sa.cast(sa.func.round(amount / sa.cast(COARSE, sa.Numeric)) * COARSE, sa.BigInteger)


def guarded(source: Source, node: Node, role: Role) -> Source:
    """The source as this role may read figures from it."""
    return source if role in SEES_EXACT else Guarded(source, bool(node.table.info.get("persons")))


def large_enough(source: Source) -> Sequence[Json]:
    """The condition on a group of figures for being shown at all."""
    if not isinstance(source, Guarded) or not source.persons:
        return ()
    return (source.inner.count() >= CELL,)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Figures that tell nothing of one person, nor do two that differ by one.

    Counts are rounded. A sum is that of the rounded count at a mean of two digits; the
    smallest and the largest value belong to somebody and are not shown.
    """

    inner: Source
    persons: bool

    def rows(self, columns: Sequence[Json], by: Sequence[GroupKey]) -> sa.Select[Any]:
        """As without the guard."""
        return self.inner.rows(columns, by)

    def count(self) -> Json:
        """The rounded number of rows."""
        return rounded(self.inner.count()) if self.persons else self.inner.count()

    def measure(self, function: str, column: ColumnField) -> Json:
        """A rounded figure, or null."""
        if not self.persons and column.mask is None:
            return self.inner.measure(function, column)
        if not self.persons:  # a column that counts persons, or their money
            found = self.inner.measure("sum", column)
            shown = _coarse(found) if column.kind.name == "Fen" else rounded(found)
            return shown if function == "sum" else sa.null()
        if function in {"min", "max"}:
            return sa.null()
        size = self.inner.count()
        mean = _two_digits(sa.cast(self.inner.measure("sum", column), sa.Numeric) / size)
        shown = mean if function == "avg" else mean * rounded(size)
        return sa.case((size >= CELL, shown))

    def key(self, key: GroupKey) -> Json:
        """As without the guard."""
        return self.inner.key(key)


def _two_digits(value: Json) -> Json:
    size = sa.cast(sa.func.floor(sa.func.log(sa.func.abs(value))), sa.Integer)
    return sa.case((value == 0, 0), else_=sa.func.round(value, 1 - size))
