"""Facilities and their inspections as GraphQL shows them."""

from schema.facilities import tables
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import (
    column,
    connection,
    extend,
    group_through,
    located,
    node,
    searchable,
    to_one,
)


@node(tables.facility)
class Facility:
    """阵地: service station, outdoor love station, mother-and-baby room or training base."""

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
    open_hours = column()
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
