"""One alert for each level that an event reaches, however often it is noticed."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.bulk import record_all, signed
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
    new = (await work.execute(statement.returning(table.c.id, table.c.event_id), values)).all()
    given = {row["event_id"]: row for row in values}
    await record_all(work, "INSERT", table, [(row.id, given[row.event_id]) for row in new])
    return len(new)
