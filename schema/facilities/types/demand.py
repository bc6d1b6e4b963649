"""Needs, plans and gaps of facilities as GraphQL shows them."""

from typing import Any

import sqlalchemy as sa

from schema.facilities import tables
from schema.facilities.rules import FacilityKind
from schema.facilities.types.places import Facility
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    listing,
    located,
    node,
    to_one,
)
from schema.planner.scalars import BOOLEAN, INT, enum_kind


@node(tables.training_base)
class TrainingBase:
    """培训基地资料: the legal entity and the teachers of a training base."""

    id = column()
    kind = column(groupable=True)
    legal_name = column()
    credit_code = column()
    full_time_teachers = column(summable=True)
    part_time_teachers = column(summable=True)
    version = column()
    facility = to_one(Facility, "facility_id")


@node(tables.demand_site)
class DemandSite:
    """阵地需求点: a place whose people may need a room or station, and what it lacks."""

    id = column()
    kind = column(groupable=True)
    name = column(sortable=True)
    longitude = column()
    latitude = column()
    area_m2 = column(summable=True)
    daily_visitors = column(sortable=True, summable=True)
    women_workers = column(sortable=True, summable=True)
    surveyed_on = column(sortable=True)
    missing = computed(
        lambda table: sa.func.gonghui_site_gap(table.c.id),
        enum_kind(FacilityKind),
        "所缺阵地 (按需求标准计算; 空为不缺)",
        needs=("id",),
        filterable=True,
        groupable=True,
    )
    version = column()
    division_id = column(groupable=True)
    union_id = column(groupable=True)
    division = to_one(Division, "division_id")
    union = to_one(UnionOrganisation, "union_id")
    facilities = connection(Facility, "demand_site_id", description="服务于此的阵地", page=FEW)


@node(tables.building_plan)
class BuildingPlan:
    """阵地建设计划: how many facilities of a kind are to open in a year, and how many did."""

    id = column()
    year = column(sortable=True, groupable=True)
    kind = column(groupable=True)
    planned = column(summable=True)
    opened = computed(
        lambda table: sa.func.gonghui_plan_opened(table.c.id),
        INT,
        "当年已启用数",
        needs=("id",),
        nullable=False,
        summable=True,
    )
    version = column()
    division_id = column(groupable=True)
    division = to_one(Division, "division_id")


def _lacks(kind: FacilityKind) -> Any:
    """Whether a town has no open facility of a kind."""
    return computed(
        lambda table: sa.func.gonghui_town_lacks(table.c.id, kind.value),
        BOOLEAN,
        f"乡镇(街道)没有开放的{kind.label}",
        needs=("id",),
        nullable=False,
        filterable=True,
    )


located(DemandSite)
extend(
    Division,
    lacks_service_station=_lacks(FacilityKind.SERVICE_STATION),
    lacks_love_station=_lacks(FacilityKind.LOVE_STATION),
    lacks_care_room=_lacks(FacilityKind.CARE_ROOM),
    lacks_workers_home=_lacks(FacilityKind.WORKERS_HOME),
    demand_sites=connection(DemandSite, "division_id", description="阵地需求点"),
)
extend(
    Facility,
    training_base=listing(
        TrainingBase, "facility_id", description="培训基地资料 (至多一份)", page=FEW
    ),
    demand_site=to_one(DemandSite, "demand_site_id"),
)
