"""Union funds: lines of the budget, the ledger, employers' contributions, targets of a year."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.organisation.rules import BudgetStatus, FundDirection, FundItem


def _money(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(
        name, sa.BigInteger, nullable=False, server_default="0", comment=f"{comment} (分)"
    )


union_budget = sa.Table(
    "union_budget",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "编列预算的工会", index=False),
    reference("beneficiary_id", "union_organisation", "使用经费的工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("item", FundItem, "经费项目"),
    sa.Column("title", sa.Text, nullable=False, comment="项目名称"),
    _money("amount", "预算"),
    _money("allotted", "已下拨"),
    _money("spent", "已支出"),
    code("status", BudgetStatus, "项目状态"),
    sa.Column("audit_report", sa.Text, comment="审计报告文号"),
    *record_columns(),
    sa.CheckConstraint("amount > 0", name="amount"),
    sa.CheckConstraint("allotted between 0 and amount", name="allotted"),
    sa.CheckConstraint("spent between 0 and allotted", name="spent"),
    sa.UniqueConstraint("union_id", "beneficiary_id", "year", "item", "title"),
    sa.Index("ix_union_budget_union", "union_id", "id"),
    sa.Index("ix_union_budget_beneficiary", "beneficiary_id", "id"),
    sa.Index("ix_union_budget_year", "year", "id"),
    comment="工会经费项目",
)

union_ledger = sa.Table(
    "union_ledger",
    metadata,
    identifier(),
    reference("union_id", "union_organisation", "工会", index=False),
    reference("budget_id", "union_budget", "经费项目", nullable=True, index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    code("item", FundItem, "经费项目"),
    code("direction", FundDirection, "收支方向"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="金额 (分)"),
    sa.Column("booked_on", sa.Date, nullable=False, comment="记账日期"),
    sa.Column("booked_by", sa.Text, nullable=False, comment="记账人"),
    sa.Column("voucher", sa.Text, nullable=False, comment="凭证号"),
    sa.Column("note", sa.Text, comment="摘要"),
    sa.CheckConstraint("amount > 0", name="amount"),
    sa.UniqueConstraint("union_id", "year", "voucher"),
    sa.Index("ix_union_ledger_union", "union_id", "id"),
    sa.Index("ix_union_ledger_budget", "budget_id", "id"),
    comment="工会经费台账 (只增不改)",
    info={"immutable": True},
)

union_contribution = sa.Table(
    "union_contribution",
    metadata,
    identifier(),
    reference("enterprise_id", "enterprise", "企业", index=False),
    reference("union_id", "union_organisation", "收缴工会", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    sa.Column("quarter", sa.SmallInteger, nullable=False, comment="季度"),
    _money("wages", "工资总额"),
    _money("due", "应缴"),
    _money("paid", "已缴"),
    sa.Column("paid_on", sa.Date, comment="缴清日期"),
    *record_columns(),
    sa.CheckConstraint("quarter between 1 and 4", name="quarter"),
    sa.CheckConstraint("wages >= 0 and due >= 0 and paid between 0 and due", name="amounts"),
    sa.CheckConstraint("(paid_on is not null) = (paid = due)", name="paid_on"),
    sa.UniqueConstraint("enterprise_id", "year", "quarter"),
    sa.Index("ix_union_contribution_enterprise", "enterprise_id", "id"),
    sa.Index("ix_union_contribution_union", "union_id", "id"),
    comment="工会经费拨缴",
)

fund_target = sa.Table(
    "fund_target",
    metadata,
    identifier(),
    sa.Column("year", sa.SmallInteger, nullable=False, unique=True, comment="年度"),
    sa.Column("grassroots_share", sa.Integer, nullable=False, comment="用于基层目标 (万分比)"),
    sa.Column("weak_share", sa.Integer, nullable=False, comment="用于薄弱工会目标 (万分比)"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据"),
    *record_columns(),
    sa.CheckConstraint(
        "grassroots_share between 0 and 10000 and weak_share between 0 and 10000", name="shares"
    ),
    comment="工会经费倾斜目标",
)
