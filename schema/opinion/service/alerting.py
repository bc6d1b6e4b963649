"""One alert for each level that an event reaches, however often it is noticed."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.events import Event
from schema.opinion.tables import opinion_alert


async def raise_alerts(work: Work, events: Sequence[Event]) -> int:
    """Alert the present level of events that people have not put aside; returns the new ones."""
    raised = 0
    for event in events:
        if event.level is not OpinionLevel.LOG and event.status in ACTIVE:
            raised += await _raise_alert(work, event)
    return raised


async def _raise_alert(work: Work, event: Event) -> int:
    subject = work.principal.subject
    values: dict[str, object] = {
        "event_id": event.id,
        "rule": AlertRule.EVENT_LEVEL,
        "subject": event.level.value,
        "window": "",
        "level": event.level,
        "raised_at": work.now,
        "is_restricted": event.is_restricted,
        "created_by": subject,
        "updated_by": subject,
    }
    statement = insert(opinion_alert).values(values).on_conflict_do_nothing()
    identity = (await work.execute(statement.returning(opinion_alert.c.id))).scalar_one_or_none()
    if identity is None:
        return 0
    await work.record("INSERT", opinion_alert, identity, {}, values)
    return 1
