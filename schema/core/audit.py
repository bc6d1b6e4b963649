"""The audit trail: one row per change, written in the same transaction, never altered.

Values of secret columns never enter it; a changed secret is noted by its name.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import identifier, metadata

audit_event = sa.Table(
    "audit_event",
    metadata,
    identifier(),
    sa.Column(
        "at",
        sa.DateTime(timezone=True),
        nullable=False,
        server_default=sa.func.now(),
        comment="时间",
    ),
    sa.Column("actor", sa.Text, nullable=False, comment="操作者"),
    sa.Column("request_id", sa.Text, nullable=False, comment="请求编号"),
    sa.Column("action", sa.Text, nullable=False, comment="动作"),
    sa.Column("entity", sa.Text, nullable=False, comment="对象类型 (表)"),
    sa.Column("entity_id", sa.Uuid, comment="对象标识"),
    sa.Column("changes", JSONB, nullable=False, comment="字段变化: {字段: [旧值, 新值]}"),
    sa.Index("ix_audit_event_entity", "entity", "entity_id", "at"),
    sa.Index("ix_audit_event_actor", "actor", "at"),
    comment="审计日志 (只增不改)",
)

BOOKKEEPING = frozenset({"updated_at", "updated_by", "created_at", "created_by", "version"})


def changed(
    old: Mapping[str, object], new: Mapping[str, object], secret: frozenset[str]
) -> dict[str, list[object]]:
    """The columns that differ, as {column: [old, new]}; secrets appear as ``["***", "***"]``."""
    result: dict[str, list[object]] = {}
    for column, value in new.items():
        if column in BOOKKEEPING or old.get(column) == value:
            continue
        result[column] = (
            ["***", "***"]
            if column in secret
            else [
                plain(old.get(column)),
                plain(value),
            ]
        )
    return result


def plain(value: object) -> object:
    """A value as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)
