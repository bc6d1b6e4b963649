"""Channels and the rules of what goes over them; keys are sealed and never shown."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.vault import vault
from schema.core.work import Work, unchanged_since
from schema.opinion.access import may_route
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.routing import MESSENGERS, ChannelKind
from schema.opinion.service.fetching import check_url
from schema.opinion.tables import alert_channel, alert_route

SHORTEST_KEY = 16


async def add_channel(
    work: Work,
    *,
    code: str,
    name: str,
    kind: ChannelKind,
    address: str = "",
    key: str | None = None,
    fallback_id: UUID | None = None,
) -> UUID:
    """Add a channel; its id. Raises DomainError INVALID, DUPLICATE, FEED_ADDRESS_REFUSED."""
    may_route(work)
    _check(kind, address, key)
    if not code.strip() or not name.strip():
        raise DomainError(ErrorCode.INVALID, "不能为空", path=("code",))
    taken = sa.select(sa.exists().where(alert_channel.c.code == code))
    if (await work.execute(taken)).scalar_one():
        raise DomainError(ErrorCode.DUPLICATE, "渠道代码已被使用", path=("code",))
    values = {"code": code, "name": name, "kind": kind, "address": address}
    channel = await work.insert(alert_channel, fallback_id=fallback_id, **values)
    if key is not None:
        sealed = vault().encrypt(key, "alert_channel", "key_cipher", channel)
        await work.update(alert_channel, channel, 1, key_cipher=sealed)
    return channel


async def rotate_channel_key(
    work: Work, channel_id: UUID, expected_version: int, *, key: str
) -> None:
    """Sign with a new key and, until the rotation ends, with the one before, too."""
    may_route(work)
    row = await _channel(work, channel_id, expected_version)
    _check(row.kind, row.address, key)
    old = None
    if row.key_cipher is not None:
        plain = vault().decrypt(row.key_cipher, "alert_channel", "key_cipher", channel_id)
        old = vault().encrypt(plain, "alert_channel", "old_key_cipher", channel_id)
    new = vault().encrypt(key, "alert_channel", "key_cipher", channel_id)
    await work.update(
        alert_channel, channel_id, expected_version, key_cipher=new, old_key_cipher=old
    )


async def end_key_rotation(work: Work, channel_id: UUID, expected_version: int) -> None:
    """The receiver knows the new key: the old one is forgotten."""
    may_route(work)
    await work.update(alert_channel, channel_id, expected_version, old_key_cipher=None)


async def set_channel(
    work: Work,
    channel_id: UUID,
    expected_version: int,
    *,
    enabled: bool,
    fallback_id: UUID | None = None,
) -> None:
    """Put a channel to use or out of it, and say what replaces it when it fails."""
    may_route(work)
    if fallback_id == channel_id:
        raise DomainError(ErrorCode.INVALID, "不能以自身为备用渠道", path=("fallbackId",))
    changes = {"enabled": enabled, "fallback_id": fallback_id}
    await work.update(alert_channel, channel_id, expected_version, **changes)


async def add_route(
    work: Work,
    *,
    channel_id: UUID,
    least_level: OpinionLevel,
    rule: AlertRule | None = None,
    takes_crises: bool = False,
) -> UUID:
    """Send alerts of a rule, from a level on, over a channel; the route's id."""
    may_route(work)
    known = sa.select(sa.exists().where(alert_channel.c.id == channel_id))
    if not (await work.execute(known)).scalar_one():
        raise DomainError(ErrorCode.INVALID, "渠道不存在", path=("channelId",))
    values = {"channel_id": channel_id, "least_level": least_level, "rule": rule}
    return await work.insert(alert_route, takes_crises=takes_crises, **values)


async def set_route(work: Work, route_id: UUID, expected_version: int, *, enabled: bool) -> None:
    """Put a route to use or out of it."""
    may_route(work)
    await work.update(alert_route, route_id, expected_version, enabled=enabled)


async def _channel(
    work: Work, channel_id: UUID, expected_version: int
) -> sa.Row[tuple[object, ...]]:
    locked = sa.select(alert_channel).where(alert_channel.c.id == channel_id).with_for_update()
    row = (await work.execute(locked)).one_or_none()
    if row is None:
        raise DomainError(ErrorCode.NOT_FOUND, path=("id",))
    unchanged_since(alert_channel, row._mapping, expected_version)  # noqa: SLF001 - public name
    return row


def _check(kind: ChannelKind, address: str, key: str | None) -> None:
    """An address that may be written to, a key that is long enough."""
    if kind is ChannelKind.WEBHOOK:
        check_url(address)
    if kind is ChannelKind.EMAIL and ("@" not in address or any(c in address for c in "\r\n")):
        raise DomainError(ErrorCode.INVALID, "须填写收件邮箱", path=("address",))
    keyed = kind is ChannelKind.WEBHOOK or kind in MESSENGERS
    if keyed and (key is None or len(key) < SHORTEST_KEY or not key.isascii()):
        message = f"密钥至少 {SHORTEST_KEY} 个字符 (字母、数字、符号)"
        raise DomainError(ErrorCode.INVALID, message, path=("key",))
