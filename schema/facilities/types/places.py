"""Facilities and their inspections as GraphQL shows them."""

from typing import Any

import sqlalchemy as sa

from schema.facilities import tables
from schema.facilities.rules import FacilityStatus, InspectionKind
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import (
    column,
    computed,
    connection,
    extend,
    group_through,
    located,
    node,
    searchable,
    to_one,
)
from schema.planner.scalars import BOOLEAN, DATE, FEN, INT, JSON, STRINGS


def _due(kind: InspectionKind) -> Any:
    """When the next inspection of a kind is due, of an open facility."""
    return computed(
        lambda table: sa.func.gonghui_inspection_due(table.c.id, kind.value),
        DATE,
        f"下次{kind.label}应于 (开放的阵地; 按检查周期计算)",
        needs=("id",),
        filterable=True,
    )


def _reacceptance(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """A year (parameter) after the last acceptance, of an open facility."""
    today = sa.func.gonghui_today(type_=sa.Date)
    days = sa.func.gonghui_figure("FACILITY", "reacceptance_days", today, type_=sa.Integer)
    last = sa.func.coalesce(table.c.accepted_on, table.c.opened_on)
    return sa.case((table.c.status == FacilityStatus.OPEN, sa.cast(last + days, sa.Date)))


@node(tables.facility)
class Facility:
    """阵地: service centre or station, love station, mother-and-baby room, base or home."""

    id = column()
    code = column(sortable=True)
    kind = column(groupable=True)
    name = column(sortable=True)
    address = column()
    longitude = column()
    latitude = column()
    coordinate_system = column()
    area_m2 = column(summable=True)
    status = column(groupable=True)
    build_mode = column(groupable=True)
    site = column(groupable=True)
    accepted_on = column()
    opened_on = column(sortable=True, groupable=True)
    closed_on = column()
    keeper_name = column()
    phone = column()
    open_hours = computed(
        lambda table: sa.func.gonghui_open_hours(table.c.id),
        JSON,
        "开放时间: [{weekday, season, from, to}]",
        needs=("id",),
    )
    open_now = computed(
        lambda table: sa.and_(
            table.c.status == FacilityStatus.OPEN,
            sa.func.gonghui_open_at(table.c.id, sa.func.now()),
        ),
        BOOLEAN,
        "此刻开放 (按开放时间、节假日与调休计算)",
        needs=("id", "status"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    weekly_minutes = computed(
        lambda table: sa.func.gonghui_weekly_minutes(table.c.id, sa.func.gonghui_today()),
        INT,
        "本季每周开放分钟数",
        needs=("id",),
        nullable=False,
    )
    standard_gaps = computed(
        lambda table: sa.func.gonghui_facility_gaps(table.c.id, sa.func.gonghui_today()),
        STRINGS,
        "与建设标准的差距: 设施设备代码, AREA 面积, KEEPER 管理员, HOURS 开放时间, MAP_LISTED 地图",
        needs=("id",),
        nullable=False,
    )
    meets_standard = computed(
        lambda table: (
            sa.func.cardinality(sa.func.gonghui_facility_gaps(table.c.id, sa.func.gonghui_today()))
            == 0
        ),
        BOOLEAN,
        "达到建设标准",
        needs=("id",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    next_self_inspection_on = _due(InspectionKind.SELF)
    next_township_inspection_on = _due(InspectionKind.TOWNSHIP)
    next_city_inspection_on = _due(InspectionKind.CITY)
    reacceptance_due_on = computed(
        _reacceptance,
        DATE,
        "年度复验期限 (开放的阵地; 参数 reacceptance_days)",
        needs=("status", "accepted_on", "opened_on"),
        filterable=True,
    )
    reacceptance_overdue = computed(
        lambda table: sa.func.coalesce(
            _reacceptance(table) < sa.func.gonghui_today(type_=sa.Date), sa.false()
        ),
        BOOLEAN,
        "逾期未复验",
        needs=("status", "accepted_on", "opened_on"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    inspected_in_time = computed(
        lambda table: sa.func.gonghui_inspected_in_time(table.c.id),
        BOOLEAN,
        "三类检查均未逾期 (仅开放的阵地)",
        needs=("id",),
        filterable=True,
        groupable=True,
    )
    hygiene_in_time = computed(
        lambda table: sa.func.gonghui_hygiene_in_time(table.c.id),
        BOOLEAN,
        "清洁登记未逾期 (仅开放的母婴室)",
        needs=("id",),
        filterable=True,
        groupable=True,
    )
    checked_in_today = computed(
        lambda table: sa.func.gonghui_checked_in(table.c.id),
        BOOLEAN,
        "今日已开门签到",
        needs=("id",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    partner = column()
    serves_children = column(groupable=True)
    opens_on_holidays = column(groupable=True)
    status_reason = column()
    yearly_cost = column(kind=FEN, summable=True)
    cost_per_visit = computed(
        lambda table: sa.func.gonghui_cost_per_visit(table.c.id),
        FEN,
        "近一年每人次运行成本 (分)",
        needs=("id",),
    )
    grade = column(sortable=True, groupable=True)
    map_listed = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    division_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)
    division = to_one(Division, "division_id")


@node(tables.inspection)
class Inspection:
    """阵地检查: one inspection of a facility, with the time limit for mending."""

    id = column()
    kind = column(groupable=True)
    inspected_on = column(sortable=True, groupable=True)
    score = column(sortable=True, summable=True)
    result = column(groupable=True)
    fault_level = column(groupable=True)
    inspector_name = column()
    fix_due_on = column(sortable=True)
    fixed_on = column()
    note = column()
    items = column(filterable=False)
    version = column()
    facility = to_one(Facility, "facility_id", implied=True)


searchable(Facility, codes=("code",))
located(Facility)
group_through(Inspection, "facility", "kind", "division_id")
extend(
    Facility,
    inspections=connection(
        Inspection,
        "facility_id",
        order=("-inspected_on",),
        description="检查记录, 最近的在前",
        implied=True,
    ),
)
extend(Division, facilities=connection(Facility, "division_id", description="辖区内的阵地"))
extend(
    UnionOrganisation,
    facilities=connection(Facility, "union_id", description="所属阵地", implied=True),
)
