"""What a rule yields: one row for each hit, and how its parameters are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from schema.core.params import figure

Select = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule is asked: the day it judges by, and its parameters in force on that day."""

    as_of: date
    parameters: Mapping[str, object]

    def number(self, key: str) -> int:
        """A parameter that is a whole number; raises DomainError PARAMETER_MISSING."""
        return figure(self.parameters, key)


Rule = Callable[[Question], Select]


def hits(
    *,
    subject: sa.ColumnElement[Any],
    union: sa.ColumnElement[Any],
    key: sa.ColumnElement[Any],
    evidence: Mapping[str, sa.ColumnElement[Any]],
    raised: sa.ColumnElement[bool] | None = None,
) -> Select:
    """The columns that a rule selects.

    ``key`` names the condition within the rule; no two hits of one run share it.
    ``raised`` hits are one grade more severe than the rule.
    """
    pairs = [part for name, value in evidence.items() for part in (sa.literal(name), value)]
    return sa.select(
        subject.label("subject_id"),
        union.label("union_id"),
        sa.cast(key, sa.Text).label("key"),
        sa.func.jsonb_build_object(*pairs).label("evidence"),
        (sa.literal(0) if raised is None else sa.cast(raised, sa.Integer)).label("raised"),
    )


def text(value: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """A value as PostgreSQL writes it."""
    return sa.cast(value, sa.Text)


def joined(*parts: sa.ColumnElement[Any] | str) -> sa.ColumnElement[str]:
    """Parts of a key, separated by colons."""
    return sa.func.concat_ws(":", *parts)
