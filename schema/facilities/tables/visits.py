"""What happens at facilities: inspections, usage counts, the keeper's daily marks."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import (
    CareKind,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    ServiceCode,
)

inspection = sa.Table(
    "inspection",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    code("kind", InspectionKind, "检查类型"),
    sa.Column("inspected_on", sa.Date, nullable=False, comment="检查日期"),
    sa.Column("score", sa.SmallInteger, comment="得分 (0–100)"),
    code("result", InspectionResult, "检查结论"),
    code("fault_level", FaultLevel, "问题程度", server_default=FaultLevel.NONE.value),
    sa.Column("inspector_name", sa.Text, comment="检查人"),
    sa.Column("fix_due_on", sa.Date, comment="整改期限"),
    sa.Column("fixed_on", sa.Date, comment="整改完成日期"),
    sa.Column("note", sa.Text, comment="说明"),
    sa.Column("items", JSONB, comment="检查项目: [{code, ok, note}]"),
    *record_columns(),
    sa.CheckConstraint("score between 0 and 100", name="score"),
    sa.CheckConstraint("fix_due_on is null or fix_due_on >= inspected_on", name="fix_due_on"),
    sa.CheckConstraint("fixed_on is null or fixed_on >= inspected_on", name="fixed_on"),
    sa.Index(
        "ix_inspection_facility", "facility_id", sa.text("inspected_on DESC"), sa.text("id DESC")
    ),
    sa.Index("ix_inspection_inspected", sa.text("inspected_on DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_inspection_fix_due",
        "fix_due_on",
        postgresql_where=sa.text("fix_due_on is not null and fixed_on is null"),
    ),
    comment="阵地检查",
)

usage_log = sa.Table(
    "usage_log",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("used_on", sa.Date, nullable=False, comment="日期"),
    code("service", ServiceCode, "服务事项"),
    sa.Column("count", sa.Integer, nullable=False, comment="人次 (不记姓名)"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "used_on", "service"),
    sa.CheckConstraint('"count" > 0', name="count"),
    sa.Index("ix_usage_log_used", sa.text("used_on DESC"), sa.text("id DESC")),
    comment="使用登记",
)

care_log = sa.Table(
    "care_log",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    code("kind", CareKind, "登记事项"),
    sa.Column("logged_on", sa.Date, nullable=False, comment="日期"),
    sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
    *record_columns(),
    sa.Index(
        "ix_care_log_facility", "facility_id", "kind", sa.text("logged_on DESC"), sa.text("id DESC")
    ),
    sa.Index("ix_care_log_at", "facility_id", sa.text("logged_at DESC"), sa.text("id DESC")),
    sa.Index("ix_care_log_logged", sa.text("logged_on DESC"), sa.text("id DESC")),
    comment="日常登记 (签到、清洁、消毒)",
)
