"""The four deliveries and medical mutual aid as GraphQL shows them; amounts in fen."""

from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.assistance import tables
from schema.assistance.rules import ClaimStatus, RecipientGroup
from schema.assistance.types.cases import AssistanceRecord
from schema.assistance.types.payments import FundSource
from schema.membership.rules import ACTIVE_STATES
from schema.membership.tables import membership
from schema.membership.types import Person, withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, FEN, INT

FEWEST = 5  # a smaller cell is not shown
WHOLE = 10_000  # basis points


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


def _handed(*where: RecipientGroup | str) -> Any:
    """How many were reached by a delivery: members counted once, others by parcel."""

    def counted(table: sa.FromClause) -> sa.ColumnElement[Any]:
        receipt = tables.delivery_receipt.alias().c
        reached = sa.func.coalesce(receipt.person_id, receipt.id)
        query = sa.select(sa.func.count(sa.distinct(reached))).where(
            receipt.delivery_id == table.c.id,
            *(
                receipt.recipient_group == one
                if isinstance(one, RecipientGroup)
                else receipt[one].is_(None)
                for one in where
            ),
        )
        return query.correlate(table).scalar_subquery()

    return counted


def _goods_value(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """What was handed out, at its price."""
    goods = tables.delivery_goods.alias().c
    query = sa.select(sa.func.coalesce(sa.func.sum(goods.issued * goods.unit_price), 0)).where(
        goods.delivery_id == table.c.id
    )
    return query.correlate(table).scalar_subquery()


def _count(expression: Any, term: str, *, kind: Any = INT, needs: str = "id") -> Any:
    return computed(expression, kind, term, needs=(needs,), nullable=False, summable=True)


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
    persons = _count(_handed(), "受送人数 (会员按人, 其他按份)")
    riders = _count(_handed(RecipientGroup.RIDER), "其中外卖骑手、快递员人数")
    unsigned = _count(_handed("signed_on"), "尚未签收的人数")
    goods_value = _count(_goods_value, "已发物资价值 (分)", kind=FEN)
    site_count = _count(lambda table: sa.func.cardinality(table.c.sites), "地点数", needs="sites")
    evidence_reference = column()
    version = column()
    union = to_one(UnionOrganisation, "union_id", implied=True)
    fund = to_one(FundSource, "fund_id")
    goods = connection(DeliveryGoods, "delivery_id", description="物资", page=FEW, implied=True)
    receipts = connection(DeliveryReceipt, "delivery_id", description="发放与签收")


def _enrolled(table: sa.FromClause) -> Any:
    """How many take part; nothing where fewer than five would be told."""
    member = tables.mutual_aid_member.alias().c
    count = sa.func.count(member.id)
    query = sa.select(sa.case((count >= FEWEST, count))).where(member.policy_id == table.c.id)
    return query.correlate(table).scalar_subquery()


def _share_enrolled(table: sa.FromClause) -> Any:
    held = membership.alias().c
    active = sa.or_(*(held.status == state for state in ACTIVE_STATES))
    members = sa.select(sa.func.count(held.id)).where(active).scalar_subquery()
    return sa.cast(_enrolled(table) * WHOLE / sa.func.nullif(members, 0), sa.Integer)


def _benefits(table: sa.FromClause) -> Any:
    """What was paid of the claims of all who take part, where enough do."""
    claim, member = tables.mutual_aid_claim.alias().c, tables.mutual_aid_member.alias().c
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(claim.benefit), 0))
        .where(claim.member_id == member.id, member.policy_id == table.c.id)
        .where(claim.status == ClaimStatus.PAID)
        .correlate(table)
        .scalar_subquery()
    )
    return sa.case((_enrolled(table).is_not(None), sa.cast(query, sa.BigInteger)))


def _fees(table: sa.FromClause) -> Any:
    return _enrolled(table) * table.c.fee


def _pay_out(table: sa.FromClause) -> Any:
    return sa.cast(_benefits(table) * WHOLE / sa.func.nullif(_fees(table), 0), sa.Integer)


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
    enrolled = computed(_enrolled, INT, "参加人数 (不足五人不显示)", needs=("id",))
    enrolled_share = computed(
        _share_enrolled, INT, "参加率: 参加人数 / 在册会员 (万分比)", needs=("id",)
    )
    fees = computed(_fees, FEN, "互助费合计 (分)", needs=("id", "fee"))
    benefits_paid = computed(_benefits, FEN, "已给付合计 (分)", needs=("id",))
    pay_out_ratio = computed(_pay_out, INT, "赔付率: 已给付 / 互助费 (万分比)", needs=("id", "fee"))


def _days_to_pay(table: sa.FromClause) -> Any:
    """From the claim to the payment of the aid that came of it."""
    record = tables.assistance_record.alias().c
    query = sa.select(record.paid_on - table.c.filed_on).where(record.id == table.c.assistance_id)
    return query.correlate(table).scalar_subquery()


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
    days_to_pay = computed(
        _days_to_pay,
        INT,
        "申报至给付天数",
        needs=("assistance_id", "filed_on"),
        filterable=True,
        groupable=True,
        summable=True,
    )
    version = column()
    union_id = column(groupable=True)
    assistance_record = to_one(AssistanceRecord, "assistance_id")


@node(tables.mutual_aid_member)
class MutualAidMember:
    """医疗互助参加人: who takes part in a year, and who paid the fee."""

    id = column()
    paid_by = column(groupable=True)
    enrolled_on = column(sortable=True, groupable=True)
    union_id = column(groupable=True)
    person = to_one(Person, "person_id")
    policy = to_one(MutualAidPolicy, "policy_id", implied=True)
    claims = connection(MutualAidClaim, "member_id", description="申报", page=FEW)


extend(
    Person,
    mutual_aid=connection(MutualAidMember, "person_id", description="医疗互助", page=FEW),
)
