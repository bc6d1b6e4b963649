"""Idempotency keys: one effect for each key, and its answer kept for whoever asks again.

The row of a key is written in the transaction of its effect, and the unique key makes
equal calls wait for each other: a crash leaves neither effect nor key, a commit both.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.table import code, identifier, metadata, nobody, protect
from schema.core.work import Work

KEPT = timedelta(hours=48)
LONGEST = 255


class KeyState(Labelled):
    """幂等键状态: only the transaction that holds the effect ever sees RUNNING."""

    RUNNING = "RUNNING", "办理中"
    SUCCEEDED = "SUCCEEDED", "已办成"
    REFUSED = "REFUSED", "未通过"


_moment = sa.DateTime(timezone=True)

idempotency_key = sa.Table(
    "idempotency_key",
    metadata,
    identifier(),
    sa.Column("subject", sa.Text, nullable=False, comment="操作者"),
    sa.Column("key", sa.Text, nullable=False, comment="幂等键"),
    sa.Column("operation", sa.Text, nullable=False, comment="操作名称"),
    sa.Column("input_digest", sa.LargeBinary, nullable=False, comment="输入的带密钥摘要"),
    code("state", KeyState, "状态"),
    sa.Column("result", JSONB(none_as_null=True), comment="结果 (仅标识与失败原因)"),
    sa.Column("created_at", _moment, nullable=False, comment="登记时间"),
    sa.Column("expires_at", _moment, nullable=False, comment="到期时间"),
    sa.UniqueConstraint("subject", "key"),
    sa.CheckConstraint(f"char_length(key) between 1 and {LONGEST}", name="key"),
    sa.CheckConstraint("expires_at >= created_at + interval '24 hours'", name="kept"),
    sa.Index("ix_idempotency_key_expires", "expires_at"),
    comment="幂等键",
)
protect(idempotency_key, nobody)


async def claim(work: Work, key: str, operation: str, digest: bytes) -> Any:
    """Take a key for this call; its stored result when an equal call has run before.

    Waits for an equal call that still runs. Raises DomainError INVALID for a key of
    no or too many characters, IDEMPOTENCY_KEY_REUSED when operation or input differ.
    """
    if not 1 <= len(key) <= LONGEST or "\0" in key:
        raise DomainError(
            ErrorCode.INVALID, f"幂等键须为 1 至 {LONGEST} 个字符", path=("idempotencyKey",)
        )
    table = idempotency_key
    fresh = {
        "operation": operation,
        "input_digest": digest,
        "state": KeyState.RUNNING,
        "result": None,
        "created_at": work.now,
        "expires_at": work.now + KEPT,
    }
    statement = insert(table).values(subject=work.principal.subject, key=key, **fresh)
    taken = statement.on_conflict_do_update(
        index_elements=[table.c.subject, table.c.key],
        set_=fresh,
        where=table.c.expires_at <= work.now,
    ).returning(table.c.id)
    if (await work.execute(taken)).scalar_one_or_none() is not None:
        return None
    found = (await work.execute(sa.select(table).where(_is(work, key)))).one()
    if found.operation != operation or found.input_digest != digest:
        raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED, path=("idempotencyKey",))
    return found.result


async def keep(work: Work, key: str, result: object, *, refused: bool) -> None:
    """Store the answer of the call that holds the key, for equal calls to come."""
    state = KeyState.REFUSED if refused else KeyState.SUCCEEDED
    statement = sa.update(idempotency_key).where(_is(work, key))
    await work.execute(statement.values(state=state, result=result))


async def purge_keys(work: Work) -> int:
    """Forget the keys that have expired; how many they were."""
    expired = sa.delete(idempotency_key).where(idempotency_key.c.expires_at <= work.now)
    return (await work.execute(expired)).rowcount


def _is(work: Work, key: str) -> sa.ColumnElement[bool]:
    table = idempotency_key
    return sa.and_(table.c.subject == work.principal.subject, table.c.key == key)
