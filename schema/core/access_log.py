"""Who read whose record: each revealed value, each dossier shown, each export (domain §10).

Rows are written once. What one statement wrote has one row in the chained audit, with a
digest of all their values.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.principal import Principal
from schema.core.table import code, identifier, metadata


class AccessKind(Labelled):
    """查阅方式: how the record was read"""

    READ = "READ", "查阅 (掩码)"
    REVEAL = "REVEAL", "明文查看"
    EXPORT = "EXPORT", "导出"
    SUBJECT_ACCESS = "SUBJECT_ACCESS", "本人查询"


class AccessPurpose(Labelled):
    """查阅目的: why a record is read"""

    DOSSIER_REVIEW = "DOSSIER_REVIEW", "档案审核"
    CASE_HANDLING = "CASE_HANDLING", "案件办理"
    PAYMENT = "PAYMENT", "资金发放"
    AUDIT = "AUDIT", "审计监督"
    MEMBER_REQUEST = "MEMBER_REQUEST", "本人请求"
    MEMBERSHIP = "MEMBERSHIP", "会籍管理"
    STATISTICS = "STATISTICS", "统计报表"


access_log = sa.Table(
    "access_log",
    metadata,
    identifier(),
    sa.Column(
        "at",
        sa.DateTime(timezone=True),
        nullable=False,
        server_default=sa.func.now(),
        comment="时间",
    ),
    sa.Column("actor", sa.Text, nullable=False, comment="查阅者"),
    sa.Column("actor_name", sa.Text, nullable=False, comment="查阅者姓名", info={"personal": True}),
    sa.Column("role", sa.Text, nullable=False, comment="角色"),
    code("kind", AccessKind, "查阅方式"),
    code("purpose", AccessPurpose, "目的", nullable=True),
    sa.Column("note", sa.Text, comment="目的说明", info={"personal": True}),
    sa.Column("entity", sa.Text, nullable=False, comment="对象类型 (表)"),
    sa.Column("entity_id", sa.Uuid, nullable=False, comment="对象标识"),
    sa.Column("person_id", sa.Uuid, comment="所涉职工"),
    sa.Column("fields", sa.ARRAY(sa.Text), nullable=False, server_default="{}", comment="明文字段"),
    sa.Column("request_id", sa.Text, nullable=False, comment="请求编号"),
    sa.Column("address", sa.Text, comment="来源地址"),
    sa.Index("ix_access_log_person", "person_id", "at", "id"),
    sa.Index("ix_access_log_entity", "entity_id", "at"),
    sa.Index("ix_access_log_actor", "actor", "kind", "at"),
    sa.Index("ix_access_log_at", sa.text("at DESC"), sa.text("id DESC")),
    comment="查阅记录 (只增不改)",
    info={"digest": True},
)


def access_rows(
    principal: Principal,
    kind: AccessKind,
    table: sa.Table,
    identities: Iterable[UUID],
    *,
    purpose: AccessPurpose | None = None,
    note: str | None = None,
    fields: Iterable[str] = (),
) -> sa.Insert:
    """The statement that logs the reading of these rows of ``table``, one entry a row.

    ``table.info["read_logged"]`` names the column with the person that a row tells of.
    """
    person = table.info.get("tells_of") or table.info.get("read_logged")
    values: dict[str, Any] = {
        "actor": sa.literal(principal.subject),
        "actor_name": sa.literal(principal.name),
        "role": sa.literal(principal.role.value),
        "kind": sa.literal(kind.value),
        "purpose": sa.literal(None if purpose is None else purpose.value, sa.Text),
        "note": sa.literal(note, sa.Text),
        "entity": sa.literal(table.name),
        "entity_id": table.c.id,
        "person_id": table.c[person] if person else sa.cast(sa.null(), sa.Uuid),
        "fields": sa.literal(list(fields), sa.ARRAY(sa.Text)),
        "request_id": sa.literal(principal.request_id),
        "address": sa.literal(principal.address or None, sa.Text),
    }
    chosen = sa.select(*values.values()).where(table.c.id.in_(list(identities)))
    return sa.insert(access_log).from_select(list(values), chosen)
