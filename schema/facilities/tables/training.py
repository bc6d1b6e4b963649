"""What training bases do and are named for: classes, trainees, titles."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import SelectionStatus

training_class = sa.Table(
    "training_class",
    metadata,
    identifier(),
    reference("facility_id", "facility", "培训基地", index=False),
    sa.Column("title", sa.Text, nullable=False, comment="培训班"),
    sa.Column("trade", sa.Text, nullable=False, comment="工种"),
    sa.Column("hours", sa.Integer, nullable=False, comment="学时"),
    sa.Column("capacity", sa.Integer, nullable=False, comment="计划人数"),
    sa.Column("starts_on", sa.Date, nullable=False, comment="开班日期"),
    sa.Column("ends_on", sa.Date, nullable=False, comment="结业日期"),
    sa.Column("cost", sa.BigInteger, nullable=False, server_default="0", comment="经费 (分)"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "title", "starts_on"),
    sa.CheckConstraint("hours > 0 and capacity > 0 and cost >= 0", name="size"),
    sa.CheckConstraint("ends_on >= starts_on", name="period"),
    sa.Index("ix_training_class_facility", "facility_id", "id"),
    sa.Index("ix_training_class_starts", sa.text("starts_on DESC"), sa.text("id DESC")),
    comment="培训班",
)

class_trainee = sa.Table(
    "class_trainee",
    metadata,
    identifier(),
    reference("class_id", "training_class", "培训班", index=False),
    reference("membership_id", "membership", "学员会籍", index=False),
    sa.Column("attendance", sa.Integer, comment="出勤率 (万分比)"),
    sa.Column("score", sa.SmallInteger, comment="成绩 (0–100)", info={"personal": True}),
    sa.Column("passed", sa.Boolean, comment="合格 (空为未结业)"),
    sa.Column("certificate_number", sa.Text, comment="证书编号", info={"personal": True}),
    sa.Column("employed_on", sa.Date, comment="就业日期"),
    sa.Column("wage_before", sa.BigInteger, comment="培训前月收入 (分)", info={"personal": True}),
    sa.Column("wage_after", sa.BigInteger, comment="复核时月收入 (分)", info={"personal": True}),
    sa.Column("income_checked_on", sa.Date, comment="收入复核日期"),
    *record_columns(),
    sa.UniqueConstraint("class_id", "membership_id"),
    sa.CheckConstraint("attendance between 0 and 10000", name="attendance"),
    sa.CheckConstraint("score between 0 and 100", name="score"),
    sa.CheckConstraint("wage_before >= 0 and wage_after >= 0", name="wages"),
    sa.CheckConstraint("certificate_number is null or passed", name="certificate"),
    sa.CheckConstraint("(income_checked_on is null) = (wage_after is null)", name="income_check"),
    sa.Index("ix_class_trainee_class", "class_id", "id"),
    sa.Index("ix_class_trainee_membership", "membership_id", "id"),
    comment="培训学员",
    info={"persons": True},
)

base_title = sa.Table(
    "base_title",
    metadata,
    identifier(),
    reference("facility_id", "facility", "培训基地", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="申报年度"),
    code("status", SelectionStatus, "命名状态"),
    sa.Column("notice_from", sa.Date, comment="公示起始日期"),
    sa.Column("awarded_on", sa.Date, comment="授牌日期"),
    sa.Column("rechecked_on", sa.Date, comment="最近复查日期"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "year"),
    sa.Index("ix_base_title_facility", "facility_id", "id"),
    sa.Index("ix_base_title_union", "union_id", "id"),
    comment="培训示范基地命名",
)
