"""What facilities are for: training bases' facts, places with a need, the year's plan."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import BaseKind, DemandKind, FacilityKind

training_base = sa.Table(
    "training_base",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    code("kind", BaseKind, "基地类型"),
    sa.Column("legal_name", sa.Text, nullable=False, comment="法人名称"),
    sa.Column("credit_code", sa.Text, nullable=False, comment="统一社会信用代码"),
    sa.Column("full_time_teachers", sa.Integer, nullable=False, comment="专职教师人数"),
    sa.Column("part_time_teachers", sa.Integer, nullable=False, comment="兼职教师人数"),
    *record_columns(),
    sa.UniqueConstraint("facility_id"),
    sa.Index("ix_training_base_facility", "facility_id", "id"),
    sa.CheckConstraint("full_time_teachers >= 0 and part_time_teachers >= 0", name="teachers"),
    comment="培训基地资料",
)

demand_site = sa.Table(
    "demand_site",
    metadata,
    identifier(),
    code("kind", DemandKind, "需求点类型"),
    sa.Column("name", sa.Text, nullable=False, comment="名称"),
    reference("union_id", "union_organisation", "所属工会", index=False),
    reference("division_id", "division", "所在区划", index=False),
    sa.Column("longitude", sa.Numeric(9, 6), comment="经度"),
    sa.Column("latitude", sa.Numeric(8, 6), comment="纬度"),
    sa.Column("area_m2", sa.Numeric(12, 2), comment="建筑面积 (平方米)"),
    sa.Column("daily_visitors", sa.Integer, comment="日均人流量"),
    sa.Column("women_workers", sa.Integer, comment="女职工人数"),
    sa.Column("surveyed_on", sa.Date, nullable=False, comment="摸排日期"),
    *record_columns(),
    sa.UniqueConstraint("union_id", "name"),
    sa.CheckConstraint("(longitude is null) = (latitude is null)", name="position"),
    sa.CheckConstraint("daily_visitors >= 0 and women_workers >= 0", name="people"),
    sa.Index("ix_demand_site_division", "division_id", "id"),
    sa.Index("ix_demand_site_place", "longitude", "latitude"),
    comment="阵地需求点",
)

building_plan = sa.Table(
    "building_plan",
    metadata,
    identifier(),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("kind", FacilityKind, "阵地类型"),
    reference("division_id", "division", "区划", index=False),
    sa.Column("planned", sa.Integer, nullable=False, comment="计划新建数"),
    *record_columns(),
    sa.UniqueConstraint("year", "kind", "division_id"),
    sa.CheckConstraint("planned > 0", name="planned"),
    sa.Index("ix_building_plan_division", "division_id", "id"),
    comment="阵地建设计划",
)
