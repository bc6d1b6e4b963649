"""What people decided about events, as labels: the corrections that training learns from."""

import sqlalchemy as sa

from schema.core.work import Work
from schema.opinion.rules.codes import EventStatus, OpinionLevel, Topic
from schema.opinion.rules.labelled import Labelled
from schema.opinion.rules.score import SEVERITY
from schema.opinion.tables import feed_item, opinion_event

MOST = 5000
_UNDECIDED = (EventStatus.DETECTED, EventStatus.SCREENED, EventStatus.OUT_OF_AREA)


async def kept_verdicts(work: Work) -> list[Labelled]:
    """The newest posts of events that a person has screened, one a cluster.

    A false alarm teaches that its posts do not complain; a confirmed event
    that they do, and of what. Out of area says nothing about the words.
    """
    item, event = feed_item, opinion_event
    statement = (
        sa.select(item.c.title, item.c.text, event.c.topic, event.c.level, event.c.status)
        .join(event, event.c.id == item.c.event_id)
        .where(event.c.status.not_in(_UNDECIDED), event.c.screened_at.is_not(None))
        .where(item.c.duplicate_of.is_(None))
        .order_by(item.c.occurred_at.desc(), item.c.id)
        .limit(MOST)
    )
    return [
        _label(row.title, row.text, row.topic, row.level, row.status)
        for row in await work.execute(statement)
    ]


def _label(
    title: str, text: str, topic: Topic, level: OpinionLevel, status: EventStatus
) -> Labelled:
    words = text if title in text else f"{title}。{text}"
    if status is EventStatus.FALSE_ALARM:
        return Labelled(words, negative=False, topic=topic, severity=0)
    return Labelled(words, negative=True, topic=topic, severity=max(1, SEVERITY[level]))
