"""Partners that push to us: their keys, and what they deliver under a signature."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.access import require_proof
from schema.core.errors import DomainError, NotFoundError
from schema.core.params import parameters
from schema.core.vault import vault
from schema.core.work import Work
from schema.opinion.access import may_handle
from schema.opinion.rules.codes import LOCAL_KINDS, FeedFormat, OpinionError
from schema.opinion.rules.parameters import RULE
from schema.opinion.rules.score import Weights, weights
from schema.opinion.rules.signature import is_fresh, is_signed, new_key
from schema.opinion.service.bulk import new_ids
from schema.opinion.service.reading import read_feed
from schema.opinion.service.receiving import receive
from schema.opinion.service.reports import ask_to_read
from schema.opinion.tables import feed_delivery, feed_key, feed_source

LONGEST_ID = 200


@dataclass(slots=True)
class Delivered:
    """What became of a delivery: counts, and each refused item with its reason."""

    received: int = 0
    known: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)


async def new_feed_key(work: Work, *, source_id: UUID) -> str:
    """A new key of a source, given out this once; the one before holds on for two days.

    Raises DomainError FORBIDDEN, STEP_UP_REQUIRED; NotFoundError.
    """
    may_handle(work, sources=True)
    require_proof(work)
    await _locked(work, source_id)
    weigh = weights(await parameters(work.connection, RULE, work.today))
    current = await _end(work, source_id, work.now + timedelta(hours=weigh.key_overlap_hours))
    await _end_others(work, source_id, current)
    key = new_key()
    [identity] = await new_ids(work, 1)
    await work.execute(
        sa.insert(feed_key).values(
            id=identity,
            source_id=source_id,
            secret=vault().encrypt(key, "feed_key", "secret", identity),
            created_at=work.now,
            created_by=work.principal.subject,
        )
    )
    return key


async def end_feed_keys(work: Work, *, source_id: UUID) -> None:
    """End all keys of a source at once; raises DomainError FORBIDDEN, NotFoundError."""
    may_handle(work, sources=True)
    await _locked(work, source_id)
    await _end_others(work, source_id, None)


async def deliver(
    work: Work, *, source_code: str, timestamp: str, signature: str, body: bytes
) -> Delivered:
    """Take a signed delivery ``{"id": …, "items": […]}`` in; each item stands by itself.

    Raises DomainError SIGNATURE_REFUSED (whatever is wrong with source, key, moment or
    signature), DELIVERY_REPEATED, FEED_UNREADABLE.
    """
    weigh = weights(await parameters(work.connection, RULE, work.today))
    source = await _enabled(work, source_code)
    keys = [] if source is None else await _keys(work, source.id)
    signed = is_signed(keys or [new_key()], timestamp, body, signature)
    if source is None or not signed or not is_fresh(timestamp, work.now, weigh.signature_seconds):
        raise DomainError(OpinionError.SIGNATURE_REFUSED)
    await _first_time(work, source.id, _delivery_id(body), weigh)
    reading = read_feed(body, FeedFormat.JSON_LINES)
    result = Delivered()
    if reading.first_refusal:
        result.refused.append({"id": "", "reason": reading.first_refusal})
    found = await receive(work, source.id, reading.items)
    for item, received in zip(reading.items, found, strict=True):
        if isinstance(received, OpinionError):
            result.refused.append({"id": item.external_id or "", "reason": received.value})
        else:
            result.known += received.known
            result.received += not received.known
    await ask_to_read(work, source.id)
    return result


def _delivery_id(body: bytes) -> str:
    try:
        found = msgspec.json.decode(body, type=dict[str, Any]).get("id")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DomainError(OpinionError.FEED_UNREADABLE) from error
    if not isinstance(found, str) or not 1 <= len(found) <= LONGEST_ID or "\x00" in found:
        raise DomainError(OpinionError.FEED_UNREADABLE, "推送须有编号 id", path=("id",))
    return found


async def _first_time(work: Work, source_id: UUID, delivery: str, weigh: Weights) -> None:
    """Remember the delivery for as long as its signature could be fresh, and longer."""
    table = feed_delivery
    kept = work.now - timedelta(hours=weigh.delivery_hours)
    await work.execute(
        sa.delete(table).where(table.c.source_id == source_id, table.c.received_at < kept)
    )
    statement = insert(table).values(
        source_id=source_id, delivery_id=delivery, received_at=work.now
    )
    fresh = await work.execute(statement.on_conflict_do_nothing().returning(table.c.id))
    if fresh.scalar_one_or_none() is None:
        raise DomainError(OpinionError.DELIVERY_REPEATED)


async def _enabled(work: Work, source_code: str) -> Any:
    table = feed_source
    found = await work.execute(
        sa.select(table.c.id).where(
            table.c.code == source_code, table.c.enabled, table.c.kind.in_(LOCAL_KINDS)
        )
    )
    return found.one_or_none()


async def _locked(work: Work, source_id: UUID) -> None:
    table = feed_source
    statement = sa.select(table.c.id).where(table.c.id == source_id).with_for_update()
    if (await work.execute(statement)).one_or_none() is None:
        raise NotFoundError("舆情来源")


def _in_force(work: Work) -> sa.ColumnElement[bool]:
    return sa.or_(feed_key.c.ends_at.is_(None), feed_key.c.ends_at > work.now)


async def _keys(work: Work, source_id: UUID) -> list[str]:
    table = feed_key
    statement = sa.select(table.c.id, table.c.secret).where(
        table.c.source_id == source_id, _in_force(work)
    )
    return [
        vault().decrypt(row.secret, "feed_key", "secret", row.id)
        for row in await work.execute(statement)
    ]


async def _end(work: Work, source_id: UUID, moment: Any) -> UUID | None:
    """Let the present key end at a moment; its id."""
    table = feed_key
    statement = (
        sa.update(table)
        .where(table.c.source_id == source_id, table.c.ends_at.is_(None))
        .values(ends_at=moment)
        .returning(table.c.id)
    )
    found: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    return found


async def _end_others(work: Work, source_id: UUID, kept: UUID | None) -> None:
    table = feed_key
    others = sa.true() if kept is None else table.c.id != kept
    await work.execute(
        sa.update(table)
        .where(table.c.source_id == source_id, _in_force(work), others)
        .values(ends_at=work.now)
    )
