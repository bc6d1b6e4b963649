"""Reports taken down as they come: once a source and external id, many in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.work import Work
from schema.opinion.rules.codes import OpinionError
from schema.opinion.service.reading import RawItem
from schema.opinion.tables import feed_report


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one report; ``known``: it had come before."""

    id: UUID
    known: bool


async def receive(
    work: Work, source_id: UUID, items: Sequence[RawItem]
) -> list[Received | OpinionError]:
    """Keep reports of a source until they are read; their authors are not kept.

    What became of each, in order: REPORT_EMPTY and REPORT_CHANGED refuse that one alone.
    """
    told = [item for item in items if item.external_id and item.words.strip("。")]
    fresh = await _insert(work, source_id, told)
    table = feed_report.c
    wanted = [item.external_id for item in told]
    known = await work.execute(
        sa.select(table.id, table.external_id, table.raw_hash).where(
            table.source_id == source_id,
            table.external_id == sa.any_(sa.cast(wanted, sa.ARRAY(sa.Text))),
        )
    )
    kept = {row.external_id: row for row in known}
    return [_became(item, kept.get(item.external_id), fresh) for item in items]


def _became(item: RawItem, row: Any, fresh: set[UUID]) -> Received | OpinionError:
    """``fresh``: the new reports; whoever tells the same twice at once is known the second time."""
    if row is None:
        return OpinionError.REPORT_EMPTY
    if row.raw_hash != item.raw_hash:
        return OpinionError.REPORT_CHANGED
    known = row.id not in fresh
    fresh.discard(row.id)
    return Received(row.id, known)


async def _insert(work: Work, source_id: UUID, items: Sequence[RawItem]) -> set[UUID]:
    if not items:
        return set()
    rows = [_row(work, source_id, item) for item in items]
    statement = insert(feed_report).on_conflict_do_nothing().returning(feed_report.c.id)
    return set((await work.execute(statement, rows)).scalars())


def _row(work: Work, source_id: UUID, item: RawItem) -> dict[str, object]:
    return {
        "source_id": source_id,
        "external_id": item.external_id,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "published_at": item.published_at,
        "read_count": item.read,
        "like_count": item.like,
        "repost_count": item.repost,
        "comment_count": item.comment,
        "is_repost": item.is_repost,
        "raw_hash": item.raw_hash,
        "received_at": work.now,
        "received_from": work.principal.subject,
    }
