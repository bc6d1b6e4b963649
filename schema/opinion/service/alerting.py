"""One alert for each level that an event reaches, however often it is noticed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Entity
from schema.accounts.service import notify_roles
from schema.core.notification import NotificationKind
from schema.core.roles import Role
from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.bulk import signed
from schema.opinion.service.events import Event, event_of
from schema.opinion.tables import opinion_alert


async def alert_level(work: Work, row: Mapping[str, Any]) -> int:
    """Alert the present level of one event, as its row says."""
    return await raise_alerts(work, [event_of(row)])


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
    statement = (
        insert(table)
        .on_conflict_do_nothing()
        .returning(table.c.id, table.c.level, table.c.is_restricted)
    )
    raised = (await work.execute(statement, values)).all()
    for row in raised:
        level = OpinionLevel[row.level]
        await _tell(work, row.id, level, is_restricted=row.is_restricted)
    return len(raised)


async def _tell(work: Work, alert: UUID, level: OpinionLevel, *, is_restricted: bool) -> None:
    """Tell the leaders, and the departments that read events unless the alert is restricted."""
    roles = {Role.CITY_LEADER} if is_restricted else {Role.CITY_LEADER, Role.CITY_DEPARTMENT}
    await notify_roles(
        work,
        roles,
        NotificationKind.OPINION_ALERT,
        subject=Entity.OPINION,
        title=f"舆情预警: {level.label}",
        body="限制查看" if is_restricted else "",
        entity="opinion_alert",
        entity_id=alert,
    )
