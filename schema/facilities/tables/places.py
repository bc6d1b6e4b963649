"""Facilities with what they have: keepers, opening hours, equipment."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import (
    BuildMode,
    CoordinateSystem,
    EquipmentCode,
    EquipmentState,
    FacilityKind,
    FacilityStatus,
    Season,
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
    sa.Column("grade", sa.SmallInteger, comment="星级 (1–5)"),
    sa.Column(
        "map_listed", sa.Boolean, nullable=False, server_default=sa.false(), comment="已上地图"
    ),
    sa.Column("partner", sa.Text, comment="共建单位"),
    sa.Column(
        "serves_children",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="有婴幼儿到场 (母婴室)",
    ),
    sa.Column(
        "opens_on_holidays",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="法定节假日照常开放",
    ),
    reference("demand_site_id", "demand_site", "所服务的需求点", nullable=True, index=False),
    sa.Column("yearly_cost", sa.BigInteger, comment="年运行经费 (分)", info={"fen": True}),
    sa.Column("status_reason", sa.Text, comment="状态原因 (暂停、关闭)"),
    *record_columns(),
    sa.CheckConstraint("(longitude is null) = (latitude is null)", name="position"),
    sa.CheckConstraint("longitude between -180 and 180", name="longitude"),
    sa.CheckConstraint("latitude between -90 and 90", name="latitude"),
    sa.CheckConstraint("area_m2 > 0", name="area_m2"),
    sa.CheckConstraint("yearly_cost >= 0", name="yearly_cost"),
    sa.CheckConstraint("grade between 1 and 5", name="grade"),
    sa.CheckConstraint("status <> 'OPEN' or opened_on is not null", name="opened"),
    sa.Index("ix_facility_demand_site", "demand_site_id", "id"),
    sa.Index("ix_facility_union", "union_id", "id"),
    sa.Index("ix_facility_division", "division_id", "id"),
    sa.Index("ix_facility_division_kind", "division_id", "kind", "id"),
    sa.Index("ix_facility_kind", "kind", "status", "id"),
    sa.Index("ix_facility_name", "name", "id"),
    sa.Index("ix_facility_place", "longitude", "latitude"),
    comment="阵地",
)

facility_keeper = sa.Table(
    "facility_keeper",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("name", sa.Text, nullable=False, comment="站点管理员"),
    sa.Column("phone", sa.Text, comment="联系电话"),
    reference("user_id", "app_user", "用户 (如有账号)", nullable=True),
    sa.Column("from_on", sa.Date, nullable=False, comment="到岗日期"),
    sa.Column("until_on", sa.Date, comment="离岗日期"),
    *record_columns(),
    sa.CheckConstraint("until_on is null or until_on >= from_on", name="period"),
    sa.Index("ix_facility_keeper_facility", "facility_id", "from_on", "id"),
    sa.Index(
        "uq_facility_keeper_present",
        "facility_id",
        unique=True,
        postgresql_where=sa.text("until_on is null"),
    ),
    comment="站点管理员任职",
)


def _minute(name: str, comment: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger, nullable=nullable, comment=comment)


opening_hours = sa.Table(
    "opening_hours",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("weekday", sa.SmallInteger, nullable=False, comment="星期 (1 周一 – 7 周日)"),
    code("season", Season, "适用季节"),
    _minute("opens_minute", "开始 (当日第几分钟)"),
    _minute("closes_minute", "结束 (当日第几分钟)"),
    *record_columns(),
    sa.CheckConstraint("weekday between 1 and 7", name="weekday"),
    sa.CheckConstraint(
        "0 <= opens_minute and opens_minute < closes_minute and closes_minute <= 1440",
        name="span",
    ),
    sa.Index("ix_opening_hours_facility", "facility_id", "weekday", "opens_minute", "id"),
    comment="开放时间",
)

opening_exception = sa.Table(
    "opening_exception",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("day", sa.Date, nullable=False, comment="日期"),
    _minute("opens_minute", "开始 (当日第几分钟; 空为全天不开放)", nullable=True),
    _minute("closes_minute", "结束 (当日第几分钟)", nullable=True),
    sa.Column("note", sa.Text, nullable=False, comment="原因"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "day"),
    sa.CheckConstraint(
        "(opens_minute is null) = (closes_minute is null)"
        " and 0 <= opens_minute and opens_minute < closes_minute and closes_minute <= 1440",
        name="span",
    ),
    comment="个别日期的开放安排",
)

equipment_item = sa.Table(
    "equipment_item",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    code("code", EquipmentCode, "设施设备"),
    sa.Column("name", sa.Text, nullable=False, server_default="", comment="名称 (如药品名)"),
    sa.Column("quantity", sa.Integer, nullable=False, server_default="1", comment="数量"),
    code("state", EquipmentState, "状态"),
    sa.Column("state_since", sa.Date, nullable=False, comment="该状态起始日期"),
    sa.Column("expires_on", sa.Date, comment="有效期止 (药品、许可)"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "code", "name"),
    sa.CheckConstraint("quantity >= 0", name="quantity"),
    sa.Index("ix_equipment_item_facility", "facility_id", "id"),
    sa.Index("ix_equipment_item_state", "state", "id"),
    sa.Index("ix_equipment_item_expires", "expires_on", "id"),
    comment="设施设备",
)
