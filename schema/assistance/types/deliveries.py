"""The four deliveries and medical mutual aid as GraphQL shows them; amounts in fen."""

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.assistance import tables
from schema.assistance.types.cases import AssistanceRecord
from schema.assistance.types.payments import FundSource
from schema.membership.types import Person, withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, FEN


def _masked(table: sa.FromClause) -> sa.ColumnElement[str]:
    """The first character of a recipient's name."""
    return sa.func.left(table.c.recipient_name, 1) + "*"


@node(tables.delivery_goods)
class DeliveryGoods:
    """四送物资: bought and handed out; never more than there is."""

    id = column()
    name = column()
    quantity = column(summable=True)
    issued = column(summable=True)
    unit_price = column(kind=FEN)
    value = computed(
        lambda table: table.c.issued * table.c.unit_price,
        FEN,
        "已发物资价值 (分)",
        needs=("issued", "unit_price"),
        nullable=False,
        summable=True,
    )
    version = column()


@node(tables.delivery_receipt)
class DeliveryReceipt:
    """四送发放与签收: goods handed to one recipient, and the signature."""

    id = column()
    recipient_group = column(groupable=True)
    recipient_name = column(mask=_masked, unmasked_for=SEES_NAMES)
    quantity = column(summable=True)
    handed_on = column(sortable=True, groupable=True)
    signed_on = column(sortable=True)
    signed = computed(
        lambda table: table.c.signed_on.is_not(None),
        BOOLEAN,
        "已签收",
        needs=("signed_on",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    signature_reference = column()
    version = column()
    goods = to_one(DeliveryGoods, "goods_id", implied=True)
    person = to_one(Person, "person_id")


@node(tables.delivery)
class Delivery:
    """四送活动: jobs in spring, coolness in summer, schooling in autumn, warmth in winter."""

    id = column()
    number = column(sortable=True)
    title = column()
    season = column(groupable=True)
    year = column(sortable=True, groupable=True)
    status = column(groupable=True)
    sites = column(filterable=False)
    starts_on = column(sortable=True)
    ends_on = column(sortable=True)
    evidence_reference = column()
    version = column()
    union = to_one(UnionOrganisation, "union_id", implied=True)
    fund = to_one(FundSource, "fund_id")
    goods = connection(DeliveryGoods, "delivery_id", description="物资", page=FEW, implied=True)
    receipts = connection(DeliveryReceipt, "delivery_id", description="发放与签收")


@node(tables.mutual_aid_policy)
class MutualAidPolicy:
    """职工医疗互助计划: fee, benefit bands and enrolment window of a year."""

    id = column()
    year = column(sortable=True)
    fee = column(kind=FEN)
    benefit_table = column(filterable=False)
    most = column(kind=FEN)
    enrol_from = column()
    enrol_to = column()
    basis = column()


@node(tables.mutual_aid_claim)
class MutualAidClaim:
    """医疗互助申报: a stay in hospital, what was self-paid, and the benefit."""

    id = column()
    number = column(sortable=True)
    status = column(groupable=True)
    admitted_on = column(sortable=True)
    discharged_on = column(sortable=True)
    filed_on = column(sortable=True, groupable=True)
    self_paid = column(kind=FEN, summable=True)
    benefit = column(kind=FEN, summable=True)
    refusal_reason = withheld("refusal_reason")
    version = column()
    assistance_record = to_one(AssistanceRecord, "assistance_id")


@node(tables.mutual_aid_member)
class MutualAidMember:
    """医疗互助参加人: who takes part in a year, and who paid the fee."""

    id = column()
    paid_by = column(groupable=True)
    enrolled_on = column(sortable=True, groupable=True)
    person = to_one(Person, "person_id")
    policy = to_one(MutualAidPolicy, "policy_id", implied=True)
    claims = connection(MutualAidClaim, "member_id", description="申报", page=FEW)


extend(
    Person,
    mutual_aid=connection(MutualAidMember, "person_id", description="医疗互助", page=FEW),
)
