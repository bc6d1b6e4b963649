"""What the figures of dossiers and aid count by (domain §4.7, §5.4): said as fields of the rows.

A figure is the aggregate of a list by such a field, so the list that it drills to has as many.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from schema.assistance import tables
from schema.assistance.rules import RELIEF_CHANNELS, DossierStatus
from schema.planner.fields import computed
from schema.planner.scalars import BOOLEAN, INT

TODAY = sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date)
#: Waiting for the next re-verification.
WAITING = (DossierStatus.ACTIVE, DossierStatus.DUE_FOR_REVIEW)
Field = Callable[[sa.FromClause], sa.ColumnElement[Any]]


def flag(expression: Field, term: str, *needs: str) -> Any:
    """A yes or no that lists filter and figures group by."""
    return computed(
        expression, BOOLEAN, term, needs=needs, nullable=False, filterable=True, groupable=True
    )


def days(first: str, last: str, term: str) -> Any:
    """Whole days from one date to another; grouped by, its counts give the median."""
    return computed(
        lambda table: table.c[last] - table.c[first],
        INT,
        term,
        needs=(first, last),
        filterable=True,
        groupable=True,
        summable=True,
    )


def re_entered(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """Filed again after an exit; a dossier that moved with the membership is none."""
    before = tables.dossier.alias("before").c
    left = sa.select(before.id).where(
        before.id == table.c.previous_dossier_id, before.status != DossierStatus.MOVED_OUT
    )
    return sa.exists(left.correlate(table))


def lifted(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """Left by a channel of relief, and not filed again in the year of the exit (§4.7)."""
    again = tables.dossier.alias("again").c
    back = sa.select(again.id).where(
        again.previous_dossier_id == table.c.id,
        sa.extract("year", again.applied_on) == sa.extract("year", table.c.exited_on),
    )
    relief = sa.or_(*(table.c.exit_channel == channel for channel in RELIEF_CHANNELS))
    left = sa.and_(relief, table.c.exited_on.is_not(None), ~sa.exists(back.correlate(table)))
    return sa.func.coalesce(left, sa.false())


def review_overdue(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The day of the next re-verification has passed."""
    waiting = sa.or_(*(table.c.status == state for state in WAITING))
    return sa.func.coalesce(sa.and_(waiting, table.c.next_review_on < TODAY), sa.false())


def spot_checked(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """Looked at again in the year that runs."""
    check = tables.spot_check.c
    return sa.exists(
        sa.select(check.id)
        .where(check.dossier_id == table.c.id, check.year == sa.extract("year", TODAY))
        .correlate(table)
    )


def aided(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """Something was paid or handed over on this dossier."""
    record = tables.assistance_record.alias("given").c
    return sa.exists(
        sa.select(record.id)
        .where(record.dossier_id == table.c.id, record.paid_on.is_not(None))
        .correlate(table)
    )
