"""Reports that are brought to us: taken down at once, read and judged by a worker.

One report a source and external id, however often it is sent. The words stay in the
report only until the item is stored.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.exc import DataError

from schema.accounts.access import permit
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError
from schema.core.roles import Role
from schema.core.tasks import end_task
from schema.core.work import Work
from schema.opinion.jobs import FeedReportsDue
from schema.opinion.rules.codes import LOCAL_KINDS, OpinionError, ReportState, SourceKind
from schema.opinion.rules.text import clean
from schema.opinion.service.bulk import OpenWork
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.reading import MAX_SHORT, MAX_TITLE, RawItem, read_items
from schema.opinion.service.receiving import receive
from schema.opinion.service.storing import Readings, Source, store
from schema.opinion.tables import feed_item, feed_report, feed_source

CHUNK = 40
#: When more wait than the encoder reads in a second, the n-grams judge alone until they are
#: through: an alert in time with a coarser topic is worth more than a late one.
FLOOD = 60
#: What sort of source each role speaks for; the departments for all but public media.
_SPEAKS_FOR = {
    Role.TOWNSHIP_OFFICER: frozenset({SourceKind.TOWNSHIP_REPORT}),
    Role.PARTNER_LIAISON: frozenset({SourceKind.PARTNER_REPORT}),
}
_WORDS: dict[str, object] = {"title": None, "text": None, "url": None}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report as its bringer tells it."""

    external_id: str
    text: str
    title: str = ""
    url: str | None = None
    published_at: datetime | None = None
    read: int = 0
    like: int = 0
    repost: int = 0
    comment: int = 0
    is_repost: bool = False


async def report_item(work: Work, *, source_code: str, facts: ReportFacts) -> UUID:
    """Take one report down; the same one again gives the same id.

    Raises DomainError FORBIDDEN, FEED_NOT_PUSHED, REPORT_EMPTY, REPORT_CHANGED.
    """
    permit(work, Entity.REPORT, Action.CREATE)
    kinds = _SPEAKS_FOR.get(work.principal.role, LOCAL_KINDS)
    table = feed_source
    found = await work.execute(
        sa.select(table.c.id, table.c.kind).where(table.c.code == source_code, table.c.enabled)
    )
    source = found.one_or_none()
    if source is None or source.kind not in kinds:
        raise DomainError(OpinionError.FEED_NOT_PUSHED, path=("sourceCode",))
    [received] = await receive(work, source.id, [_raw(facts)])
    if isinstance(received, OpinionError):
        raise DomainError(received, path=("externalId",))
    await ask_to_read(work, source.id)
    return received.id


def _raw(facts: ReportFacts) -> RawItem:
    return RawItem(
        external_id=clean(facts.external_id)[:MAX_SHORT],
        url=clean(facts.url)[:MAX_SHORT] or None if facts.url else None,
        title=clean(facts.title)[:MAX_TITLE],
        text=clean(facts.text),
        published_at=facts.published_at,
        author=None,
        read=max(0, facts.read),
        like=max(0, facts.like),
        repost=max(0, facts.repost),
        comment=max(0, facts.comment),
        is_repost=facts.is_repost,
    )


async def ask_to_read(work: Work, source_id: UUID) -> None:
    """Have a worker read the waiting reports of a source: once a transaction."""
    key = f"opinion.reports:{source_id}:{work.principal.subject}:{work.now.isoformat()}"
    await work.emit(FeedReportsDue(source_id), unique_key=key)


async def take_in_reports(open_work: OpenWork, source_id: UUID | None = None) -> IntakeCounts:
    """Read the waiting reports of one source, or of all; safe to run twice or at once."""
    total = IntakeCounts()
    async with open_work() as work:
        sources = await _waiting_sources(work, source_id)
    for source in sources:
        turn = _turn(source.id)
        if turn.awaited:
            continue  # whoever waits begins after these reports were committed, and reads them
        total.sources += 1
        turn.awaited = True
        try:
            await turn.lock.acquire()
        finally:
            turn.awaited = False
        try:
            await _read_all(open_work, source, total)
        finally:
            turn.lock.release()
    return total


