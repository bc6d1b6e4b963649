"""Persons and memberships as GraphQL shows them; numbers appear as masks only."""

from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.core.access_log import access_log
from schema.membership import tables
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import (
    FEW,
    column,
    connection,
    extend,
    group_through,
    node,
    searchable,
    to_one,
)


def masked_name(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """``张*`` or ``张*明`` (see ``schema.core.vault.mask_name``)."""
    name = table.c.name
    length = sa.func.char_length(name)
    middle = sa.func.repeat("*", sa.func.greatest(length - 2, 1))
    last = sa.case((length > 2, sa.func.right(name, 1)), else_="")  # noqa: PLR2004
    return sa.func.concat(sa.func.left(name, 1), middle, last)


@node(tables.person)
class Person:
    """职工: a worker's real-name record; analysts see masked names."""

    id = column()
    name = column(mask=masked_name, unmasked_for=SEES_NAMES)
    sex = column(groupable=True)
    birth_date = column(
        mask=lambda table: sa.func.date_trunc("year", table.c.birth_date).cast(sa.Date),
        unmasked_for=SEES_NAMES,
    )
    document_kind = column(groupable=True)
    document_number_mask = column("document_mask", filterable=False)
    document_check = column(groupable=True)
    mobile_mask = column(filterable=False)
    mobile_verified_on = column()
    ethnicity = column(groupable=True)
    education = column(groupable=True)
    political_status = column(groupable=True)
    hukou_kind = column(groupable=True)
    migrant = column(groupable=True)
    deceased_on = column()
    version = column()


@node(tables.membership)
class Membership:
    """会籍: one person's membership of one union, from application to its end."""

    id = column()
    card_number = column()
    status = column(groupable=True)
    joined_on = column(sortable=True, groupable=True)
    ended_on = column(sortable=True, groupable=True)
    employment_form = column(groupable=True)
    employer_name = column()
    occupation = column()
    hired_on = column()
    contract_start_on = column()
    contract_end_on = column(sortable=True)
    frontline = column(groupable=True)
    new_form_group = column(groupable=True)
    platform = column(groupable=True)
    contact_verified_on = column()
    version = column()
    union_id = column(groupable=True)
    person_id = column()
    person = to_one(Person, "person_id", implied=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.membership_transfer)
class MembershipTransfer:
    """会籍接转: a member's move from one union to another."""

    id = column()
    status = column(groupable=True)
    requested_on = column(sortable=True)
    due_on = column(sortable=True)
    decided_on = column()
    reason = column()
    version = column()
    membership = to_one(Membership, "membership_id")
    from_union = to_one(UnionOrganisation, "from_union_id")
    to_union = to_one(UnionOrganisation, "to_union_id")


searchable(Person, prefixes=True)
group_through(Membership, "union", "division_id", "level", "kind")
extend(Person, memberships=connection(Membership, "person_id", description="会籍履历", page=FEW))
extend(
    Membership,
    transfers=connection(MembershipTransfer, "membership_id", description="接转记录", page=FEW),
)
extend(
    UnionOrganisation,
    members=connection(Membership, "union_id", description="会员 (会籍)", implied=True),
)


@node(access_log, name="AccessRecord")
class AccessRecord:
    """查阅记录: who was shown, or revealed, which record, when and why; never the value."""

    id = column()
    at = column(sortable=True)
    actor = column()
    actor_name = column()
    role = column()
    kind = column(groupable=True)
    purpose = column(groupable=True)
    note = column(filterable=False)
    entity = column(groupable=True)
    entity_id = column()
    person_id = column()
    fields = column(filterable=False)


extend(
    Person,
    accesses=connection(
        AccessRecord, "person_id", order=("-at",), description="谁查阅过此人的记录", page=FEW
    ),
)
