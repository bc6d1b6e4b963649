"""Dossiers, households, assessments and aid as GraphQL shows them; amounts in fen."""

import sqlalchemy as sa

from schema.accounts.rules import SEES_NAMES
from schema.assistance import tables
from schema.assistance.types import figures
from schema.membership.types import Membership, Person, masked_name, unsaid, withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    group_through,
    listing,
    node,
    to_one,
)
from schema.planner.scalars import DATE, FEN


@node(tables.household_member)
class HouseholdMember:
    """家庭成员: a member of the dossier's household, with yearly income by source."""

    id = column()
    name = column(mask=masked_name, unmasked_for=SEES_NAMES)
    relation = column()
    sex = column()
    co_living = column()
    work_status = column()
    health = unsaid("health")
    disability_class = unsaid("disability_class")
    disability_level = unsaid("disability_level")
    school_stage = column()
    wage_income = column(kind=FEN)
    business_income = column(kind=FEN)
    property_income = column(kind=FEN)
    transfer_income = column(kind=FEN)
    excluded_income = column(kind=FEN)
    insured = column()
    version = column()


@node(tables.assessment)
class Assessment:
    """困难认定: one computation of need, immutable, with its inputs as the explanation."""

    id = column()
    assessed_on = column(sortable=True, groupable=True)
    rule_set = column(groupable=True)
    yearly_income = column(kind=FEN)
    rigid_expenditure = column(kind=FEN)
    accident_cost = column(kind=FEN)
    assets = column(kind=FEN)
    household_size = column()
    living_standard = column(kind=FEN)
    multiplier = column()
    per_capita_income = column(kind=FEN)
    per_capita_net = column(kind=FEN)
    category = column(groupable=True)
    categories_met = column(filterable=False)
    inputs = column(filterable=False)
    window_from = column()
    window_to = column()
    explanation = column(filterable=False)


@node(tables.dossier)
class Dossier:
    """困难职工档案: one household's dossier in one worker's name."""

    id = column()
    number = column(sortable=True)
    file_level = column(groupable=True)
    category = column(groupable=True)
    rule_set = column(groupable=True)
    status = column(groupable=True)
    primary_cause = column(groupable=True)
    causes = column(filterable=False)
    needs = column(filterable=False)
    migrant = column(groupable=True)
    resident_since = column()
    employed_since = column()
    contract_from = column()
    contract_until = column()
    household_size = column(sortable=True, groupable=True, summable=True)
    applied_on = column(sortable=True, groupable=True)
    opened_on = column(sortable=True, groupable=True)
    last_review_on = column(sortable=True)
    next_review_on = column(sortable=True)
    notice_until = column()
    monitor_until = column(sortable=True)
    due_on = computed(
        lambda table: sa.func.gonghui_dossier_due(table.c.id),
        DATE,
        "当前环节应办结日期 (按工作日历计算, 补正期间暂停)",
        needs=("id",),
        filterable=True,
    )
    re_entered = figures.flag(figures.re_entered, "重新建档 (返困)", "previous_dossier_id")
    lifted = figures.flag(
        figures.lifted,
        "已解困脱困: 经 E1–E4 渠道退出且当年未返困",
        "exit_channel",
        "exited_on",
        "id",
    )
    review_overdue = figures.flag(figures.review_overdue, "逾期未复核", "status", "next_review_on")
    spot_checked = figures.flag(figures.spot_checked, "本年度已抽查", "id")
    aided = figures.flag(figures.aided, "已获帮扶", "id")
    days_to_open = figures.days("applied_on", "opened_on", "申请至建档天数")
    exit_channel = column(groupable=True)
    exited_on = column(sortable=True, groupable=True)
    imported_from = column()
    status_reason = withheld("status_reason")
    version = column()
    union_id = column(groupable=True)
    person = to_one(Person, "person_id")
    membership = to_one(Membership, "membership_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)
    previous_dossier_id = column()
    household = listing(
        HouseholdMember, "dossier_id", description="家庭成员", page=FEW, implied=True
    )
    assessments = connection(
        Assessment,
        "dossier_id",
        order=("-assessed_on",),
        description="历次认定, 最近的在前",
        page=FEW,
        implied=True,
    )


@node(tables.assistance_record)
class AssistanceRecord:
    """帮扶记录: one piece of aid, from request to payment."""

    id = column()
    number = column(sortable=True)
    kind = column(groupable=True)
    status = column(groupable=True)
    fund_level = column(groupable=True)
    period_key = column()
    amount = column(kind=FEN, sortable=True, summable=True)
    goods = column()
    reason = withheld("reason")
    requested_on = column(sortable=True, groupable=True)
    approved_on = column(sortable=True, groupable=True)
    approval_level = column(groupable=True)
    refusal = column(groupable=True)
    verified_on = column(sortable=True)
    verification = column()
    recovery_notice_on = column(sortable=True)
    recovered_on = column(sortable=True)
    recovered_amount = column(kind=FEN, summable=True)
    paid_on = column(sortable=True, groupable=True)
    days_to_pay = figures.days("approved_on", "paid_on", "批准至发放天数")
    notice_until = column()
    imported_from = column()
    status_reason = withheld("status_reason")
    version = column()
    union_id = column(groupable=True)
    dossier = to_one(Dossier, "dossier_id")
    person = to_one(Person, "person_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)


group_through(Dossier, "union", "division_id")
group_through(AssistanceRecord, "union", "division_id")
group_through(AssistanceRecord, "dossier", "category")
AID_ORDER = ("-paid_on",)
extend(Dossier, previous_dossier=to_one(Dossier, "previous_dossier_id"))
extend(
    Dossier,
    assistance_records=connection(
        AssistanceRecord, "dossier_id", order=AID_ORDER, description="帮扶记录", page=FEW
    ),
)
extend(
    Membership, dossiers=connection(Dossier, "membership_id", description="困难职工档案", page=FEW)
)
extend(
    Person,
    assistance_records=connection(
        AssistanceRecord, "person_id", order=AID_ORDER, description="受助记录", page=FEW
    ),
)
extend(
    UnionOrganisation,
    dossiers=connection(Dossier, "union_id", description="建档的困难职工", implied=True),
    assistance_records=connection(
        AssistanceRecord,
        "union_id",
        order=AID_ORDER,
        description="申报的帮扶",
        implied=True,
    ),
)
