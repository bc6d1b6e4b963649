"""One alert for each level that an event reaches, however often it is noticed."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.bulk import signed
from schema.opinion.service.events import Event
from schema.opinion.tables import opinion_alert


async def raise_alerts(work: Work, events: Sequence[Event]) -> int:
    """Alert the present level of events that people have not put aside; returns the new ones."""
    values = [
        signed(
            work,
            {
                "event_id": event.id,
                "rule": AlertRule.EVENT_LEVEL,
                "subject": event.level.value,
                "window": "",
                "level": event.level,
                "raised_at": work.now,
                "is_restricted": event.is_restricted,
            },
        )
        for event in events
        if event.level is not OpinionLevel.LOG and event.status in ACTIVE
    ]
    if not values:
        return 0
    table = opinion_alert
    statement = insert(table).on_conflict_do_nothing()
    return len((await work.execute(statement.returning(table.c.id), values)).all())
