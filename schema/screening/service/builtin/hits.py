"""What a rule yields: one row for each hit, and how its parameters are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.core.calendar import add_working_days
from schema.core.clock import SHANGHAI
from schema.core.params import figure
from schema.screening.rules import before_working_days

Select = sa.Select[Any]
Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule is asked: the day and moment it judges by, and its parameters in force then.

    Asked ``about`` some subjects only, it need tell the truth of no others.
    """

    as_of: date
    parameters: Mapping[str, object]
    now: datetime
    about: Sequence[UUID] | None = None

    def only(self, subject: Column) -> sa.ColumnElement[bool]:
        """Whether the question is about a subject; for rules that can say it early."""
        return one_of(subject, self.about)

    def number(self, key: str) -> int:
        """A parameter that is a whole number; raises DomainError PARAMETER_MISSING."""
        return figure(self.parameters, key)

    def ago(self, days: int) -> date:
        """The day so many days before."""
        return self.as_of - timedelta(days=days)

    def ahead(self, days: int) -> date:
        """The day so many days later."""
        return self.as_of + timedelta(days=days)

    def working_days_ago(self, key: str) -> date:
        """The latest day since which more working days than the parameter have passed."""
        return before_working_days(self.as_of, self.number(key), add_working_days)

    @property
    def day(self) -> Column:
        """The day as a value of SQL."""
        return sa.literal(self.as_of, sa.Date)

    @property
    def midnight(self) -> datetime:
        """The instant at which the day begins."""
        return datetime.combine(self.as_of, time(), SHANGHAI)

    @property
    def quarter(self) -> str:
        """``2026Q4``."""
        return f"{self.as_of.year}Q{(self.as_of.month + 2) // 3}"


Rule = Callable[[Question], Select]


def hits(
    *,
    subject: Column,
    union: Column,
    key: Column,
    evidence: Mapping[str, Column],
    raised: sa.ColumnElement[bool] | None = None,
    rows: Mapping[str, Column] | None = None,
) -> Select:
    """The columns that a rule selects.

    ``key`` names the condition within the rule; no two hits of one run share it.
    ``raised`` hits are one grade more severe than the rule. ``rows`` names, by table, the
    rows beside the subject that the hit rests on: an id, or an array of ids.
    """
    made: Any = sa.select(
        subject.label("subject_id"),
        union.label("union_id"),
        sa.cast(key, sa.Text).label("key"),
        _object(evidence).label("evidence"),
        (sa.literal(0) if raised is None else sa.cast(raised, sa.Integer)).label("raised"),
        _object(rows or {}).label("rows"),
    )
    return cast("Select", made)


def _object(values: Mapping[str, Column]) -> Column:
    pairs = [part for name, value in values.items() for part in (sa.literal(name, sa.Text), value)]
    return sa.func.jsonb_build_object(*pairs)


def one_of(column: Column, ids: Sequence[UUID] | None) -> sa.ColumnElement[bool]:
    """Whether a column holds one of these ids; without any bound it always does."""
    if ids is None:
        return sa.true()
    return column == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Uuid)))


def text(value: Column) -> sa.ColumnElement[str]:
    """A value as PostgreSQL writes it."""
    return sa.cast(value, sa.Text)


def joined(*parts: Column | str) -> sa.ColumnElement[str]:
    """Parts of a key, separated by colons."""
    return sa.func.concat_ws(":", *parts)


def first(column: Column) -> Column:
    """One id of a group, always the same one."""
    return sa.cast(sa.func.min(text(column)), sa.Uuid)


def gathered(column: Column) -> Column:
    """All ids of a group, as JSON, in their order."""
    return sa.func.to_jsonb(sa.func.array_agg(aggregate_order_by(column, column)))
