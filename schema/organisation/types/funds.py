"""Union funds as GraphQL shows them: budget, ledger, contributions, the tilt to weak unions."""

from typing import Any

import sqlalchemy as sa

from schema.organisation import tables
from schema.organisation.types.enterprises import Enterprise
from schema.organisation.types.unions import OrganisationStep, UnionOrganisation, flag, today
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import DATE, FEN, INT


@node(tables.union_ledger)
class UnionLedgerEntry:
    """工会经费台账: one entry, never changed."""

    id = column()
    year = column(sortable=True, groupable=True)
    item = column(groupable=True)
    direction = column(groupable=True)
    amount = column(sortable=True, summable=True)
    booked_on = column(sortable=True, groupable=True)
    booked_by = column()
    voucher = column()
    note = column()
    union_id = column(groupable=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.union_budget)
class UnionBudget:
    """工会经费项目: a line of a year's budget, allotted, spent, audited."""

    id = column()
    year = column(sortable=True, groupable=True)
    item = column(groupable=True)
    title = column()
    amount = column(sortable=True, summable=True)
    allotted = column(summable=True)
    spent = column(sortable=True, summable=True)
    status = column(groupable=True)
    audit_report = column()
    version = column()
    union_id = column(groupable=True)
    beneficiary_id = column(groupable=True)
    to_grassroots = flag(
        lambda table: sa.func.gonghui_is_grassroots(table.c.beneficiary_id),
        "用于基层工会",
        "beneficiary_id",
    )
    to_weak = flag(
        lambda table: sa.func.gonghui_is_weak(
            table.c.beneficiary_id, sa.cast(table.c.year, sa.Integer)
        ),
        "用于力量薄弱的基层工会",
        "beneficiary_id",
        "year",
    )
    union = to_one(UnionOrganisation, "union_id")
    beneficiary = to_one(UnionOrganisation, "beneficiary_id")
    entries = connection(UnionLedgerEntry, "budget_id", description="台账", page=FEW)
    steps = connection(OrganisationStep, "subject_id", description="办理记录", page=FEW)


def _due(table: sa.FromClause) -> sa.ColumnElement[Any]:
    year, quarter = (sa.cast(table.c[name], sa.Integer) for name in ("year", "quarter"))
    return sa.func.gonghui_contribution_due(year, quarter, type_=sa.Date)


@node(tables.union_contribution)
class UnionContribution:
    """工会经费拨缴: what an employer owes and has paid for a quarter."""

    id = column()
    year = column(sortable=True, groupable=True)
    quarter = column(groupable=True)
    wages = column(summable=True)
    due = column(summable=True)
    paid = column(summable=True)
    paid_on = column(groupable=True)
    version = column()
    union_id = column(groupable=True)
    due_on = computed(_due, DATE, "缴款期限 (按工作日计算)", needs=("year", "quarter"))
    overdue = flag(
        lambda table: sa.and_(table.c.paid < table.c.due, _due(table) < today()),
        "逾期未缴清 (U8)",
        "year",
        "quarter",
        "paid",
        "due",
    )
    enterprise = to_one(Enterprise, "enterprise_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)


def _spent(description: str, *, grassroots: bool = False, weak: bool = False) -> Any:
    def expression(table: sa.FromClause) -> sa.ColumnElement[Any]:
        return sa.func.gonghui_fund_spent(
            sa.cast(table.c.year, sa.Integer), grassroots, weak, type_=sa.BigInteger
        )

    return computed(expression, FEN, description, needs=("year",), nullable=False)


def _pace(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The target share so far: a quarter of it for each quarter that has ended."""
    months = sa.extract("month", today()) - 1 + 12 * (sa.extract("year", today()) - table.c.year)
    quarters = sa.func.least(4, sa.func.greatest(0, sa.func.floor(months / 3)))
    return sa.cast(table.c.weak_share * quarters / 4, sa.Integer)


@node(tables.fund_target)
class FundTarget:
    """工会经费倾斜目标: the shares that shall reach the grassroots and the weak, and what did."""

    id = column()
    year = column(sortable=True)
    grassroots_share = column()
    weak_share = column()
    basis = column()
    version = column()
    spent = _spent("年度支出 (分)")
    spent_grassroots = _spent("用于基层的支出 (分)", grassroots=True)
    spent_weak = _spent("用于薄弱工会的支出 (分)", weak=True)
    spent_per_member = computed(
        lambda table: sa.func.gonghui_spent_per_member(sa.cast(table.c.year, sa.Integer)),
        FEN,
        "人均支出: 年度支出 / 在册会员 (分)",
        needs=("year",),
    )
    weak_pace = computed(
        _pace,
        INT,
        "至上季度末应达到的薄弱工会支出比例 (万分比, U9)",
        needs=("year", "weak_share"),
        nullable=False,
    )


extend(
    UnionOrganisation,
    budgets=connection(UnionBudget, "beneficiary_id", description="使用的经费项目", page=FEW),
    ledger=connection(UnionLedgerEntry, "union_id", description="经费台账"),
    contributions=connection(UnionContribution, "union_id", description="收缴的拨缴经费"),
)
extend(
    Enterprise,
    contributions=connection(
        UnionContribution, "enterprise_id", description="拨缴的工会经费", page=FEW
    ),
)
