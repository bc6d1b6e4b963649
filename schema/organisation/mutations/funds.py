"""Union funds, as clients enter them; amounts in integer fen."""

import strawberry

from schema.organisation import service, types
from schema.organisation.rules import (
    FundDirection,
    FundItem,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate, Fen

for _codes in (FundDirection, FundItem):
    graphql_enum(_codes)


@strawberry.input(description="编列经费项目")
class PlanBudgetInput:
    """Money of a year."""

    union_id: strawberry.ID = strawberry.field(description="编列预算的工会")
    beneficiary_id: strawberry.ID = strawberry.field(description="使用经费的工会")
    year: int = strawberry.field(description="年度")
    item: FundItem = strawberry.field(description="经费项目")
    title: str = strawberry.field(description="项目名称")
    amount: Fen = strawberry.field(description="预算 (分)")


@strawberry.input(description="下拨经费")
class AllotBudgetInput:
    """Money passed on."""

    id: strawberry.ID = strawberry.field(description="经费项目")
    expected_version: int = strawberry.field(description="读取时的版本号")
    amount: Fen = strawberry.field(description="下拨金额 (分)")
    voucher: str = strawberry.field(description="凭证号")


@strawberry.input(description="登记支出")
class SpendBudgetInput:
    """Money spent."""

    id: strawberry.ID = strawberry.field(description="经费项目")
    expected_version: int = strawberry.field(description="读取时的版本号")
    amount: Fen = strawberry.field(description="支出金额 (分)")
    voucher: str = strawberry.field(description="凭证号")
    booked_on: CalendarDate = strawberry.field(description="记账日期")
    final: bool = strawberry.field(default=False, description="项目支出完毕")
    note: str | None = strawberry.field(default=None, description="摘要")


@strawberry.input(description="登记审计")
class AuditBudgetInput:
    """The audit committee's report."""

    id: strawberry.ID = strawberry.field(description="经费项目")
    expected_version: int = strawberry.field(description="读取时的版本号")
    audit_report: str = strawberry.field(description="审计报告文号")


@strawberry.input(description="登记经费收支")
class BookUnionEntryInput:
    """Income or expense beside the budget."""

    union_id: strawberry.ID = strawberry.field(description="工会")
    item: FundItem = strawberry.field(description="经费项目")
    direction: FundDirection = strawberry.field(description="收支方向")
    amount: Fen = strawberry.field(description="金额 (分)")
    booked_on: CalendarDate = strawberry.field(description="记账日期")
    voucher: str = strawberry.field(description="凭证号")
    note: str | None = strawberry.field(default=None, description="摘要")


@strawberry.input(description="申报拨缴经费")
class DeclareContributionInput:
    """What an employer owes."""

    enterprise_id: strawberry.ID = strawberry.field(description="单位")
    year: int = strawberry.field(description="年度")
    quarter: int = strawberry.field(description="季度 (1–4)")
    wages: Fen = strawberry.field(description="工资总额 (分)")


@strawberry.input(description="登记缴款")
class BookContributionPaymentInput:
    """What an employer paid."""

    id: strawberry.ID = strawberry.field(description="拨缴")
    expected_version: int = strawberry.field(description="读取时的版本号")
    amount: Fen = strawberry.field(description="缴款金额 (分)")
    voucher: str = strawberry.field(description="凭证号")


@strawberry.input(description="设定经费倾斜目标")
class SetFundTargetInput:
    """The targets of a year."""

    year: int = strawberry.field(description="年度")
    basis: str = strawberry.field(description="依据")


BUDGET = payload("UnionBudget", "经费项目", budget=types.UnionBudget)
ENTRY = payload("UnionLedger", "台账", entry=types.UnionLedgerEntry)
CONTRIBUTION = payload("UnionContribution", "拨缴经费", contribution=types.UnionContribution)
TARGET = payload("FundTarget", "倾斜目标", target=types.FundTarget)


@strawberry.type
class FundMutation:
    """Mutations of funds."""

    plan_budget = creates(service.plan_budget, PlanBudgetInput, BUDGET, "编列工会经费项目")
    allot_budget = changes(
        service.allot_budget, AllotBudgetInput, BUDGET, "下拨经费 (与编列人不同)"
    )
    spend_budget = changes(service.spend_budget, SpendBudgetInput, BUDGET, "登记经费支出")
    audit_budget = changes(
        service.audit_budget, AuditBudgetInput, BUDGET, "登记审计结论 (与经办人不同)"
    )
    book_union_entry = creates(service.book_entry, BookUnionEntryInput, ENTRY, "登记预算外收支")
    declare_contribution = creates(
        service.declare_contribution,
        DeclareContributionInput,
        CONTRIBUTION,
        "申报拨缴经费 (应缴按参数计算)",
    )
    book_contribution_payment = changes(
        service.book_contribution_payment,
        BookContributionPaymentInput,
        CONTRIBUTION,
        "登记拨缴经费缴款",
    )
    set_fund_target = creates(
        service.set_fund_target, SetFundTargetInput, TARGET, "设定经费倾斜目标 (按参数)"
    )
