"""Divisions and unions as GraphQL shows them."""

from schema.organisation import tables
from schema.planner.fields import column, connection, extend, node, searchable, to_one


@node(tables.division, effective=("valid_from", "valid_to"))
class Division:
    """行政区划: administrative division, with the period in which its code was in force."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    level = column(sortable=True, groupable=True)
    valid_from = column()
    valid_to = column()
    version = column()


@node(tables.union_organisation)
class UnionOrganisation:
    """工会组织: a union, from the city federation down to groups, in the territorial tree."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    kind = column(groupable=True)
    level = column(sortable=True, groupable=True)
    status = column(groupable=True)
    credit_code = column()
    founded_on = column(sortable=True, groupable=True)
    term_start_on = column()
    term_end_on = column(sortable=True)
    chair_name = column()
    employer_name = column()
    area_kind = column(groupable=True)
    workers_count = column(sortable=True, summable=True)
    address = column()
    phone = column()
    version = column()
    parent_id = column()
    division_id = column(groupable=True)
    division = to_one(Division, "division_id")


searchable(UnionOrganisation, codes=("code", "credit_code"))
extend(
    Division,
    parent=to_one(Division, "parent_id"),
    children=connection(Division, "parent_id", order=("code",), description="下级区划"),
    unions=connection(UnionOrganisation, "division_id", description="辖区内的工会"),
)
extend(
    UnionOrganisation,
    parent=to_one(UnionOrganisation, "parent_id"),
    industry_parent=to_one(UnionOrganisation, "industry_parent_id"),
    children=connection(
        UnionOrganisation, "parent_id", order=("code",), description="直接下级工会"
    ),
)
