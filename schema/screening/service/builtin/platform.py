"""Rules on the platform itself: feeds, alerts, who reads numbers, old rows (S1–S3, S6)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from schema.assistance.rules import DossierStatus
from schema.assistance.tables import dossier
from schema.core.access_log import AccessKind, access_log
from schema.core.clock import SHANGHAI
from schema.opinion.rules.codes import AlertStatus, OpinionLevel
from schema.opinion.tables import feed_source, opinion_alert
from schema.organisation.rules import UnionKind
from schema.organisation.tables import union_organisation
from schema.screening.service.builtin.hits import Column, Question, Select, hits, joined, text

EVENING, MORNING = 22, 6
_no_union = sa.cast(sa.null(), sa.Uuid)
_OVER = (DossierStatus.EXITED, DossierStatus.MONITORED, DossierStatus.CLOSED)


def _at(moment: datetime) -> Column:
    return sa.literal(moment, sa.DateTime(timezone=True))


def silent_feed(question: Question) -> Select:
    """S1: feeds in use that have not been read for too long; at night sooner.

    A source may have a patience of its own: a township reports once a week.
    """
    hour = question.now.astimezone(SHANGHAI).hour
    at_night = hour >= EVENING or hour < MORNING
    usual = question.number("night_hours" if at_night else "hours")
    hours = sa.func.coalesce(feed_source.c.silence_hours, usual)
    silent_from = _at(question.now) - sa.func.make_interval(0, 0, 0, 0, hours)
    since = sa.func.coalesce(feed_source.c.last_success_at, feed_source.c.created_at)
    return hits(
        subject=feed_source.c.id,
        union=_no_union,
        key=text(feed_source.c.id),
        evidence={"code": feed_source.c.code, "since": since},
    ).where(feed_source.c.enabled, since < silent_from)


def unheard_alert(question: Question) -> Select:
    """S2: alerts that nobody has acknowledged within the time of their level."""
    keys = {
        OpinionLevel.RED: "minutes_red",
        OpinionLevel.ORANGE: "minutes_orange",
        OpinionLevel.YELLOW: "minutes_yellow",
        OpinionLevel.BLUE: "minutes_blue",
    }
    minutes = {level.value: question.number(key) for level, key in keys.items()}
    limit = sa.case(minutes, value=opinion_alert.c.level)
    late = opinion_alert.c.raised_at + sa.func.make_interval(0, 0, 0, 0, 0, limit)
    return hits(
        subject=opinion_alert.c.id,
        union=_no_union,
        key=joined(text(opinion_alert.c.id), opinion_alert.c.level),
        # Nothing of the event itself: alerts may be restricted, findings are not.
        evidence={"level": opinion_alert.c.level, "raised_at": opinion_alert.c.raised_at},
    ).where(opinion_alert.c.status == AlertStatus.RAISED, late < _at(question.now))


def unusual_reads(question: Question) -> Select:
    """S3: users who looked at more clear numbers than usual, today or yesterday."""
    log = access_log.c
    day = sa.cast(sa.func.timezone("Asia/Shanghai", log.at), sa.Date)
    revealed = sa.and_(log.kind == AccessKind.REVEAL, log.actor.like("user:%"))
    began = question.midnight - timedelta(days=1)
    hourly = (
        sa.select(log.actor, day.label("day"), sa.func.count().label("number"))
        .where(revealed, log.at >= began)
        .group_by(log.actor, day, sa.func.date_trunc("hour", log.at))
        .having(sa.func.count() > question.number("per_hour"))
        .subquery()
    )
    daily = (
        sa.select(log.actor, day.label("day"), sa.func.count().label("number"))
        .where(revealed, log.at >= began - timedelta(days=question.number("median_days")))
        .group_by(log.actor, day)
        .subquery()
    )
    usual = (
        sa.select(
            daily.c.actor, sa.func.percentile_cont(0.5).within_group(daily.c.number).label("median")
        )
        .where(daily.c.day < question.ago(1))
        .group_by(daily.c.actor)
        .subquery()
    )
    unusual = (
        sa.select(daily.c.actor, daily.c.day, daily.c.number)
        .join_from(daily, usual, usual.c.actor == daily.c.actor)
        .where(
            daily.c.day >= question.ago(1),
            daily.c.number >= question.number("least"),
            daily.c.number > usual.c.median * question.number("times"),
        )
    )
    found = sa.union_all(sa.select(hourly), unusual).subquery()
    user = sa.cast(sa.func.split_part(found.c.actor, ":", 2), UUID(as_uuid=True))
    return hits(
        subject=user,
        union=_no_union,
        key=joined(found.c.actor, text(found.c.day)),
        evidence={"day": found.c.day, "reads": sa.func.max(found.c.number)},
    ).group_by(found.c.actor, found.c.day)


def kept_too_long(question: Question) -> Select:
    """S6: rows that should have been cleared away by now, counted by table."""
    years = sa.func.make_interval(question.number("dossier_years"))
    dossiers = sa.select(
        sa.literal("dossier").label("held_table"), sa.func.count().label("number")
    ).where(
        dossier.c.status.in_(_OVER),
        dossier.c.exited_on < sa.cast(question.day - years, sa.Date),
    )
    kept = timedelta(days=question.number("log_days"))
    logs = sa.select(sa.literal("access_log"), sa.func.count()).where(
        access_log.c.at < _at(question.now - kept)
    )
    found = sa.union_all(dossiers, logs).subquery()
    root = (
        sa.select(union_organisation.c.id)
        .where(union_organisation.c.kind == UnionKind.FEDERATION)
        .order_by(union_organisation.c.level, union_organisation.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return hits(
        subject=root,
        union=root,
        key=joined(found.c.held_table, f"{question.as_of:%Y-%m}"),
        evidence={"table": found.c.held_table, "rows": found.c.number},
    ).where(found.c.number > 0, root.is_not(None))
