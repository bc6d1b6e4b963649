"""The ledger of a membership as GraphQL shows it: steps, transfers, proposals of a lapse."""

import sqlalchemy as sa

from schema.membership import tables
from schema.membership.types.masks import withheld
from schema.membership.types.people import Membership
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, DATE


@node(tables.membership_step)
class MembershipStep:
    """会籍台账: one step of a membership, with who took it and when."""

    id = column()
    from_status = column()
    to_status = column(groupable=True)
    taken_on = column(sortable=True, groupable=True)
    taken_at = column()
    taken_by = column()
    reason = withheld("reason")
    document = withheld("document")
    union = to_one(UnionOrganisation, "union_id")


@node(tables.membership_version, effective=("valid_from", "valid_to"))
class MembershipVersion:
    """会籍沿革: of which union a worker was a member, in which state, from a day to a day."""

    id = column()
    status = column(groupable=True)
    valid_from = column(sortable=True)
    valid_to = column(sortable=True)
    union_id = column(groupable=True)
    membership_id = column()
    membership = to_one(Membership, "membership_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.membership_transfer)
class MembershipTransfer:
    """会籍接转: a member's move from one union to another, one record for both."""

    id = column()
    status = column(groupable=True)
    requested_on = column(sortable=True, groupable=True)
    released_on = column(sortable=True)
    released_by = column()
    due_on = computed(
        lambda table: sa.func.gonghui_transfer_due(
            table.c.status, table.c.requested_on, table.c.released_on
        ),
        DATE,
        "当前环节应办结日期 (按工作日历计算, 转出与转入各自起算)",
        needs=("status", "requested_on", "released_on"),
        filterable=True,
    )
    on_time = computed(
        lambda table: sa.func.gonghui_transfer_on_time(
            table.c.status, table.c.requested_on, table.c.released_on, table.c.decided_on
        ),
        BOOLEAN,
        "双方均未逾期 (依职权办结的为否)",
        needs=("status", "requested_on", "released_on", "decided_on"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    decided_on = column(sortable=True, groupable=True)
    decided_by = column()
    dues_from = column()
    basis = withheld("basis")
    reason = withheld("reason")
    version = column()
    membership = to_one(Membership, "membership_id")
    from_union = to_one(UnionOrganisation, "from_union_id")
    to_union = to_one(UnionOrganisation, "to_union_id")


@node(tables.lapse_proposal)
class LapseProposal:
    """自动退会提议: made by the machine, followed by a talk, decided by the chair."""

    id = column()
    status = column(groupable=True)
    proposed_on = column(sortable=True, groupable=True)
    unpaid_since = column(sortable=True)
    grounds = column()
    educated_on = column()
    educated_by = column()
    took_part = column()
    good_reason = column()
    decided_on = column()
    decided_by = column()
    note = withheld("note")
    version = column()
    membership = to_one(Membership, "membership_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)


extend(
    Membership,
    steps=connection(MembershipStep, "membership_id", description="会籍台账", page=FEW),
    history=connection(
        MembershipVersion, "membership_id", order=("valid_from",), description="沿革", page=FEW
    ),
    transfers=connection(MembershipTransfer, "membership_id", description="接转记录", page=FEW),
    lapse_proposals=connection(
        LapseProposal, "membership_id", description="自动退会提议", page=FEW
    ),
)
extend(
    UnionOrganisation,
    members_history=connection(
        MembershipVersion,
        "union_id",
        description="历史上的会员 (以 asOf 查询某日, 以 status 筛选)",
        implied=True,
    ),
)
