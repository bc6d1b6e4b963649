"""Counts of clusters by day for the spike rule."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.work import Work
from schema.opinion.rules.codes import Topic
from schema.opinion.rules.score import Weights
from schema.opinion.rules.spike import is_spike
from schema.opinion.tables import feed_item

WEEKS = 8
DAY = timedelta(days=1)

Bucket = tuple[Topic, UUID | None]


async def spiking(work: Work, rows: Sequence[Any], weigh: Weights) -> set[Bucket]:
    """Which (topic, township) of the rows have suddenly more clusters than on such days before.

    Clusters that name no township are no bucket: they have nothing in common.
    """
    buckets = {(row.topic, row.division_id) for row in rows if row.division_id is not None}
    if not buckets:
        return set()
    table = feed_item
    first = work.now - timedelta(weeks=WEEKS) - DAY
    columns = [_day(work, weeks).label(f"week_{weeks}") for weeks in range(WEEKS + 1)]
    statement = (
        sa.select(
            table.c.topic,
            table.c.division_id,
            sa.func.min(table.c.occurred_at).label("first"),
            *columns,
        )
        .where(table.c.counts, table.c.duplicate_of.is_(None), table.c.occurred_at >= first)
        .where(sa.tuple_(table.c.topic, table.c.division_id).in_(list(buckets)))
        .group_by(table.c.topic, table.c.division_id)
    )
    return {
        (row.topic, row.division_id)
        for row in await work.execute(statement)
        if _fires(work, row, weigh)
    }


def _day(work: Work, weeks: int) -> sa.ColumnElement[int]:
    """Clusters of the 24 hours that ended so many weeks ago."""
    end = work.now - timedelta(weeks=weeks)
    moment = feed_item.c.occurred_at
    return sa.func.count().filter(moment > end - DAY, moment <= end)


def _fires(work: Work, row: Any, weigh: Weights) -> bool:
    days = (work.now - row.first) / DAY
    before = [getattr(row, f"week_{weeks}") for weeks in range(1, WEEKS + 1) if weeks * 7 < days]
    return is_spike(row.week_0, before, days, weigh)
