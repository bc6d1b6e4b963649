"""What people do with the list of sources."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.opinion.access import may_handle
from schema.opinion.rules.codes import LOCAL_KINDS, PUSHED, FeedFormat, SourceKind
from schema.opinion.service.fetching import check_url
from schema.opinion.service.folder import folder_of
from schema.opinion.tables import feed_source

MOST_MINUTES = 7 * 24 * 60
MOST_TRUST = 100
MOST_SILENCE = 365 * 24
_RANGES = (
    ("poll_minutes", 1, MOST_MINUTES),
    ("trust", 0, MOST_TRUST),
    ("silence_hours", 1, MOST_SILENCE),
)


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
    silence_hours: int | None = None,
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
        "silence_hours": silence_hours,
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
    licence, lawful_basis, silence_hours, enabled. Raises NotFoundError, ConflictError, DomainError.
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
    for name, least, most in _RANGES:
        value = values.get(name)
        if isinstance(value, int) and not least <= value <= most:
            raise DomainError(ErrorCode.INVALID, f"应在 {least} 至 {most} 之间", path=(name,))
    address = values.get("address")
    if isinstance(address, str) and address != PUSHED:
        check_url(address) if "://" in address else folder_of(address)
