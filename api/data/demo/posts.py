"""A year of posts before the last two weeks, judged as the intake judges them, by tier 0.

What is this old is compared with nothing new but by its very text: it has no signature.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from api.data.demo.chance import identities
from api.data.demo.sizes import DAYS, LIVE_DAYS, Sizes
from schema.core.bulk import bulk_insert, pipeline
from schema.core.work import Work
from schema.opinion.rules.assess import Context, assess
from schema.opinion.rules.samples import sample_posts
from schema.opinion.service.reading import RawItem
from schema.opinion.service.rows import Judged, row_of
from schema.opinion.service.storing import Source, context_of
from schema.opinion.tables import feed_item, feed_source
from schema.organisation.tables import division

CHUNK = 5_000
FETCHED_AFTER = timedelta(minutes=3)
_NEVER = ("event_id",)
COLUMNS = tuple(c.name for c in feed_item.c if c.name not in _NEVER)
_LINES = frozenset(c.name for c in feed_item.c if isinstance(c.type, JSONB))


async def load_posts(work: Work, source_id: UUID, seed: int, sizes: Sizes) -> int:
    """Store the posts that the worker does not read; how many they are."""
    count = sizes.feed_items - sizes.live_items
    if count <= 0:
        return 0
    found = await work.execute(sa.select(feed_source).where(feed_source.c.id == source_id))
    context = await context_of(work, Source.of(found.one()))
    divisions = {
        row.code: row.id for row in await work.execute(sa.select(division.c.code, division.c.id))
    }
    history = _History(work, source_id, context, divisions)
    async with bulk_insert(work, feed_item, COLUMNS) as target:
        await pipeline(history.chunks(seed, count), target.add)
    return target.count


@dataclass
class _History:
    """The posts' rows, in chunks that a thread makes."""

    work: Work
    source_id: UUID
    context: Context
    divisions: dict[str, UUID]

    def chunks(self, seed: int, count: int) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in the order of ``COLUMNS``."""
        from schema.opinion.service.understanding import Understander  # noqa: PLC0415 - numpy

        reader = Understander(None)
        ids = list(islice(identities(seed, "feed_item"), count))
        until = self.work.now - timedelta(days=LIVE_DAYS)
        posts = sample_posts(seed + 1, count, until, DAYS - LIVE_DAYS)
        for start, part in zip(range(0, count, CHUNK), _parts(posts), strict=True):
            readings = reader.read([str(post["text"]) for post, _ in part], explain=True)
            yield [
                self._row(ids[start + n], post, reading, None if first is None else ids[first])
                for n, ((post, first), reading) in enumerate(zip(part, readings, strict=True))
            ]

    def _row(
        self, identity: UUID, post: dict[str, Any], reading: Any, first: UUID | None
    ) -> tuple[Any, ...]:
        moment = datetime.fromisoformat(post["published"])
        item = RawItem(
            external_id=post["id"],
            url=post["url"],
            title="",
            text=post["text"],
            published_at=moment,
            author=None,
            read=post["read"],
            like=post["like"],
            repost=post["repost"],
            comment=post["comment"],
        )
        judged = Judged(
            item, assess(item.text, self.context, reading), reading, moment, is_history=False
        )
        values = row_of(self.work, self.source_id, item.raw_hash, judged, self.divisions)
        values |= {
            "id": identity,
            "duplicate_of": first,
            "fetched_at": moment + FETCHED_AFTER,
            "signature": [],
        }
        return tuple(_plain(name, values[name]) for name in COLUMNS)


def _parts(posts: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(posts, CHUNK)):
        yield part


def _plain(name: str, value: Any) -> Any:
    """As the driver takes it: codes by name, lists of lines as JSON text."""
    if name in _LINES:
        return msgspec.json.encode(value).decode()
    return getattr(value, "value", value)
