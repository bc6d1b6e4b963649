"""One chunk of items into the database: judged, written once, merged, told to events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.params import parameters
from schema.core.work import Work
from schema.opinion.rules.assess import Context
from schema.opinion.rules.codes import SourceKind
from schema.opinion.rules.parameters import RULE
from schema.opinion.rules.score import KEY_PERIODS, in_key_period, weights
from schema.opinion.rules.verdict import Reading
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.merging import NewItem, merge
from schema.opinion.service.reading import RawItem
from schema.opinion.service.rows import Judged, judge, place, row_of, text_hash
from schema.opinion.tables import feed_item
from schema.organisation.tables import division, union_organisation

# One intake writes at a time: two that run at once could open two events for one matter.
STORE_LOCK = 0x6F70696E
LOCK = sa.text("select pg_advisory_xact_lock(:key)").bindparams(key=STORE_LOCK)
# The role's two seconds are too short to wait for another intake's chunk.
PATIENCE = sa.text("select set_config('lock_timeout', '30s', true)")
SHORTEST_NAME = 4

Readings = Mapping[bytes, Reading]


@dataclass(frozen=True, slots=True)
class Source:
    """What of a feed source decides how its items are judged."""

    id: UUID
    is_local: bool
    official_media: bool

    @classmethod
    def of(cls, row: Any) -> Self:
        """From a source's row."""
        return cls(row.id, row.is_local, row.kind is SourceKind.PUBLIC_MEDIA_RSS)


async def store(
    work: Work, source: Source, items: Sequence[RawItem], readings: Readings
) -> IntakeCounts:
    """Write a chunk of items; an item known already changes nothing but its growing reach.

    ``readings``: what the models think of each, by raw hash; an item without one is
    judged by the rules alone.
    """
    await work.execute(PATIENCE)
    await work.execute(LOCK)
    context = await context_of(work, source)
    unique = {item.raw_hash: item for item in sorted(items, key=lambda item: item.repost)}
    judged = {raw: judge(work, context, item, readings.get(raw)) for raw, item in unique.items()}
    divisions = await _divisions(work, judged.values())
    rows = [row_of(work, source.id, raw, one, divisions) for raw, one in judged.items()]
    written = await _write(work, rows)
    new = [_new_item(row.id, judged[row.raw_hash], divisions) for row in written if row.inserted]
    grown = [row.id for row in written if not row.inserted]
    counts = await merge(work, new, grown, context)
    counts.seen, counts.items, counts.known = len(items), len(new), len(items) - len(new)
    counts.out_of_area = sum(not one.assessment.in_area for one in new)
    counts.logged = sum(one.assessment.in_area and not one.assessment.counts for one in new)
    counts.history = sum(one.is_history for one in new)
    return counts


def _new_item(identity: UUID, one: Judged, divisions: dict[str, UUID]) -> NewItem:
    return NewItem(
        identity,
        one.assessment,
        one.occurred_at,
        one.item.title or one.item.text,
        divisions.get(place(one)),
        one.is_history,
        text_hash(one.assessment),
    )


async def context_of(work: Work, source: Source | None = None) -> Context:
    """What is known besides a text: the rules in force and, of a source, how it is judged."""
    values = await parameters(work.connection, RULE, work.today)
    given = values.get("key_periods")
    periods = tuple((str(a), str(b)) for a, b in given) if isinstance(given, list) else KEY_PERIODS
    return Context(
        source_is_local=source is not None and source.is_local,
        official_media=source is not None and source.official_media,
        key_period=in_key_period(work.today, periods),
        organisations=() if source is None or source.is_local else await _organisations(work),
        weights=weights(values),
    )


async def _organisations(work: Work) -> tuple[str, ...]:
    """Names that stand for Linxiang's units; too short ones occur in any text."""
    name = union_organisation.c.name
    bare = sa.func.regexp_replace(name, "(机关)?(工会|联合工会|工会委员会|工会联合会|总工会)$", "")
    long_enough = sa.func.length(bare) >= SHORTEST_NAME
    found = await work.execute(sa.select(bare).distinct().where(long_enough))
    return tuple(found.scalars())


async def _divisions(work: Work, judged: Any) -> dict[str, UUID]:
    """Township code → division in force."""
    codes = {place(one) for one in judged}
    found = await work.execute(
        sa.select(division.c.code, division.c.id)
        .where(division.c.code.in_(codes))
        .order_by(division.c.valid_from)
    )
    return {row.code: row.id for row in found}


async def _write(work: Work, rows: list[dict[str, object]]) -> Sequence[Any]:
    """Insert the new, raise the reach of the known; returns (id, raw_hash, inserted) of both."""
    if not rows:
        return ()
    reach = ("read_count", "like_count", "repost_count", "comment_count")
    statement = insert(feed_item)
    given = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["source_id", "raw_hash"],
        set_={name: sa.func.greatest(feed_item.c[name], given[name]) for name in reach},
        where=sa.or_(*(given[name] > feed_item.c[name] for name in reach)),
    )
    # A row that this statement inserted has no deleting transaction yet.
    inserted = sa.literal_column("(feed_item.xmax = 0)", sa.Boolean).label("inserted")
    result = await work.execute(
        statement.returning(feed_item.c.id, feed_item.c.raw_hash, inserted), rows
    )
    return result.all()
