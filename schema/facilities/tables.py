"""Facilities and their inspections."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import (
    BuildMode,
    CoordinateSystem,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionKind,
    InspectionResult,
    SiteKind,
)

facility = sa.Table(
    "facility",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="阵地编号"),
    code("kind", FacilityKind, "阵地类型"),
    sa.Column("name", sa.Text, nullable=False, comment="名称"),
    sa.Column("name_pinyin", sa.Text, comment="名称拼音 (检索用, 由触发器填写)"),
    reference("union_id", "union_organisation", "所属工会", index=False),
    reference("division_id", "division", "所在区划", index=False),
    sa.Column("address", sa.Text, comment="地址"),
    sa.Column("longitude", sa.Numeric(9, 6), comment="经度"),
    sa.Column("latitude", sa.Numeric(8, 6), comment="纬度"),
    code("coordinate_system", CoordinateSystem, "坐标系", nullable=True),
    sa.Column("area_m2", sa.Numeric(10, 2), comment="面积 (平方米)"),
    code("status", FacilityStatus, "状态"),
    code("build_mode", BuildMode, "建设方式", server_default=BuildMode.SELF_BUILT.value),
    code("site", SiteKind, "场所类型 (母婴室)", nullable=True),
    sa.Column("accepted_on", sa.Date, comment="验收通过日期"),
    sa.Column("opened_on", sa.Date, comment="启用日期"),
    sa.Column("closed_on", sa.Date, comment="关闭日期"),
    sa.Column("keeper_name", sa.Text, comment="站点管理员"),
    sa.Column("phone", sa.Text, comment="联系电话"),
    sa.Column("open_hours", JSONB, comment="开放时间: [{weekday, from, to}]"),
    sa.Column("grade", sa.SmallInteger, comment="星级 (1–5)"),
    sa.Column(
        "map_listed", sa.Boolean, nullable=False, server_default=sa.false(), comment="已上地图"
    ),
    *record_columns(),
    sa.CheckConstraint("(longitude is null) = (latitude is null)", name="position"),
    sa.CheckConstraint("longitude between -180 and 180", name="longitude"),
    sa.CheckConstraint("latitude between -90 and 90", name="latitude"),
    sa.CheckConstraint("area_m2 > 0", name="area_m2"),
    sa.CheckConstraint("grade between 1 and 5", name="grade"),
    sa.CheckConstraint("status <> 'OPEN' or opened_on is not null", name="opened"),
    sa.Index("ix_facility_union", "union_id", "id"),
    sa.Index("ix_facility_division", "division_id", "id"),
    sa.Index("ix_facility_division_kind", "division_id", "kind", "id"),
    sa.Index("ix_facility_kind", "kind", "status", "id"),
    sa.Index("ix_facility_name", "name", "id"),
    sa.Index("ix_facility_place", "longitude", "latitude"),
    comment="阵地",
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
