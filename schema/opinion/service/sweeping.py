"""Every minute: steps that are overdue are told to those above, once a clock and window."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.accounts.service import notify_holders
from schema.core.notification import NotificationKind
from schema.core.roles import Role
from schema.core.work import Work
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.stages import ClockKind, ClockStatus
from schema.opinion.rules.steps import LED
from schema.opinion.service.alerting import insert_alerts, tell
from schema.opinion.service.clocks import Limits, limits_in_force
from schema.opinion.tables import opinion_clock, opinion_event

Row = Any


async def sweep_clocks(work: Work) -> dict[str, object]:
    """Raise an alert for each overdue clock whose last one is a window ago; tell who leads.

    A second run at once finds nothing: the clock says when it was last told of.
    """
    limits = await limits_in_force(work)
    rows = (await work.execute(_overdue(work, limits))).all()
    alerts = await insert_alerts(work, [_alert(row) for row in rows])
    events = {row.event_id: row for row in rows}
    await _tell(work, [(alert, events[alert.event_id]) for alert in alerts])
    return {"escalated": len(rows), "alerts": len(alerts)}


def _overdue(work: Work, limits: Limits) -> sa.Executable:
    """Mark the overdue clocks, set-based."""
    clock, event = opinion_clock.c, opinion_event.c
    every = {
        level.value: limits.figure(f"escalate_every_{level.value.lower()}", "minutes")
        for level in OpinionLevel
        if level is not OpinionLevel.LOG
    }
    crisis = limits.figure("escalate_every_crisis", "minutes")
    minutes = sa.case(
        (clock.kind == ClockKind.CRISIS, crisis), else_=sa.case(every, value=clock.level, else_=60)
    )
    pause = sa.func.make_interval(0, 0, 0, 0, 0, minutes)
    return (
        sa.update(opinion_clock)
        .where(
            event.id == clock.event_id,
            clock.status == ClockStatus.RUNNING,
            clock.kind != ClockKind.MONITORING,
            clock.due_at < work.now,
            clock.escalation < limits.figure("escalations", "times"),
            sa.or_(clock.escalated_at.is_(None), clock.escalated_at + pause <= work.now),
        )
        .values(
            escalation=clock.escalation + 1,
            escalated_at=work.now,
            version=clock.version + 1,
            updated_at=work.now,
            updated_by=work.principal.subject,
        )
        .returning(
            clock.id,
            clock.event_id,
            clock.kind,
            clock.level,
            clock.escalation,
            event.is_restricted,
            event.union_id,
        )
    )


def _alert(row: Row) -> Mapping[str, Any]:
    return {
        "event_id": row.event_id,
        "rule": AlertRule.CLOCK_OVERDUE,
        "subject": row.kind.value,
        "window": f"{row.id}:{row.escalation}",
        "level": row.level,
        "is_restricted": row.is_restricted,
    }


async def _tell(work: Work, found: Sequence[tuple[Row, Row]]) -> None:
    """One notice a kind, level and audience, not one an event: a night may bring hundreds."""
    groups: dict[tuple[Any, ...], list[tuple[Row, Row]]] = {}
    for alert, row in found:
        unit = row.union_id if _is_local(row) else None
        again = row.escalation > 1
        key = (alert.subject, alert.level, row.is_restricted, again, unit)
        groups.setdefault(key, []).append((alert, row))
    for (subject, level, restricted, again, unit), members in groups.items():
        first = members[0][0].id
        title = f"舆情处置超时: {level.label} {ClockKind[subject].label} {len(members)} 件"
        if unit is not None:
            await notify_holders(
                work,
                unit,
                NotificationKind.OPINION_ALERT,
                subject=Entity.OPINION,
                title=title,
                entity="opinion_alert",
                entity_id=first,
            )
            continue
        body = "限制查看" if restricted else ""
        roles = _leading(level, restricted=restricted, again=again)
        await tell(work, roles, title=title, body=body, alert=first)


def _is_local(row: Row) -> bool:
    """The township leads at level IV; when it stays silent, the city hears of it."""
    gentle = row.level is OpinionLevel.BLUE and row.escalation == 1
    return gentle and row.union_id is not None and not row.is_restricted


def _leading(level: OpinionLevel, *, restricted: bool, again: bool) -> set[Role]:
    """Who leads at a level (domain §9.5), and the leaders once it was told in vain."""
    if restricted or level in LED:
        return {Role.CITY_LEADER}
    return {Role.CITY_LEADER, Role.CITY_DEPARTMENT} if again else {Role.CITY_DEPARTMENT}
