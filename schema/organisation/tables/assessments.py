"""Six-haves by item and year, three-shows, model homes, weak unions."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import (
    CheckStatus,
    HomeKind,
    HomeLevel,
    SelectionStatus,
    SixHavesItem,
)

six_haves = sa.Table(
    "six_haves",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("status", CheckStatus, "评估状态"),
    sa.Column("confirmed_on", sa.Date, comment="确认日期"),
    *record_columns(),
    sa.UniqueConstraint("union_id", "year"),
    sa.Index("ix_six_haves_union", "union_id", "id"),
    sa.Index("ix_six_haves_year", "year", "id"),
    comment="六有评估",
)

six_haves_item = sa.Table(
    "six_haves_item",
    metadata,
    identifier(),
    reference("assessment_id", "six_haves", "六有评估", index=False),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("item", SixHavesItem, "项目"),
    sa.Column("met", sa.Boolean, nullable=False, comment="达标"),
    sa.Column("evidence", sa.Text, nullable=False, comment="佐证"),
    sa.Column("rectified_on", sa.Date, comment="整改完成日期"),
    sa.Column("rectification", sa.Text, comment="整改情况"),
    *record_columns(),
    sa.CheckConstraint("rectified_on is null or not met", name="rectified"),
    sa.UniqueConstraint("assessment_id", "item"),
    sa.Index("ix_six_haves_item_assessment", "assessment_id", "id"),
    sa.Index("ix_six_haves_item_union", "union_id", "id"),
    comment="六有评估项目",
)

three_shows = sa.Table(
    "three_shows",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("checked_on", sa.Date, nullable=False, comment="检查日期"),
    sa.Column("plate_photo", sa.Text, comment="亮牌子: 照片编号"),
    sa.Column("chair_notice", sa.Text, comment="亮身份: 公示照片编号"),
    sa.Column("third_item", sa.Text, comment="第三亮: 佐证"),
    *record_columns(),
    sa.UniqueConstraint("union_id", "checked_on"),
    sa.Index("ix_three_shows_union", "union_id", "id"),
    comment="三亮检查",
)

home_assessment = sa.Table(
    "home_assessment",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    code("kind", HomeKind, "评定种类"),
    code("level", HomeLevel, "评定级别"),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("status", SelectionStatus, "评选状态"),
    sa.Column("join_rate", sa.Integer, comment="入会率 (万分比)"),
    sa.Column("satisfaction", sa.Integer, comment="会员满意度 (万分比)"),
    sa.Column("member_votes", sa.Integer, comment="参加测评会员数"),
    sa.Column("notice_from", sa.Date, comment="公示起"),
    sa.Column("awarded_on", sa.Date, comment="授牌日期"),
    sa.Column("rechecked_on", sa.Date, comment="最近复查日期"),
    *record_columns(),
    sa.CheckConstraint("join_rate between 0 and 10000", name="join_rate"),
    sa.CheckConstraint("satisfaction between 0 and 10000", name="satisfaction"),
    sa.UniqueConstraint("union_id", "kind", "level", "year"),
    sa.Index("ix_home_assessment_union", "union_id", "id"),
    comment="职工之家评定",
)

union_strength = sa.Table(
    "union_strength",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    sa.Column("weak", sa.Boolean, nullable=False, comment="力量薄弱"),
    sa.Column("reasons", sa.ARRAY(sa.Text), nullable=False, comment="原因 (代码)"),
    *record_columns(),
    sa.CheckConstraint("weak = (cardinality(reasons) > 0)", name="reasons"),
    sa.CheckConstraint(
        "reasons <@ array['NO_FULL_TIME','FEW_MEMBERS','LOW_FUNDS','NO_VENUE','CHAIR_VACANT']",
        name="reason_codes",
    ),
    sa.UniqueConstraint("union_id", "year"),
    sa.Index("ix_union_strength_union", "union_id", "id"),
    comment="基层工会力量评估",
)
