"""The audit trail: every written row, in the same transaction, chained and never altered.

Triggers write it (migration 0006, ``migrations.guards``), so no door can pass it by: a row
for each changed row, or one with ``entity_ids`` for the set that a bulk statement inserted
or merely touched. ``Work.record`` adds events that change no row (``rows`` = 0). Values of
secret columns never enter it, a changed secret is noted by its name; personal ones enter
as masks.
"""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import identifier, metadata, nobody, protect

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
    sa.Column("lane", sa.SmallInteger, nullable=False, comment="链道"),
    sa.Column("number", sa.BigInteger, nullable=False, comment="链道内序号, 连续"),
    sa.Column("hash", sa.LargeBinary, nullable=False, comment="散列: 前一行散列与本行内容"),
    sa.Column(
        "rows",
        sa.BigInteger,
        nullable=False,
        server_default="0",
        comment="所写行数 (0 为不改行的事件)",
    ),
    sa.Column("entity_ids", sa.ARRAY(sa.Uuid), comment="成批写入的各行标识"),
    sa.Column("reason", sa.Text, comment="事由"),
    sa.Column("address", sa.Text, comment="来源地址"),
    sa.UniqueConstraint("lane", "number"),
    sa.Index("ix_audit_event_entity", "entity", "entity_id", "at"),
    sa.Index("ix_audit_event_actor", "actor", "at"),
    sa.Index("ix_audit_event_at", sa.text("at DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_audit_event_set",
        "entity",
        "at",
        postgresql_where=sa.text("entity_ids is not null"),
    ),
    comment="审计日志 (只增不改)",
    info={"unaudited": "the audit itself", "read_logged": None},
)

audit_lane = sa.Table(
    "audit_lane",
    metadata,
    sa.Column("lane", sa.SmallInteger, primary_key=True, autoincrement=False, comment="链道"),
    sa.Column("number", sa.BigInteger, nullable=False, comment="最后一行的序号"),
    sa.Column("hash", sa.LargeBinary, nullable=False, comment="最后一行的散列"),
    comment="审计链各链道的末端",
    info={"unaudited": "the ends of the audit's chain"},
)
protect(audit_lane, nobody)

BOOKKEEPING = frozenset({"updated_at", "updated_by", "created_at", "created_by", "version"})


def trigger_settings(table: sa.Table) -> str | None:
    """What the audit's triggers must know of a table, as JSON; None for one without audit.

    A table is left out by ``info={"unaudited": reason}``. Columns may carry ``info``:
    ``secret`` (by name only) or ``personal`` (masked). A change of nothing but the table's
    ``quiet`` columns shares one audit row with others of its statement; with ``digest``
    all rows that a statement inserts share one, which carries a digest of them.
    """
    if table.info.get("unaudited"):
        return None
    marked = {
        mark: [c.name for c in table.c if c.info.get(mark)] for mark in ("secret", "personal")
    }
    silent = BOOKKEEPING.union(table.info.get("quiet", ()))
    quiet = [c.name for c in table.c if c.name in silent]
    primary = [c.name for c in table.primary_key]
    compared = [c.name for c in table.c if c.name not in {*quiet, *primary}] or primary
    key = next((c.name for c in table.primary_key if isinstance(c.type, sa.Uuid)), None)
    settings: dict[str, object] = {
        **marked,
        "quiet": quiet,
        "key": key,
        "id": f'n."{key}"' if key else "null::uuid",
        "same": " and ".join(f'o."{name}" = n."{name}"' for name in primary),
        "old": ", ".join(f'o."{name}"' for name in compared),
        "new": ", ".join(f'n."{name}"' for name in compared),
    }
    if table.info.get("digest"):
        settings["digest"] = True
    return json.dumps(settings, sort_keys=True)


def digest(table: sa.FromClause) -> sa.ColumnElement[bytes]:
    """The sum over what a row of the audit tells, as migration 0006 writes it."""
    told = "id lane number at actor request_id action entity entity_id rows reason address changes"
    values = [
        sa.extract("epoch", table.c[name]) if name == "at" else table.c[name]
        for name in told.split()
    ]
    ids = sa.func.encode(sa.func.sha256(sa.func.array_send(table.c.entity_ids)), "hex")
    content = sa.cast(sa.func.jsonb_build_array(*values), sa.Text).concat(sa.func.coalesce(ids, ""))
    return sa.func.sha256(sa.func.convert_to(content, "UTF8"))


def linked(
    previous: sa.ColumnElement[bytes], content: sa.ColumnElement[bytes]
) -> sa.ColumnElement[bytes]:
    """The hash of a row with this sum after a row with that hash, or after none (null)."""
    start: sa.ColumnElement[bytes] = sa.literal_column("''::bytea")
    return sa.func.sha256(sa.func.coalesce(previous, start).concat(content))


def chained(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a row's hash is that of its content after the row before it in its lane."""
    before = audit_event.alias()
    previous = (
        sa.select(before.c.hash)
        .where(before.c.lane == table.c.lane, before.c.number == table.c.number - 1)
        .scalar_subquery()
    )
    return table.c.hash == linked(previous, digest(table))


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
