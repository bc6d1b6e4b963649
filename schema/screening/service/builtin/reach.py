"""How far a change reaches: from a changed row, or from a passed day, to subjects of a rule.

A rule that is not told of here, or reads a table that its paths leave out, is asked about
everybody as soon as anything that it reads has changed. What is told must never be too
little: what it names too much is only looked at in vain.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.screening.service.builtin.hits import Column, Question, Select, one_of

Reach = Callable[[Sequence[UUID]], Select]
#: Subjects that a rule may judge otherwise today than on the day of the question before.
Due = Callable[[Question, Question], Sequence[Select]]
Period = Callable[[date], object]


@dataclass(frozen=True, slots=True)
class Path:
    """From a row: ``column`` names, now or before, the ids from which ``reach`` goes on.

    A step that a row itself points at needs what it pointed at before; a row that points at
    it needs no more than what is there now, for had it pointed elsewhere, it has changed.
    """

    column: sa.Column[Any]
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The subjects of a rule that changes and days may concern.

    Without ``due`` and ``period`` no day matters to the rule. ``period`` is what of a day
    stands in its keys: in another period everything is judged anew. ``lasting``: what has a
    finding is looked at with each change.
    """

    paths: tuple[Path, ...]
    due: Due | None = None
    period: Period | None = None
    lasting: bool = False

    def days(self, before: Question, now: Question) -> Sequence[Select]:
        """Whom the days between may concern."""
        return self.due(before, now) if self.due is not None else ()

    def another_period(self, before: Question, now: Question) -> bool:
        """Whether the keys of today are others than those of the day before."""
        return self.period is not None and self.period(before.as_of) != self.period(now.as_of)

    def leads_from(self, touched: Collection[sa.Table]) -> bool:
        """Whether there is a path from each of these tables."""
        return {path.column.table for path in self.paths}.issuperset(touched)


def through(by: sa.Column[Any], *to: sa.Column[Any]) -> Reach:
    """Rows of one table: from the ids in ``by`` to those in ``to``."""

    def reach(ids: Sequence[UUID]) -> Select:
        rows = [sa.select(column).where(one_of(by, ids), column.is_not(None)) for column in to]
        return rows[0] if len(rows) == 1 else sa.select(sa.union_all(*rows).subquery())

    return reach


def passed(column: Column, before: date, now: date) -> sa.ColumnElement[bool]:
    """Whether a day came after one day and not after another."""
    return sa.and_(column > before, column <= now)


def year(day: date) -> int:
    """The year of a key."""
    return day.year


def month(day: date) -> tuple[int, int]:
    """The month of a key."""
    return day.year, day.month
