"""What people do: keep the list of sources, screen events."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.opinion.access import may_handle
from schema.opinion.rules.codes import (
    LOCAL_KINDS,
    AlertStatus,
    EventStatus,
    FeedFormat,
    OpinionError,
    SourceKind,
)
from schema.opinion.rules.states import TRANSITIONS
from schema.opinion.service.fetching import check_url
from schema.opinion.service.folder import folder_of
from schema.opinion.tables import feed_source, opinion_alert, opinion_event

MOST_MINUTES = 7 * 24 * 60
MOST_TRUST = 100


async def add_feed_source(
    work: Work,
    *,
    code: str,
    name: str,
    kind: SourceKind,
    address: str,
    licence: str,
    lawful_basis: str,
    format: FeedFormat = FeedFormat.AUTO,  # noqa: A002 - the column's name
    poll_minutes: int = 5,
    trust: int = 50,
    enabled: bool = True,
) -> UUID:
    """Add a source; raises DomainError INVALID, DUPLICATE or FEED_ADDRESS_REFUSED."""
    may_handle(work, sources=True)
    values: dict[str, object] = {
        "code": code,
        "name": name,
        "address": address,
        "licence": licence,
        "lawful_basis": lawful_basis,
        "poll_minutes": poll_minutes,
        "trust": trust,
    }
    _check(values)
    taken = sa.select(sa.exists().where(feed_source.c.code == code))
    if (await work.execute(taken)).scalar_one():
        raise DomainError(ErrorCode.DUPLICATE, "来源代码已被使用", path=("code",))
    return await work.insert(
        feed_source,
        kind=kind,
        format=format,
        enabled=enabled,
        is_local=kind in LOCAL_KINDS,
        **values,
    )


async def update_feed_source(
    work: Work, source_id: UUID, expected_version: int, **changes: object
) -> None:
    """Change a source; a new address or format is read from its beginning.

    ``changes`` may hold name, kind, address, format, poll_minutes, trust,
    licence, lawful_basis, enabled. Raises NotFoundError, ConflictError, DomainError.
    """
    may_handle(work, sources=True)
    _check(changes)
    if "kind" in changes:
        changes["is_local"] = changes["kind"] in LOCAL_KINDS
    if "address" in changes or "format" in changes:
        changes |= {"etag": None, "last_modified": None, "files_read": {}}
    await work.update(feed_source, source_id, expected_version, **changes)


def _check(values: dict[str, object]) -> None:
    """Texts are there, numbers are in range, the address may be read."""
    for name in ("code", "name", "licence", "lawful_basis", "address"):
        if name in values and not str(values[name]).strip():
            raise DomainError(ErrorCode.INVALID, "不能为空", path=(name,))
    for name, least, most in (("poll_minutes", 1, MOST_MINUTES), ("trust", 0, MOST_TRUST)):
        value = values.get(name)
        if isinstance(value, int) and not least <= value <= most:
            raise DomainError(ErrorCode.INVALID, f"应在 {least} 至 {most} 之间", path=(name,))
    address = values.get("address")
    if isinstance(address, str):
        check_url(address) if "://" in address else folder_of(address)


async def confirm_event(
    work: Work, event_id: UUID, expected_version: int, *, reason: str | None = None
) -> None:
    """Screened and true: the event goes on to be reported and handled."""
    await _screen(work, event_id, expected_version, EventStatus.CONFIRMED, reason)


async def dismiss_event(
    work: Work, event_id: UUID, expected_version: int, *, reason: str, out_of_area: bool = False
) -> None:
    """Screened and not ours, or not true; needs a reason and takes its alerts back."""
    if not reason.strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("reason",))
    target = EventStatus.OUT_OF_AREA if out_of_area else EventStatus.FALSE_ALARM
    await _screen(work, event_id, expected_version, target, reason)
    await _settle_alerts(work, event_id, AlertStatus.WITHDRAWN)


async def _screen(
    work: Work, event_id: UUID, expected_version: int, target: EventStatus, reason: str | None
) -> None:
    """Move an event through SCREENED to a verdict, both steps checked by SM-EVT."""
    may_handle(work)
    table = opinion_event
    locked = sa.select(table).where(table.c.id == event_id).with_for_update()
    row = (await work.execute(locked)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("舆情事件")
    unchanged_since(table, row, expected_version)
    screened = current = row["status"]
    if current is EventStatus.DETECTED:
        screened = next_state(TRANSITIONS, current, EventStatus.SCREENED)
    status = next_state(TRANSITIONS, screened, target)
    values: dict[str, object] = {"status": status, "status_reason": reason}
    if current is EventStatus.DETECTED:
        values |= {"screened_at": work.now, "screened_by": work.principal.subject}
    await work.update(table, event_id, expected_version, **values)
    if target is EventStatus.CONFIRMED:
        await _settle_alerts(work, event_id, AlertStatus.ACKNOWLEDGED)


async def _settle_alerts(work: Work, event_id: UUID, status: AlertStatus) -> None:
    table = opinion_alert
    await work.execute(
        sa.update(table)
        .where(table.c.event_id == event_id, table.c.status == AlertStatus.RAISED)
        .values(
            status=status,
            updated_at=work.now,
            updated_by=work.principal.subject,
            version=table.c.version + 1,
        )
    )
