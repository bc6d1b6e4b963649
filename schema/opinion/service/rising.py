"""The alert that a sudden rise of talk raises: one a topic, township and day."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from schema.core.clock import calendar_date
from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel, Topic
from schema.opinion.rules.score import SEVERITY, Weights
from schema.opinion.service.alerting import raise_rows
from schema.opinion.service.events import Event
from schema.opinion.service.spikes import Bucket, Spike
from schema.opinion.tables import opinion_alert


async def alert_spikes(
    work: Work, spikes: Mapping[Bucket, Spike], events: Sequence[Event], weigh: Weights
) -> int:
    """One alert a topic, township and day, not within the cooling time of the last; how many.

    Its level is that of the gravest event of the bucket that is being worked on.
    """
    if not spikes:
        return 0
    keys = {f"{topic.value}:{division}": (topic, division) for topic, division in spikes}
    since = work.now - timedelta(hours=weigh.spike_cooling_hours)
    table = opinion_alert.c
    recent = sa.select(table.subject).where(
        table.rule == AlertRule.SPIKE, table.subject.in_(keys), table.raised_at > since
    )
    cooling = set((await work.execute(recent)).scalars())
    rows = []
    for subject, bucket in keys.items():
        if subject in cooling or bucket[0] is Topic.T17:
            continue
        spike = spikes[bucket]
        rows.append(
            {
                "event_id": None,
                "rule": AlertRule.SPIKE,
                "subject": subject,
                "window": calendar_date(work.now).isoformat(),
                "level": _level(bucket, events),
                "is_restricted": False,
                "topic": bucket[0],
                "division_id": bucket[1],
                "observed": spike.observed,
                "usual": spike.usual,
            }
        )
    return await raise_rows(work, rows)


def _level(bucket: Bucket, events: Sequence[Event]) -> OpinionLevel:
    levels = [event.level for event in events if (event.topic, event.division_id) == bucket]
    return max([OpinionLevel.BLUE, *levels], key=lambda level: SEVERITY[level])
