"""Deliveries: made with an alert, claimed by a worker, tried again, handed to another channel.

Three short transactions a delivery: claimed (and put off, so that nobody else takes it), sent
outside of any, recorded. What dies between is tried again by the next sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Entity
from schema.accounts.service import notify_roles
from schema.core.notification import NotificationKind
from schema.core.params import figure, parameters
from schema.core.roles import Role
from schema.core.vault import vault
from schema.core.work import Work
from schema.opinion.jobs import DeliverAlerts
from schema.opinion.rules.codes import OpinionLevel
from schema.opinion.rules.routing import (
    INITIAL_PARAMETERS,
    RULE,
    WAITING,
    AlertDeliveryStatus,
    ChannelKind,
    first_try,
    pause,
    reaches,
)
from schema.opinion.service.bulk import signed, write_rows
from schema.opinion.tables import (
    alert_channel,
    alert_delivery,
    alert_route,
    opinion_alert,
    opinion_event,
)

#: A claimed delivery is nobody else's for so long.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as a sender needs it; the alert without a word of a person."""

    id: UUID
    attempt: int
    kind: ChannelKind
    address: str
    keys: tuple[str, ...]
    message: dict[str, object]


async def route_alerts(work: Work, alerts: Sequence[Any]) -> int:
    """Write a delivery for each new alert and channel that a route names; how many."""
    if not alerts:
        return 0
    table = alert_route.c
    found = sa.select(table.rule, table.least_level, table.takes_crises, table.channel_id)
    in_use = found.join(alert_channel, alert_channel.c.id == table.channel_id).where(
        table.enabled, alert_channel.c.enabled
    )
    routes = (await work.execute(in_use)).all()
    if not routes:
        return 0
    terms = await _terms(work)
    quiet = (figure(terms, "quiet_from_minute"), figure(terms, "quiet_to_minute"))
    rows = {}
    for alert in alerts:
        level = OpinionLevel[alert.level]
        at = first_try(work.now, quiet, level, is_crisis=alert.is_restricted)
        for route in routes:
            if _fits(route, alert, level):
                values = {"alert_id": alert.id, "channel_id": route.channel_id, "next_try_at": at}
                rows[alert.id, route.channel_id] = signed(work, values)
    if rows:
        new = insert(alert_delivery).on_conflict_do_nothing()
        await write_rows(work, new, list(rows.values()))
        await work.emit(DeliverAlerts())
    return len(rows)


def _fits(route: Any, alert: Any, level: OpinionLevel) -> bool:
    if alert.is_restricted and not route.takes_crises:
        return False
    return route.rule in {None, alert.rule} and reaches(level, route.least_level)


async def claim_delivery(work: Work) -> Parcel | None:
    """The next delivery that is due, put off for the time of a try; None when there is none."""
    table, channel = alert_delivery, alert_channel.c
    chosen = (
        sa.select(table.c.id)
        .where(table.c.status.in_(WAITING), table.c.next_try_at <= work.now)
        .order_by(table.c.next_try_at, table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    identity = (await work.execute(chosen)).scalar_one_or_none()
    if identity is None:
        return None
    await work.execute(
        sa.update(table)
        .where(table.c.id == identity)
        .values(attempts=table.c.attempts + 1, next_try_at=work.now + LEASE)
    )
    event = opinion_event.c
    whole = (
        sa.select(
            table.c.id,
            table.c.attempts,
            table.c.channel_id,
            channel.kind,
            channel.address,
            channel.key_cipher,
            channel.old_key_cipher,
            opinion_alert.c.id.label("alert_id"),
            opinion_alert.c.rule,
            opinion_alert.c.level,
            opinion_alert.c.subject,
            opinion_alert.c.raised_at,
            opinion_alert.c.is_restricted,
            event.code.label("event_code"),
        )
        .join(alert_channel, channel.id == table.c.channel_id)
        .join(opinion_alert, opinion_alert.c.id == table.c.alert_id)
        .outerjoin(opinion_event, event.id == opinion_alert.c.event_id)
        .where(table.c.id == identity)
    )
    return _parcel((await work.execute(whole)).one())


def _parcel(row: Any) -> Parcel:
    names = ("key_cipher", "old_key_cipher")
    keys = tuple(
        vault().decrypt(getattr(row, name), "alert_channel", name, row.channel_id)
        for name in names
        if getattr(row, name) is not None
    )
    title = f"【{row.level.label}】舆情预警: {row.rule.label}"
    message = {
        "delivery": str(row.id),
        "alert": str(row.alert_id),
        "rule": row.rule.value,
        "level": row.level.value,
        "title": title,
        "event": None if row.is_restricted else row.event_code,
        "restricted": row.is_restricted,
        "raisedAt": row.raised_at.isoformat(),
    }
    return Parcel(row.id, row.attempts, row.kind, row.address, keys, message)


async def record_sent(work: Work, parcel: Parcel, proof: str) -> None:
    """The receiver took it; what it answered is the proof."""
    await _write(work, parcel, status=AlertDeliveryStatus.SENT, sent_at=work.now, proof=proof[:500])


async def record_failure(work: Work, parcel: Parcel, error: str) -> None:
    """Try again later; after the last try hand it to the fallback and tell the leaders."""
    terms = await _terms(work)
    if parcel.attempt < figure(terms, "attempts"):
        wait = pause(parcel.attempt, figure(terms, "first_pause_seconds"))
        await _write(
            work,
            parcel,
            status=AlertDeliveryStatus.RETRYING,
            next_try_at=work.now + wait,
            error=error[:500],
        )
        await work.emit(DeliverAlerts(), available_at=work.now + wait)
        return
    await _write(work, parcel, status=AlertDeliveryStatus.FAILED, error=error[:500])
    await _hand_over(work, parcel)


async def _hand_over(work: Work, parcel: Parcel) -> None:
    table, channel = alert_delivery, alert_channel.c
    fallback = alert_channel.alias("fallback")
    chosen = (
        sa.select(table.c.alert_id, channel.name, fallback.c.id.label("fallback_id"))
        .join(alert_channel, channel.id == table.c.channel_id)
        .outerjoin(fallback, sa.and_(fallback.c.id == channel.fallback_id, fallback.c.enabled))
        .where(table.c.id == parcel.id)
    )
    row = (await work.execute(chosen)).one()
    if row.fallback_id is not None:
        values = {"alert_id": row.alert_id, "channel_id": row.fallback_id}
        again = signed(work, {**values, "next_try_at": work.now})
        await work.execute(insert(table).values(again).on_conflict_do_nothing())
        await work.emit(DeliverAlerts())
    await notify_roles(
        work,
        {Role.CITY_LEADER, Role.CITY_DEPARTMENT},
        NotificationKind.OPINION_ALERT,
        subject=Entity.OPINION,
        title=f"舆情预警未送达: {row.name}",
        entity="alert_delivery",
        entity_id=parcel.id,
    )


async def _write(work: Work, parcel: Parcel, **values: object) -> None:
    """Only the try that still holds the delivery writes its end."""
    table = alert_delivery
    await work.execute(
        sa.update(table)
        .where(table.c.id == parcel.id, table.c.attempts == parcel.attempt)
        .values(
            updated_at=work.now,
            updated_by=work.principal.subject,
            version=table.c.version + 1,
            **values,
        )
    )


async def _terms(work: Work) -> dict[str, object]:
    first = {entry.key: entry.value for entry in INITIAL_PARAMETERS}
    return first | await parameters(work.connection, RULE, work.today)
