"""Our schema over the benchmark's tables, in the words that every ``types.py`` uses.

Tables, access rules, types and root fields: what a domain writes, no more. The rules are
those of the product: a row is seen by who has the union it belongs to in scope, directly or
by the member, the facility or the case that it hangs on.
"""

from typing import Any

import sqlalchemy as sa

from schema.core.principal import Access
from schema.core.table import AccessRule, everybody, protect
from schema.planner.fields import (
    column,
    connection,
    extend,
    find_many,
    find_one,
    listing,
    node,
    to_one,
)
from schema.planner.model import Page, RootField
from schema.planner.schema import PlannedSchema, build_schema

metadata = sa.MetaData()


SqlType = type[sa.types.TypeEngine[Any]]


def _columns(*names: str, kind: SqlType) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _table(
    name: str,
    *,
    key: SqlType = sa.Integer,
    integers: str = "",
    long: str = "",
    texts: str = "",
    dates: str = "",
    other: tuple[sa.Column[Any], ...] = (),
) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("id", key, primary_key=True),
        *_columns(*integers.split(), kind=sa.Integer),
        *_columns(*long.split(), kind=sa.BigInteger),
        *_columns(*texts.split(), kind=sa.Text),
        *_columns(*dates.split(), kind=sa.Date),
        *other,
    )


def _amount(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Numeric(12, 2), nullable=False)


region = _table("region", texts="name code")
union_org = _table(
    "union_org",
    integers="region_id level",
    texts="name status",
    dates="founded_on",
    other=(sa.Column("parent_id", sa.Integer),),
)
union_closure = sa.Table(
    "union_closure",
    metadata,
    sa.Column("descendant_id", sa.Integer, primary_key=True),
    sa.Column("ancestor_id", sa.Uuid, primary_key=True),
)
member = _table(
    "member",
    key=sa.BigInteger,
    integers="union_id",
    dates="birth joined_on",
    texts="name id_no gender phone status employment_form education address",
)
facility = _table(
    "facility",
    integers="region_id union_id",
    texts="kind name address status",
    dates="opened_on",
    other=tuple(_columns("lon", "lat", kind=sa.Double)),
)
inspection = _table(
    "inspection",
    integers="facility_id score",
    texts="inspector result",
    dates="inspected_on",
    other=(sa.Column("note", sa.Text),),
)
dossier = _table(
    "dossier",
    integers="family_size",
    long="member_id",
    texts="category status",
    dates="opened_on",
    other=(_amount("per_capita_income"),),
)
assistance = _table(
    "assistance",
    key=sa.BigInteger,
    long="member_id",
    texts="kind",
    dates="paid_on",
    other=(_amount("amount"), sa.Column("dossier_id", sa.Integer)),
)
rights_case = _table(
    "rights_case",
    integers="union_id",
    long="member_id",
    texts="category title status",
    dates="filed_on",
)
case_event = _table(
    "case_event",
    key=sa.BigInteger,
    integers="case_id",
    texts="kind note",
    other=(sa.Column("at", sa.DateTime(timezone=True), nullable=False),),
)


