"""New items meet the older ones: the same post told again, or the head of a new cluster."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from schema.core.bulk import listed
from schema.core.work import Work
from schema.opinion.rules.assess import Assessment, Context
from schema.opinion.rules.near import Post, is_same_post
from schema.opinion.rules.score import Weights
from schema.opinion.rules.text import bare, readable
from schema.opinion.service.clustering import Cluster, settle
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.tables import feed_item

# The planner expects far more rows of an array overlap than there are, and would scan the table.
BY_INDEX = sa.text("select set_config('enable_seqscan', 'off', true)")
PLANNERS_CHOICE = sa.text("select set_config('enable_seqscan', 'on', true)")


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that this intake wrote."""

    id: UUID
    assessment: Assessment
    occurred_at: datetime
    title: str
    division_id: UUID | None
    is_history: bool
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The first item of a cluster, older or just written."""

    id: UUID
    post: Post
    occurred_at: datetime
    text_hash: bytes
    signature: Sequence[int]
    counts: bool
    event_id: UUID | None


class Heads:
    """Clusters that a new item may belong to, found by exact text and by signature bands."""

    def __init__(self, heads: Iterable[Head], weigh: Weights) -> None:
        """Index the heads; ``weigh`` gives the window and the likeness asked for."""
        self._exact: dict[bytes, list[Head]] = {}
        self._band: dict[tuple[int, int], list[Head]] = {}
        self._weigh = weigh
        for head in heads:
            self.add(head)

    def add(self, head: Head) -> None:
        """Make a head known to the items that follow."""
        self._exact.setdefault(head.text_hash, []).append(head)
        for band in enumerate(head.signature):
            self._band.setdefault(band, []).append(head)

    def find(self, item: NewItem) -> Head | None:
        """The cluster of an item: first by the same text, then by a nearly equal one."""
        window = timedelta(hours=self._weigh.near_duplicate_hours)
        least, post = self._weigh.near_duplicate_containment, item.assessment.post
        for head in self._candidates(item):
            if head.counts == item.assessment.counts and is_same_post(head.post, post, least):
                near = abs(head.occurred_at - item.occurred_at) <= window
                if near or head.text_hash == item.text_hash:
                    return head
        return None

    def _candidates(self, item: NewItem) -> list[Head]:
        """Each head once, exact ones first."""
        found = {head.id: head for head in self._exact.get(item.text_hash, ())}
        for band in enumerate(item.assessment.signature):
            for head in self._band.get(band, ()):
                found.setdefault(head.id, head)
        return list(found.values())


async def merge(
    work: Work, new: Sequence[NewItem], grown: Sequence[UUID], context: Context
) -> IntakeCounts:
    """Give new items their cluster, then let the touched clusters reach their events.

    ``grown`` are items known before whose reach has risen.
    """
    counts = IntakeCounts()
    heads = Heads(await _older_heads(work, new, context.weights), context.weights)
    clusters: dict[UUID, Cluster] = {}
    merged: list[tuple[UUID, UUID]] = []
    old_news: list[UUID] = []
    for item in sorted(new, key=lambda one: (one.occurred_at, one.id)):
        head = heads.find(item) if _comparable(item) else None
        if head is None:
            _open_cluster(heads, clusters, item)
            continue
        counts.duplicates += 1
        merged.append((item.id, head.id))
        if item.occurred_at - head.occurred_at > timedelta(days=context.weights.history_days):
            old_news.append(item.id)
        elif head.counts:
            clusters.setdefault(head.id, Cluster(head.id)).members.append(item.id)
    await _write(work, merged, old_news)
    for identity in await _heads_of(work, grown):
        clusters.setdefault(identity, Cluster(identity))
    counts.add(await settle(work, clusters, context))
    return counts


def _comparable(item: NewItem) -> bool:
    """Posts about nothing of ours, or of three words, are not worth merging."""
    return bool(item.assessment.topics)


def _open_cluster(heads: Heads, clusters: dict[UUID, Cluster], item: NewItem) -> None:
    assessment = item.assessment
    if _comparable(item):
        heads.add(
            Head(
                item.id,
                assessment.post,
                item.occurred_at,
                item.text_hash,
                assessment.signature,
                assessment.counts,
                None,
            )
        )
    if assessment.counts and not item.is_history:
        clusters[item.id] = Cluster(item.id, [item.id], title=item.title)


async def _older_heads(work: Work, new: Sequence[NewItem], weigh: Weights) -> list[Head]:
    """Clusters of the last days whose text or signature meets one of the new items."""
    compared = [item for item in new if _comparable(item)]
    if not compared:
        return []
    table, window = feed_item, timedelta(hours=weigh.near_duplicate_hours)
    hashes = list({item.text_hash for item in compared})
    keys = list({band for item in compared for band in item.assessment.signature})
    since = min(item.occurred_at for item in compared) - window
    sharing = sa.cast(await _sharing(work, keys), sa.ARRAY(sa.Uuid))
    near = sa.and_(table.c.id == sa.any_(sharing), table.c.occurred_at >= since)
    same = table.c.text_hash == sa.any_(sa.cast(hashes, sa.ARRAY(sa.LargeBinary)))
    among = table.c.id == sa.any_(sa.cast([item.id for item in new], sa.ARRAY(sa.Uuid)))
    statement = (
        sa.select(table).where(sa.or_(same, near)).where(table.c.duplicate_of.is_(None), ~among)
    )
    found = await work.execute(statement.order_by(table.c.occurred_at, table.c.id))
    return [_head(row) for row in found]


async def _sharing(work: Work, keys: list[int]) -> list[UUID]:
    """Items that share a band with one of the keys.

    One index search a key: PostgreSQL takes minutes over an overlap with
    thousands of keys at once, and would rather scan the table than use the index.
    """
    if not keys:
        return []
    wanted = (
        sa.func.unnest(sa.cast(keys, sa.ARRAY(sa.Integer))).table_valued("band").render_derived()
    )
    table = feed_item
    meeting = (
        sa.select(table.c.id)
        .where(table.c.signature.op("@>")(array([wanted.c.band])))
        .offset(0)
        .lateral("meeting")
    )
    statement = sa.select(meeting.c.id).distinct().select_from(wanted.join(meeting, sa.true()))
    await work.execute(BY_INDEX)
    found = (await work.execute(statement)).scalars().all()
    await work.execute(PLANNERS_CHOICE)
    return list(found)


def _head(row: sa.Row[tuple[object, ...]]) -> Head:
    text = row.text if row.title in row.text else f"{row.title}。{row.text}"
    topic = row.topic.value if row.topic else None
    post = Post(bare(readable(text)), row.employer, tuple(row.places), topic)
    return Head(
        row.id, post, row.occurred_at, row.text_hash, row.signature, row.counts, row.event_id
    )


async def _write(work: Work, merged: list[tuple[UUID, UUID]], old_news: list[UUID]) -> None:
    table = feed_item
    if merged:
        given = listed("given", merged, key=sa.Uuid(), head=sa.Uuid())
        await work.execute(
            sa.update(table).where(table.c.id == given.c.key).values(duplicate_of=given.c.head)
        )
    if old_news:
        await work.execute(sa.update(table).where(table.c.id.in_(old_news)).values(is_history=True))


async def _heads_of(work: Work, grown: Sequence[UUID]) -> Sequence[UUID]:
    """The clusters of known items, as far as these are grievances."""
    if not grown:
        return ()
    head = sa.func.coalesce(feed_item.c.duplicate_of, feed_item.c.id)
    statement = sa.select(head).distinct().where(feed_item.c.id.in_(grown), feed_item.c.counts)
    return (await work.execute(statement)).scalars().all()