@dataclass(slots=True)
class _Turn:
    """Who reads a source in this process: one at a time, and one more who waits.

    Jobs that come in close order would all judge the same reports; only one could store
    them. Between processes the rows' locks see to it.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    awaited: bool = False


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, _Turn]] = WeakKeyDictionary()


def _turn(source_id: UUID) -> _Turn:
    return _turns.setdefault(asyncio.get_running_loop(), {}).setdefault(source_id, _Turn())


async def _read_all(open_work: OpenWork, source: Any, total: IntakeCounts) -> None:
    """Read the waiting reports of a source, chunk by chunk, until there are none.

    While a chunk is stored the next one is judged: the one is PostgreSQL's work, the other
    that of the models.
    """
    judged = await _judge_next(open_work, source.id, None)
    while judged.rows:
        last = judged.rows[-1].id
        ahead = asyncio.create_task(_judge_next(open_work, source.id, last))
        try:
            total.add(await _take_in(open_work, source, judged.rows, judged.readings))
            total.hurried += len(judged.rows) if judged.hurried else 0
            judged = await ahead
        finally:
            await end_task(ahead)
    async with open_work() as work:
        await _note(work, source.id)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Reports that wait, and what the models think of them."""

    rows: Sequence[Any]
    readings: Readings
    hurried: bool


async def _judge_next(open_work: OpenWork, source_id: UUID, after: UUID | None) -> _Chunk:
    async with open_work() as work:
        rows = await _waiting(work, source_id, after=after)
    hurried = len(rows) > FLOOD
    rows = rows[:CHUNK]
    items = [_item(row) for row in rows]
    readings = await asyncio.to_thread(read_items, items, hurried=hurried) if items else {}
    return _Chunk(rows, readings, hurried)


async def _waiting_sources(work: Work, source_id: UUID | None) -> Sequence[Any]:
    table = feed_source
    waiting = sa.exists().where(
        feed_report.c.source_id == table.c.id, feed_report.c.state == ReportState.WAITING
    )
    statement = sa.select(table).where(waiting).order_by(table.c.code)
    if source_id is not None:
        statement = statement.where(table.c.id == source_id)
    return (await work.execute(statement)).all()


async def _waiting(
    work: Work,
    source_id: UUID,
    keys: Sequence[UUID] = (),
    after: UUID | None = None,
) -> Sequence[Any]:
    """The next reports ``after`` one of a source; of ``keys``, locked, those that still wait."""
    table = feed_report
    statement = (
        sa.select(table)
        .where(table.c.source_id == source_id, table.c.state == ReportState.WAITING)
        .order_by(table.c.id)
        .limit(FLOOD + 1)
    )
    if keys:
        among = table.c.id == sa.any_(sa.cast(list(keys), sa.ARRAY(sa.Uuid)))
        statement = statement.where(among).with_for_update()
    if after is not None:
        statement = statement.where(table.c.id > after)
    return (await work.execute(statement)).all()


async def _take_in(
    open_work: OpenWork, source: Any, rows: Sequence[Any], readings: Readings
) -> IntakeCounts:
    """A chunk, stored and ticked off in one transaction.

    A report that PostgreSQL refuses is refused by itself; the others go on.
    """
    items = {row.id: _item(row) for row in rows}
    try:
        async with open_work() as work:
            still = [row.id for row in await _waiting(work, source.id, list(items))]
            chosen = [items[key] for key in still]
            known = Source.of(source)
            counts = await store(work, known, chosen, readings)
            await _tick_off(work, source.id, still)
            return counts
    except DataError:
        if len(rows) == 1:
            async with open_work() as work:
                await _refuse(work, rows[0].id, "数据库拒绝该内容")
            return IntakeCounts(refused=1)
    counts = IntakeCounts()
    for row in rows:
        counts.add(await _take_in(open_work, source, [row], readings))
    return counts


def _item(row: Any) -> RawItem:
    return RawItem(
        external_id=row.external_id,
        url=row.url,
        title=row.title or "",
        text=row.text or "",
        published_at=row.published_at,
        author=None,
        read=row.read_count,
        like=row.like_count,
        repost=row.repost_count,
        comment=row.comment_count,
        is_repost=row.is_repost,
    )


async def _tick_off(work: Work, source_id: UUID, keys: Sequence[UUID]) -> None:
    """Point the reports to their items and forget their words."""
    report, item = feed_report, feed_item
    await work.execute(
        sa.update(report)
        .where(report.c.id == sa.any_(sa.cast(list(keys), sa.ARRAY(sa.Uuid))))
        .where(item.c.source_id == source_id)
        .where(item.c.raw_hash == report.c.raw_hash)
        .values(state=ReportState.STORED, item_id=item.c.id, **_WORDS)
    )


async def _refuse(work: Work, key: UUID, reason: str) -> None:
    report = feed_report
    await work.execute(
        sa.update(report)
        .where(report.c.id == key)
        .values(state=ReportState.REFUSED, refusal=reason, **_WORDS)
    )


async def _note(work: Work, source_id: UUID) -> None:
    """The source has spoken."""
    now = dict.fromkeys(("last_attempt_at", "last_success_at", "last_item_at"), work.now)
    table = feed_source
    await work.execute(sa.update(table).where(table.c.id == source_id).values(**now))