def _by_union(name: str) -> AccessRule:
    def rule(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
        return access.within(table.c[name], union_closure)

    return rule


def _by_owner(owner: sa.Table, name: str) -> AccessRule:
    def rule(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
        held = owner.alias()
        inside = access.within(held.c.union_id, union_closure)
        if inside is None:
            return None
        return sa.exists().where(held.c.id == table.c[name], inside)

    return rule


protect(region, everybody)
protect(union_org, _by_union("id"))
protect(member, _by_union("union_id"))
protect(facility, _by_union("union_id"))
protect(rights_case, _by_union("union_id"))
protect(dossier, _by_owner(member, "member_id"))
protect(assistance, _by_owner(member, "member_id"))
protect(inspection, _by_owner(facility, "facility_id"))
protect(case_event, _by_owner(rights_case, "case_id"))


@node(region)
class Region:
    """A town."""

    id = column()
    name = column()
    code = column()


@node(union_org)
class Union:
    """A union of the tree."""

    id = column(sortable=True)
    name = column()
    level = column(groupable=True)
    status = column(groupable=True)
    founded_on = column()
    region = to_one(Region, "region_id", description="town")


@node(member)
class Member:
    """A member of a union."""

    id = column(sortable=True)
    union_id = column()
    name = column()
    id_no = column()
    gender = column()
    birth = column()
    phone = column()
    joined_on = column()
    status = column(groupable=True)
    employment_form = column(groupable=True)
    education = column()
    address = column()
    union = to_one(Union, "union_id", description="union", implied=True)


@node(inspection)
class Inspection:
    """One look at a facility."""

    id = column()
    inspected_on = column()
    score = column()
    inspector = column()
    result = column()
    note = column()


@node(facility)
class Facility:
    """A place that serves workers."""

    id = column(sortable=True)
    kind = column(groupable=True)
    name = column()
    address = column()
    lon = column()
    lat = column()
    status = column(groupable=True)
    opened_on = column()
    region = to_one(Region, "region_id", description="town")
    inspections = listing(
        Inspection,
        "facility_id",
        order=("-inspected_on", "-id"),
        page=Page(None, None, 10),
        implied=True,
    )


@node(dossier)
class Dossier:
    """The file of a household in need."""

    id = column()
    category = column(groupable=True)
    per_capita_income = column()
    family_size = column()
    status = column(groupable=True)
    opened_on = column()


@node(assistance)
class Assistance:
    """One payment."""

    id = column()
    kind = column(groupable=True)
    amount = column(summable=True)
    paid_on = column(groupable=True)


@node(case_event)
class CaseEvent:
    """A step of a case."""

    id = column()
    at = column()
    kind = column()
    note = column()


@node(rights_case)
class RightsCase:
    """A case of a worker's rights."""

    id = column()
    category = column(groupable=True)
    title = column()
    status = column(groupable=True)
    filed_on = column()
    events = listing(
        CaseEvent, "case_id", order=("at", "id"), page=Page(None, None, 4), implied=True
    )


extend(Union, members=connection(Member, "union_id", implied=True))
extend(
    Member,
    dossiers=listing(Dossier, "member_id", page=Page(None, None, 1), implied=True),
    assistance=listing(
        Assistance,
        "member_id",
        order=("-paid_on", "-id"),
        page=Page(None, None, 3),
        implied=True,
    ),
    cases=listing(RightsCase, "member_id", page=Page(None, None, 1)),
)


def _figures(name: str) -> type:
    """The type of a view of the maintained figures, hung below the unions."""
    view = sa.Table(
        f"{name}_figure",
        views,
        sa.Column("key", sa.Uuid, nullable=False),
        *_columns("union_id", kind=sa.Integer),
        *_columns("state", kind=sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("month", sa.Date),
        *_columns("own", "total", kind=sa.BigInteger),
        sa.Column("total_amount", sa.Numeric(18, 2), nullable=False),
    )
    protect(view, _by_union("union_id"))
    body = {
        "__doc__": f"Maintained figures: {name}.",
        "key": column(),
        "state": column(groupable=True),
        "category": column(groupable=True),
        "month": column(groupable=True),
        "own": column(summable=True),
        "total": column(summable=True),
        "total_amount": column(summable=True),
    }
    return node(view, key="key")(type(f"{name.capitalize()}Figure", (), body))


views = sa.MetaData()
extend(
    Union,
    **{
        f"{name}_figures": connection(_figures(name), "union_id", order=("key",))
        for name in ("member", "dossier", "case", "facility", "assistance")
    },
)


def build() -> PlannedSchema:
    """Bind the types to the planner; a page of members may have 500 here, as Q5 asks."""
    roots: dict[str, RootField] = {
        "unions": find_many(Union, "unions"),
        "overview": find_one(Union, "the figures of a union and all below it"),
        "members": find_many(Member, "members", page=Page(50, 500)),
        "member": find_one(Member, "one member"),
        "facilities": find_many(Facility, "facilities"),
        "dossiers": find_many(Dossier, "dossiers"),
        "assistance": find_many(Assistance, "assistance"),
        "cases": find_many(RightsCase, "cases"),
    }
    return build_schema(roots)
