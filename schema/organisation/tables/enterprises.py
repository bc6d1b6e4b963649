"""Enterprises and what happens to their business."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import BusinessEventKind, Ownership, WatchLevel


def _count(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0", comment=comment)


enterprise = sa.Table(
    "enterprise",
    metadata,
    identifier(),
    sa.Column("credit_code", sa.Text, nullable=False, unique=True, comment="统一社会信用代码"),
    sa.Column("name", sa.Text, nullable=False, comment="单位名称"),
    reference("union_id", "union_organisation", "属地主管工会", index=False),
    reference("own_union_id", "union_organisation", "本单位工会", nullable=True, index=False),
    reference("division_id", "division", "所在区划", index=False),
    sa.Column("park_code", sa.Text, comment="园区 (楼宇、市场) 内部代码"),
    code("ownership", Ownership, "单位性质"),
    sa.Column("industry", sa.Text, comment="行业代码 (GB/T 4754)"),
    _count("headcount", "职工人数"),
    _count("women", "女职工人数"),
    _count("dispatched", "劳务派遣人数"),
    _count("migrants", "农民工人数"),
    code("watch_level", WatchLevel, "关注级别", server_default=WatchLevel.NONE.value),
    sa.Column("watch_reason", sa.Text, comment="关注原因"),
    *record_columns(),
    sa.CheckConstraint(
        "least(headcount, women, dispatched, migrants) >= 0"
        " and greatest(women, dispatched, migrants) <= headcount",
        name="counts",
    ),
    sa.CheckConstraint("park_code ~ '^P-[0-9]{6}-[0-9]{3}$'", name="park_code"),
    sa.Index("ix_enterprise_union", "union_id", "id"),
    sa.Index("ix_enterprise_own_union", "own_union_id", "id"),
    sa.Index("ix_enterprise_division", "division_id", "id"),
    sa.Index("ix_enterprise_name", "name", "id"),
    comment="企事业单位",
)

business_event = sa.Table(
    "business_event",
    metadata,
    identifier(),
    reference("enterprise_id", "enterprise", "企业", index=False),
    code("kind", BusinessEventKind, "经营事件"),
    sa.Column("happened_on", sa.Date, nullable=False, comment="发生日期"),
    sa.Column("persons", sa.Integer, comment="涉及人数"),
    sa.Column("amount", sa.BigInteger, comment="涉及金额 (分)"),
    sa.Column("source", sa.Text, nullable=False, comment="来源"),
    sa.Column("note", sa.Text, comment="说明"),
    *record_columns(),
    sa.CheckConstraint("persons >= 0 and amount >= 0", name="amounts"),
    sa.UniqueConstraint("enterprise_id", "kind", "happened_on"),
    sa.Index("ix_business_event_enterprise", "enterprise_id", "id"),
    sa.Index("ix_business_event_happened", "happened_on", "id"),
    comment="企业经营事件",
)
