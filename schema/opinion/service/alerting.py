"""Alerts: one a rule, subject and window, however often it is noticed; and who is told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Entity
from schema.accounts.service import city_holders, notify_of_each, notify_roles, notify_users
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.notification import NotificationKind
from schema.core.roles import Role
from schema.core.visible import visible
from schema.core.work import Work
from schema.opinion.access import may_answer
from schema.opinion.rules.codes import AlertRule, AlertStatus, OpinionLevel
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.bulk import signed
from schema.opinion.service.delivering import route_alerts
from schema.opinion.service.events import Event, event_of
from schema.opinion.tables import duty_shift, opinion_alert


async def alert_level(work: Work, row: Mapping[str, Any]) -> int:
    """Alert the present level of one event, as its row says."""
    return await raise_alerts(work, [event_of(row)])


async def raise_alerts(work: Work, events: Sequence[Event]) -> int:
    """Alert the present level of events that people have not put aside; returns the new ones."""
    return await raise_rows(
        work,
        [
            {
                "event_id": event.id,
                "rule": AlertRule.EVENT_LEVEL,
                "subject": event.level.value,
                "window": "",
                "level": event.level,
                "is_restricted": event.is_restricted,
            }
            for event in events
            if event.level is not OpinionLevel.LOG and event.status in ACTIVE
        ],
    )


async def raise_rows(work: Work, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write alerts that are not there yet and tell of each of them; how many are new."""
    new = await insert_alerts(work, rows)
    for restricted in (False, True):
        await _tell(work, [row for row in new if row.is_restricted is restricted], restricted)
    return len(new)


async def insert_alerts(work: Work, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Write alerts that are not there yet; returns the new ones."""
    if not rows:
        return ()
    table = opinion_alert
    values = [signed(work, {**row, "raised_at": work.now}) for row in rows]
    statement = (
        insert(table)
        .on_conflict_do_nothing()
        .returning(
            table.c.id,
            table.c.event_id,
            table.c.rule,
            table.c.subject,
            table.c.level,
            table.c.is_restricted,
        )
    )
    found = (await work.execute(statement, values)).all()
    await route_alerts(work, found)
    return found


async def _tell(work: Work, rows: Sequence[Any], restricted: bool) -> None:  # noqa: FBT001 - inner
    """Tell who is on duty and the leaders; the departments unless the alerts are restricted."""
    roles = {Role.CITY_LEADER} if restricted else {Role.CITY_LEADER, Role.CITY_DEPARTMENT}
    await notify_of_each(
        work,
        sa.union(on_duty_now(work), city_holders(roles, Entity.OPINION)),
        NotificationKind.OPINION_ALERT,
        titles={row.id: _title(row) for row in rows},
        body="限制查看" if restricted else "",
        entity="opinion_alert",
    )


def _title(row: Any) -> str:
    rule, level = AlertRule[row.rule], OpinionLevel[row.level]
    what = "舆情预警" if rule is AlertRule.EVENT_LEVEL else f"舆情预警 ({rule.label})"
    return f"{what}: {level.label}"


async def tell(
    work: Work, roles: set[Role], *, title: str, body: str, alert: UUID, duty: bool = True
) -> None:
    """Tell roles of the whole city and, with ``duty``, whoever is on duty now."""
    about: dict[str, Any] = {
        "title": title,
        "body": body,
        "entity": "opinion_alert",
        "entity_id": alert,
    }
    if duty:
        await notify_users(work, on_duty_now(work), NotificationKind.OPINION_ALERT, **about)
    if roles:
        kind = NotificationKind.OPINION_ALERT
        await notify_roles(work, roles, kind, subject=Entity.OPINION, **about)


def on_duty_now(work: Work) -> sa.Select[tuple[UUID]]:
    """The users on duty at the moment of this work."""
    table = duty_shift.c
    now = sa.and_(
        table.starts_at <= work.now, table.ends_at > work.now, table.cancelled_at.is_(None)
    )
    return sa.select(table.user_id).where(now).distinct()


async def acknowledge_alert(work: Work, alert_id: UUID, expected_version: int) -> None:
    """Note that a person has heard an alert; raises INVALID, NotFoundError, ConflictError."""
    may_answer(work)
    table = opinion_alert
    found = sa.select(table.c.status).where(table.c.id == alert_id, visible(table, work.principal))
    status = (await work.execute(found)).scalar_one_or_none()
    if status is None:
        raise NotFoundError("舆情预警")
    if status is not AlertStatus.RAISED:
        raise DomainError(ErrorCode.INVALID, "该预警已有结论", path=("id",))
    await work.update(table, alert_id, expected_version, status=AlertStatus.ACKNOWLEDGED)
