"""Counts of clusters by hour for the spike rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.work import Work
from schema.opinion.rules.codes import Topic
from schema.opinion.rules.score import Weights
from schema.opinion.rules.spike import BASELINE_DAYS, WINDOW_HOURS, is_burst, is_spike
from schema.opinion.tables import feed_item

WEEKS = 8
HOUR = timedelta(hours=1)
DAY_HOURS = 24
WEEK_HOURS = 7 * DAY_HOURS

Bucket = tuple[Topic, UUID | None]
Hours = Mapping[int, int]  # hours ago, 0 the last sixty minutes: clusters


@dataclass(frozen=True, slots=True)
class Spike:
    """Clusters of the last 24 hours, and the median of such days before (None: too new)."""

    observed: int
    usual: float | None


async def spiking(work: Work, rows: Sequence[Any], weigh: Weights) -> dict[Bucket, Spike]:
    """Which (topic, township) of the rows have suddenly more clusters than usual.

    Against the same weekday of eight weeks (the day's count), or against the same hours of
    four weeks (that of three hours, once there are as many). Clusters that name no township
    are no bucket: they have nothing in common. How much is known is the age of the feed, not
    of the bucket: a topic that nobody ever wrote about was silent on all these days.
    """
    buckets = {(row.topic, row.division_id) for row in rows if row.division_id is not None}
    if not buckets:
        return {}
    table = feed_item
    first = work.now - timedelta(weeks=WEEKS) - DAY_HOURS * HOUR
    ago = sa.cast(
        sa.func.floor(sa.extract("epoch", work.now - table.c.occurred_at) / 3600), sa.Integer
    )
    statement = (
        sa.select(
            table.c.topic, table.c.division_id, ago.label("ago"), sa.func.count().label("clusters")
        )
        .where(table.c.counts, table.c.duplicate_of.is_(None))
        .where(table.c.occurred_at >= first, table.c.occurred_at <= work.now)
        .where(sa.tuple_(table.c.topic, table.c.division_id).in_(list(buckets)))
        .group_by(table.c.topic, table.c.division_id, ago)
    )
    hours: dict[Bucket, dict[int, int]] = defaultdict(dict)
    for row in await work.execute(statement):
        hours[row.topic, row.division_id][row.ago] = row.clusters
    oldest = sa.select(sa.func.min(table.c.occurred_at)).where(table.c.occurred_at >= first)
    began = (await work.execute(oldest)).scalar_one() or work.now
    days = (work.now - began) / (DAY_HOURS * HOUR)
    spikes = {bucket: _spike(found, days, weigh) for bucket, found in hours.items()}
    return {bucket: spike for bucket, spike in spikes.items() if spike is not None}


def _sum(hours: Hours, start: int, length: int) -> int:
    return sum(hours.get(hour, 0) for hour in range(start, start + length))


def _spike(hours: Hours, days: float, weigh: Weights) -> Spike | None:
    """What is sudden of a bucket's hours; ``days`` is the age of the feed."""
    before = [
        _sum(hours, weeks * WEEK_HOURS, DAY_HOURS)
        for weeks in range(1, WEEKS + 1)
        if weeks * 7 < days
    ]
    observed = _sum(hours, 0, DAY_HOURS)
    burst = days > BASELINE_DAYS and is_burst(_sum(hours, 0, WINDOW_HOURS), _same_hours(hours))
    if not burst and not is_spike(observed, before, days, weigh):
        return None
    cold = days < weigh.spike_cold_days or not before
    return Spike(observed, None if cold else float(median(before)))


def _same_hours(hours: Hours) -> list[int]:
    """The three-hour counts of this hour and its neighbours, on each of 28 days before."""
    return [
        _sum(hours, day * DAY_HOURS + shift, WINDOW_HOURS)
        for day in range(1, BASELINE_DAYS + 1)
        for shift in (-1, 0, 1)
    ]
