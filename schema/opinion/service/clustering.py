"""Clusters reach events: scored with the reach of all copies, joined by matter, place, employer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from schema.core.bulk import listed
from schema.core.work import Work
from schema.opinion.rules.assess import Context
from schema.opinion.rules.codes import HarmFlag, SourceKind, Topic
from schema.opinion.rules.score import Factors, Score, level_score
from schema.opinion.service.alerting import raise_alerts
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.events import Events
from schema.opinion.service.rising import alert_spikes
from schema.opinion.service.spikes import spiking
from schema.opinion.tables import feed_item, feed_source

#: An item, its event and, of the head of a cluster, score, level and their explanation.
_Attached = tuple[UUID, UUID, float | None, str | None, str | None]
_UNSCORED = (None, None, None)


@dataclass(slots=True)
class Cluster:
    """A head item and its new members (itself among them when it is new)."""

    id: UUID
    members: list[UUID] = field(default_factory=list)
    title: str = ""


async def settle(work: Work, clusters: Mapping[UUID, Cluster], context: Context) -> IntakeCounts:
    """Score the touched clusters, join or open their events, raise alerts."""
    counts = IntakeCounts()
    if not clusters:
        return counts
    rows = await _facts(work, list(clusters))
    events = await Events.load(work, rows, timedelta(days=context.weights.event_days))
    peaks = await spiking(work, rows, context.weights)
    attached: list[_Attached] = []
    for row in rows:
        cluster = clusters[row.id]
        spike = (row.topic, row.division_id) in peaks
        score = _score(row, context, spike=spike)
        event = events.of(row)
        if event is None:
            event = events.open(work, row, cluster.title, score)
            counts.events_opened += 1
        elif row.event_id is None:
            counts.events_joined += 1
        event.take(row, len(cluster.members), score)
        attached.append((row.id, event.id, *_values(score)))
        attached += [(key, event.id, *_UNSCORED) for key in cluster.members if key != row.id]
    await events.save(work)
    await _attach(work, attached)
    counts.alerts = await raise_alerts(work, events.touched)
    counts.alerts += await alert_spikes(work, peaks, events.touched, context.weights)
    return counts


async def _facts(work: Work, heads: list[UUID]) -> Sequence[Any]:
    """One row a cluster: its head's judgement and the sums over all its copies."""
    head, copy = feed_item.alias("head"), feed_item.alias("copy")
    official = sa.func.bool_or(feed_source.c.kind == SourceKind.PUBLIC_MEDIA_RSS)
    flags = sa.func.string_agg(
        sa.func.array_to_string(copy.c.harm_flags, ","),
        aggregate_order_by(sa.literal(","), copy.c.id),
    )
    statement = (
        sa.select(
            head.c.id,
            head.c.topic,
            head.c.topics,
            head.c.division_id,
            head.c.employer,
            head.c.event_id,
            head.c.is_restricted,
            head.c.title,
            head.c.text,
            head.c.occurred_at,
            head.c.reading,
            sa.func.sum(copy.c.repost_count + copy.c.comment_count).label("shared"),
            sa.func.max(copy.c.people_estimate).label("people"),
            sa.func.max(copy.c.occurred_at).label("last_seen_at"),
            flags.label("harm"),
            official.label("official"),
        )
        .join(copy, sa.or_(copy.c.id == head.c.id, copy.c.duplicate_of == head.c.id))
        .join(feed_source, feed_source.c.id == copy.c.source_id)
        .where(head.c.id.in_(heads), copy.c.is_history.is_(False))
        .group_by(head.c.id)
        .order_by(head.c.occurred_at, head.c.id)
    )
    return (await work.execute(statement)).all()


def _score(row: Any, context: Context, *, spike: bool) -> Score:
    named = set(filter(None, (row.harm or "").split(",")))
    factors = Factors(
        topics=tuple(Topic[topic["code"]] for topic in row.topics),
        people=row.people,
        shared=int(row.shared),
        harm=tuple(flag for flag in HarmFlag if flag.value in named),
        official_media=row.official,
        key_period=context.key_period,
        spike=spike,
        reader=row.reading,
    )
    return level_score(factors, context.weights)


def _values(score: Score) -> tuple[float, str, str]:
    lines = [line.as_json() for line in score.contributions]
    return score.points, score.level.value, json.dumps(lines, ensure_ascii=False)


async def _attach(work: Work, attached: list[_Attached]) -> None:
    """Write its event into each item, and its score into the heads of clusters.

    All in one statement: the audit counts statements, and so does the clock.
    """
    if not attached:
        return
    table = feed_item.c
    given = listed(
        "given",
        attached,
        key=sa.Uuid(),
        event=sa.Uuid(),
        score=table.score.type,
        level=sa.Text(),
        lines=sa.Text(),
    )
    lines = sa.cast(given.c.lines, JSONB)
    await work.execute(
        sa.update(feed_item)
        .where(table.id == given.c.key)
        .values(
            event_id=sa.func.coalesce(table.event_id, given.c.event),
            score=sa.func.coalesce(given.c.score, table.score),
            level=sa.func.coalesce(given.c.level, table.level),
            explanation=sa.func.coalesce(lines, table.explanation),
        )
    )
