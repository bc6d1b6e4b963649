"""The intake: read the sources that are due, each by itself, and store what they say."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DataError

from schema.core.errors import DomainError, NotFoundError
from schema.core.params import parameters
from schema.core.settings import settings
from schema.core.work import Work
from schema.opinion.rules.codes import PUSHED
from schema.opinion.rules.parameters import RULE
from schema.opinion.rules.score import weights
from schema.opinion.service import folder, hosts
from schema.opinion.service.bulk import OpenWork
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.fetching import fetch
from schema.opinion.service.reading import RawItem, Reading, read_feed, read_items
from schema.opinion.service.reports import take_in_reports
from schema.opinion.service.storing import Readings, Source, store
from schema.opinion.tables import feed_item, feed_source

CHUNK = 100
# A five-minute timetable fires a few seconds early or late; a source must not skip a round.
EARLY = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Outcome:
    """What reading a source changes on its row."""

    counts: IntakeCounts
    refusals: list[str]
    values: dict[str, object]


async def take_in_feed(open_work: OpenWork, source_id: UUID | None = None) -> IntakeCounts:
    """Read one source, or all enabled sources that are due; safe to run twice or at once.

    ``open_work`` opens a unit of work: nothing is held open while a source is
    read, and each chunk of items is a transaction of its own. A source that
    fails is noted (``last_error``) and does not stop the others.
    """
    total = IntakeCounts()
    async with open_work() as work:
        sources = await _due(work, source_id)
    for source in sources:
        total.add(await _take_in(open_work, source))
    # Reports whose own job was lost.
    total.add(await take_in_reports(open_work, source_id))
    async with open_work() as work:
        await _forget_authors(work)
    return total


async def _due(work: Work, source_id: UUID | None) -> list[Any]:
    table = feed_source
    if source_id is not None:
        chosen = (await work.execute(sa.select(table).where(table.c.id == source_id))).all()
        if not chosen:
            raise NotFoundError("舆情来源")
        return list(chosen)
    pause = sa.func.make_interval(0, 0, 0, 0, 0, table.c.poll_minutes)
    waited = sa.or_(
        table.c.last_attempt_at.is_(None), table.c.last_attempt_at + pause <= work.now + EARLY
    )
    found = await work.execute(
        sa.select(table)
        .where(table.c.enabled, waited, table.c.address != PUSHED)
        .order_by(table.c.code)
    )
    return list(found)


async def _take_in(open_work: OpenWork, source: Any) -> IntakeCounts:
    """One source, whatever becomes of it."""
    outcome = _Outcome(IntakeCounts(sources=1), [], {})
    try:
        async for reading in _documents(open_work, source, outcome):
            await _store_all(open_work, source, reading, outcome)
    except hosts.BusyHostError:
        # Not tried: the next round comes soon enough.
        outcome.counts.waiting_sources = 1
        return outcome.counts
    except (DomainError, OSError) as error:
        outcome.counts.failed_sources = 1
        message = error.message if isinstance(error, DomainError) else type(error).__name__
        log.warning("opinion.source_failed", source=source.code, error=message)
        outcome.refusals.insert(0, message)
    async with open_work() as work:
        await _note(work, source, outcome)
    return outcome.counts


async def _documents(open_work: OpenWork, source: Any, outcome: _Outcome) -> AsyncIterator[Reading]:
    """What there is to read: the changed document of an address, or the unread files."""
    if source.address == PUSHED:
        return
    if "://" in source.address:
        allow = settings().feed_private_addresses == "allow"
        await hosts.admit(open_work, source.address, allow_private=allow)
        try:
            answer = await fetch(
                source.address,
                etag=source.etag,
                last_modified=source.last_modified,
                allow_private=allow,
            )
        except DomainError as error:
            await hosts.stay_away(open_work, source.address, error)
            raise
        if answer.body is not None:
            yield read_feed(answer.body, source.format)
            outcome.values.update(etag=answer.etag, last_modified=answer.last_modified)
        return
    unread, marks = folder.unread_files(source.address, source.files_read)
    for path in unread:
        try:
            yield read_feed(folder.read_file(path), source.format)
        except (DomainError, OSError) as error:
            outcome.counts.refused += 1
            outcome.refusals.append(f"{path.name}: {error}")
    outcome.values["files_read"] = marks


async def _store_all(open_work: OpenWork, source: Any, reading: Reading, outcome: _Outcome) -> None:
    outcome.counts.refused += reading.refused
    if reading.first_refusal:
        outcome.refusals.append(reading.first_refusal)
    known = Source.of(source)
    for start in range(0, len(reading.items), CHUNK):
        items = reading.items[start : start + CHUNK]
        # Before the transaction: the models take a second, and the lock is everybody's.
        readings = await asyncio.to_thread(read_items, items)
        await _store_chunk(open_work, known, items, readings, outcome)


async def _store_chunk(
    open_work: OpenWork,
    source: Source,
    items: list[RawItem],
    readings: Readings,
    outcome: _Outcome,
) -> None:
    """A chunk in one transaction; one that PostgreSQL refuses is tried item by item."""
    try:
        async with open_work() as work:
            outcome.counts.add(await store(work, source, items, readings))
    except DataError:
        if len(items) == 1:
            outcome.counts.refused += 1
            outcome.refusals.append("item refused by the database")
            return
        for item in items:
            await _store_chunk(open_work, source, [item], readings, outcome)


async def _note(work: Work, source: Any, outcome: _Outcome) -> None:
    """When and how the source was read; not a change for people, so without version or audit."""
    failed = bool(outcome.counts.failed_sources)
    values: dict[str, object] = {
        "last_attempt_at": work.now,
        "last_error": "; ".join(outcome.refusals)[:1000] or None,
    }
    if failed:
        values |= {"last_failure_at": work.now, "failures": feed_source.c.failures + 1}
    else:
        values |= {"last_success_at": work.now, "failures": 0, **outcome.values}
    if outcome.counts.items:
        values["last_item_at"] = work.now
    await work.execute(sa.update(feed_source).where(feed_source.c.id == source.id).values(**values))


async def _forget_authors(work: Work) -> None:
    """Even the salted hash of an author is kept for a limited time only."""
    weigh = weights(await parameters(work.connection, RULE, work.today))
    expired = work.now - timedelta(days=weigh.author_days)
    table = feed_item
    await work.execute(
        sa.update(table)
        .where(table.c.author_hash.is_not(None), table.c.fetched_at < expired)
        .values(author_hash=None)
    )
