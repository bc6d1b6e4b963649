"""What belongs to a member: dues, cards, platforms; and the unions that take new forms in."""

from schema.accounts.rules import SEES_NAMES
from schema.membership import tables
from schema.membership.types.masks import masked_plate, withheld
from schema.membership.types.people import Membership
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import FEW, column, connection, extend, node, to_one
from schema.planner.scalars import FEN


@node(tables.dues)
class Dues:
    """会费: one month of one member, and who keeps which part."""

    id = column()
    month = column(sortable=True, groupable=True)
    status = column(groupable=True)
    amount = column(kind=FEN, summable=True)
    kept_amount = column(kind=FEN, summable=True)
    passed_amount = column(kind=FEN, summable=True)
    paid_on = column(sortable=True, groupable=True)
    receipt_number = column()
    reason = withheld("reason")
    version = column()
    union_id = column(groupable=True)
    membership = to_one(Membership, "membership_id")
    union = to_one(UnionOrganisation, "union_id")


@node(tables.membership_card)
class MembershipCard:
    """会员证: a card with its number, from a series."""

    id = column()
    number = column()
    status = column(groupable=True)
    issued_on = column(sortable=True, groupable=True)
    ended_on = column()
    reason = withheld("reason")
    replaces_id = column()
    version = column()
    membership = to_one(Membership, "membership_id", implied=True)


@node(tables.card_series)
class CardSeries:
    """会员证号段: numbers are given out in their order."""

    id = column()
    prefix = column()
    digits = column()
    next_number = column()
    closed_on = column()
    version = column()


@node(tables.platform_work)
class PlatformWork:
    """新就业形态从业情况: one platform that a member works for, and how that is known."""

    id = column()
    platform = column(groupable=True)
    relation = column(groupable=True)
    vehicle_plate = column(
        mask=lambda table: masked_plate(table.c.vehicle_plate), unmasked_for=SEES_NAMES
    )
    work_area = column()
    verified_by = column(groupable=True)
    verified_on = column(sortable=True)
    ended_on = column()
    version = column()
    membership = to_one(Membership, "membership_id", implied=True)


@node(tables.home_union)
class HomeUnion:
    """归口工会: where workers of a platform, a trade or an area join (兜底建会)."""

    id = column()
    kind = column(groupable=True)
    platform = column()
    new_form_group = column()
    valid_from = column()
    valid_to = column()
    version = column()
    union = to_one(UnionOrganisation, "union_id")
    division = to_one(Division, "division_id")


extend(
    Membership,
    dues=connection(Dues, "membership_id", order=("-month",), description="会费", page=FEW),
    cards=connection(MembershipCard, "membership_id", description="会员证", page=FEW, implied=True),
    platforms=connection(
        PlatformWork, "membership_id", description="从业平台", page=FEW, implied=True
    ),
)
