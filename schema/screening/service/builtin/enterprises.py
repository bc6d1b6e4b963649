"""Rules on enterprises: no union, dispatched workers, dues, trouble (U1, U6, U8, U12)."""

import sqlalchemy as sa

from schema.opinion.rules.codes import OpinionLevel
from schema.opinion.tables import opinion_event
from schema.organisation.rules import BusinessEventKind
from schema.organisation.tables import business_event, enterprise, union_contribution
from schema.screening.service.builtin.hits import (
    Column,
    Question,
    Select,
    gathered,
    hits,
    joined,
    text,
)

_GRAVE = (OpinionLevel.RED, OpinionLevel.ORANGE, OpinionLevel.YELLOW)
_Kind = BusinessEventKind
#: Which parameter says what an event of a kind weighs.
_WEIGHTS = {
    _Kind.ARREARS: "arrears",
    _Kind.LAYOFF: "layoff",
    _Kind.INSURANCE_STOP: "insurance",
    _Kind.ACCIDENT: "accident",
    _Kind.POWER_DROP: "power",
}


def without_union(question: Question) -> Select:
    """U1: units with enough workers for a union that have none."""
    table = enterprise.c
    return hits(
        subject=table.id,
        union=table.union_id,
        key=text(table.id),
        evidence={"headcount": table.headcount},
    ).where(table.own_union_id.is_(None), table.headcount >= question.number("workers"))


def many_dispatched(question: Question) -> Select:
    """U6: units where dispatched workers are too great a share."""
    table = enterprise.c
    return hits(
        subject=table.id,
        union=table.union_id,
        key=joined(text(table.id), question.quarter),
        evidence={"headcount": table.headcount, "dispatched": table.dispatched},
    ).where(table.dispatched * 100 > table.headcount * question.number("percent"))


def dues_unpaid(question: Question) -> Select:
    """U8: employers who owe the union's share for several quarters that have ended."""
    due = union_contribution.c
    ended = sa.or_(
        due.year < question.as_of.year,
        sa.and_(due.year == question.as_of.year, due.quarter < (question.as_of.month + 2) // 3),
    )
    owed = (
        sa.select(
            due.enterprise_id,
            sa.func.count().label("quarters"),
            sa.func.sum(due.due - due.paid).label("owed"),
            gathered(due.id).label("ids"),
        )
        .where(due.paid < due.due, ended)
        .group_by(due.enterprise_id)
        .having(sa.func.count() >= question.number("quarters"))
        .subquery()
    )
    return hits(
        subject=enterprise.c.id,
        union=enterprise.c.union_id,
        key=text(enterprise.c.id),
        evidence={"quarters": owed.c.quarters, "owed_fen": owed.c.owed},
        rows={"union_contribution": owed.c.ids},
    ).join_from(owed, enterprise, enterprise.c.id == owed.c.enterprise_id)


def in_trouble(question: Question) -> Select:
    """U12: units whose events of late add up to a score to watch, or to an urgent one."""
    scored = sa.union_all(_of_events(question), _of_sentiment(question)).subquery()
    found = (
        sa.select(
            scored.c.enterprise_id,
            sa.func.sum(scored.c.points).label("score"),
            gathered(scored.c.part).label("parts"),
        )
        .group_by(scored.c.enterprise_id)
        .having(sa.func.sum(scored.c.points) >= question.number("watch"))
        .subquery()
    )
    return hits(
        subject=enterprise.c.id,
        union=enterprise.c.union_id,
        key=joined(text(enterprise.c.id), f"{question.as_of:%Y-%m}"),
        evidence={"score": found.c.score, "parts": found.c.parts},
        raised=found.c.score >= question.number("urgent"),
    ).join_from(found, enterprise, enterprise.c.id == found.c.enterprise_id)


def _of_events(question: Question) -> Select:
    """Each kind of event once, whatever its number; a layoff only when it is large."""
    event = business_event.c
    large = sa.or_(
        event.persons >= question.number("layoff_persons"),
        event.persons * 100 >= enterprise.c.headcount * question.number("layoff_percent"),
    )
    weight: Column = sa.case(
        {kind.value: question.number(key) for kind, key in _WEIGHTS.items()}, value=event.kind
    )
    return (
        sa.select(
            event.enterprise_id, text(event.kind).label("part"), sa.func.max(weight).label("points")
        )
        .join_from(business_event, enterprise, enterprise.c.id == event.enterprise_id)
        .where(
            event.happened_on > question.ago(question.number("days")),
            event.happened_on <= question.as_of,
            event.kind.in_(_WEIGHTS),
            sa.or_(event.kind != _Kind.LAYOFF, large),
        )
        .group_by(event.enterprise_id, event.kind)
    )


def _of_sentiment(question: Question) -> Select:
    """Grave events of public opinion about the employer; restricted ones are not told here."""
    event = opinion_event.c
    points = sa.literal(question.number("sentiment"))
    return (
        sa.select(enterprise.c.id, sa.literal("SENTIMENT"), points)
        .join_from(opinion_event, enterprise, enterprise.c.name == event.employer)
        .where(
            event.level.in_(_GRAVE),
            sa.not_(event.is_restricted),
            sa.cast(sa.func.timezone("Asia/Shanghai", event.last_seen_at), sa.Date)
            > question.ago(question.number("days")),
        )
        .group_by(enterprise.c.id)
    )
