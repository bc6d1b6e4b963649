"""Union funds: a budget line's way from plan to audit, the ledger, employers' contributions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit
from schema.organisation.rules import (
    BUDGET_TRANSITIONS,
    BudgetStatus,
    FundDirection,
    FundItem,
    OrganisationErrorCode,
    RecordSubject,
    contribution_due,
)
from schema.organisation.service.assessments import check_year
from schema.organisation.service.log import check_apart, log_step, stated
from schema.organisation.service.terms import not_later
from schema.organisation.tables import (
    enterprise,
    fund_target,
    union_budget,
    union_contribution,
    union_ledger,
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """One entry of a union's ledger; amount in fen."""

    item: FundItem
    direction: FundDirection
    amount: int
    booked_on: date
    voucher: str
    note: str | None = None


async def plan_budget(
    work: Work,
    *,
    union_id: UUID,
    beneficiary_id: UUID,
    year: int,
    item: FundItem,
    title: str,
    amount: int,
) -> UUID:
    """Plan money (fen) of a union for itself or for a union of the scope; the line's id."""
    await may_edit(work, union_id, Entity.UNION_FUND, Action.CREATE)
    await may_edit(work, beneficiary_id, Entity.UNION_FUND, Action.CREATE)
    check_year(work, year)
    positive(amount)
    budget_id = await work.insert(
        union_budget,
        union_id=union_id,
        beneficiary_id=beneficiary_id,
        year=year,
        item=item,
        title=stated(title, "title"),
        amount=amount,
        status=BudgetStatus.BUDGETED,
    )
    before, after = None, BudgetStatus.BUDGETED
    await log_step(work, RecordSubject.BUDGET, budget_id, union_id, before, after)
    return budget_id


async def allot_budget(
    work: Work, *, budget_id: UUID, expected_version: int, amount: int, voucher: str
) -> None:
    """Pass money (fen) on to the union that uses it; who planned does not pay.

    Raises DomainError ILLEGAL_TRANSITION, OVER_BUDGET, SAME_OFFICER.
    """
    row = await _line(work, budget_id, expected_version, Action.PAY)
    target = next_state(BUDGET_TRANSITIONS, row["status"], BudgetStatus.ALLOTTED)
    await check_apart(work, budget_id, BudgetStatus.BUDGETED)
    positive(amount)
    if amount > row["amount"]:
        raise DomainError(OrganisationErrorCode.OVER_BUDGET, path=("amount",))
    facts = LedgerFacts(row["item"], FundDirection.INCOME, amount, work.today, voucher)
    await _book(work, row["beneficiary_id"], row["year"], facts, budget_id)
    await _step(work, row, target, allotted=amount)


async def spend_budget(
    work: Work,
    *,
    budget_id: UUID,
    expected_version: int,
    amount: int,
    voucher: str,
    booked_on: date,
    final: bool = False,
    note: str | None = None,
) -> None:
    """Spend of a line (fen); with the last of it, or when ``final``, the line is spent.

    Raises DomainError OVER_BUDGET, ILLEGAL_TRANSITION before the money was allotted.
    """
    row = await _line(work, budget_id, expected_version, Action.CREATE, Action.PAY)
    next_state(BUDGET_TRANSITIONS, row["status"], BudgetStatus.SPENT)
    positive(amount)
    spent = row["spent"] + amount
    if spent > row["allotted"]:
        raise DomainError(OrganisationErrorCode.OVER_BUDGET, path=("amount",))
    facts = LedgerFacts(row["item"], FundDirection.EXPENSE, amount, booked_on, voucher, note)
    await _book(work, row["beneficiary_id"], row["year"], facts, budget_id)
    if final or spent == row["allotted"]:
        await _step(work, row, BudgetStatus.SPENT, spent=spent)
    else:
        await work.update(union_budget, budget_id, expected_version, spent=spent)


async def audit_budget(
    work: Work, *, budget_id: UUID, expected_version: int, audit_report: str
) -> None:
    """Close a line with the report of the audit committee; another person than before."""
    row = await _line(work, budget_id, expected_version, Action.DECIDE)
    target = next_state(BUDGET_TRANSITIONS, row["status"], BudgetStatus.AUDITED)
    await check_apart(
        work, budget_id, BudgetStatus.BUDGETED, BudgetStatus.ALLOTTED, BudgetStatus.SPENT
    )
    report = stated(audit_report, "auditReport", "须写明审计报告文号")
    await _step(work, row, target, audit_report=report)


async def book_entry(work: Work, *, union_id: UUID, facts: LedgerFacts) -> UUID:
    """Book income or expense of a union that no budget line holds; a voucher is booked once."""
    await may_edit(work, union_id, Entity.UNION_FUND, Action.CREATE, Action.PAY)
    return await _book(work, union_id, facts.booked_on.year, facts, None)


async def declare_contribution(
    work: Work, *, enterprise_id: UUID, year: int, quarter: int, wages: int
) -> UUID:
    """Enter what an employer owes of a quarter's wages (fen), by the rate of that quarter."""
    row = await _employer(work, enterprise_id)
    check_year(work, year)
    last_month = quarter * 3
    if quarter not in range(1, 5) or wages < 0:
        raise DomainError(ErrorCode.INVALID, path=("quarter",))
    terms = await parameters(work.connection, "UNION", date(year, last_month, 1))
    due = contribution_due(wages, figure(terms, "contribution_rate"))
    return await work.insert(
        union_contribution,
        enterprise_id=enterprise_id,
        union_id=row["union_id"],
        year=year,
        quarter=quarter,
        wages=wages,
        due=due,
        paid_on=work.today if due == 0 else None,
    )


async def book_contribution_payment(
    work: Work, *, contribution_id: UUID, expected_version: int, amount: int, voucher: str
) -> None:
    """Book what an employer paid (fen); raises DomainError OVER_BUDGET beyond what it owes."""
    row = await editable_row(
        work, union_contribution, contribution_id, expected_version=expected_version
    )
    positive(amount)
    paid = row["paid"] + amount
    if paid > row["due"]:
        raise DomainError(OrganisationErrorCode.OVER_BUDGET, path=("amount",))
    facts = LedgerFacts(FundItem.CONTRIBUTION, FundDirection.INCOME, amount, work.today, voucher)
    await _book(work, row["union_id"], row["year"], facts, None)
    settled = work.today if paid == row["due"] else None
    await work.update(
        union_contribution, contribution_id, expected_version, paid=paid, paid_on=settled
    )


async def set_fund_target(work: Work, *, year: int, basis: str) -> UUID:
    """Set the shares that shall reach the grassroots and the weak, by the parameters in force."""
    permit_city(work, Entity.UNION_FUND, Action.CREATE)
    check_year(work, year)
    terms = await parameters(work.connection, "UNION", date(year, 1, 1))
    return await work.insert(
        fund_target,
        year=year,
        grassroots_share=figure(terms, "grassroots_share_target"),
        weak_share=figure(terms, "weak_share_target"),
        basis=stated(basis, "basis", "须写明依据"),
    )


def positive(amount: int) -> None:
    """Refuse an amount of nothing or less; raises DomainError INVALID."""
    if amount <= 0:
        raise DomainError(ErrorCode.INVALID, "金额须大于零", path=("amount",))


async def _line(work: Work, budget_id: UUID, expected_version: int, *actions: Action) -> Row:
    return await editable_row(
        work,
        union_budget,
        budget_id,
        union_column="beneficiary_id",
        expected_version=expected_version,
        actions=actions,
    )


async def _employer(work: Work, enterprise_id: UUID) -> Row:
    table = enterprise.c
    found = sa.select(enterprise).where(table.id == enterprise_id)
    row = (await work.execute(found.with_for_update(key_share=True))).mappings().one_or_none()
    if row is None:
        raise NotFoundError(enterprise.comment or "", path=("enterpriseId",))
    await may_edit(work, row["union_id"], Entity.UNION_FUND, Action.CREATE, Action.PAY)
    return {str(name): value for name, value in row.items()}


async def _book(
    work: Work, union_id: UUID, year: int, facts: LedgerFacts, budget_id: UUID | None
) -> UUID:
    positive(facts.amount)
    not_later(work, facts.booked_on, "bookedOn")
    return await work.insert(
        union_ledger,
        union_id=union_id,
        budget_id=budget_id,
        year=year,
        item=facts.item,
        direction=facts.direction,
        amount=facts.amount,
        booked_on=facts.booked_on,
        booked_by=work.principal.subject,
        voucher=stated(facts.voucher, "voucher", "须有凭证号"),
        note=facts.note,
    )


async def _step(work: Work, row: Row, target: BudgetStatus, **changes: object) -> None:
    await log_step(
        work, RecordSubject.BUDGET, row["id"], row["beneficiary_id"], row["status"], target
    )
    await work.update(union_budget, row["id"], row["version"], status=target, **changes)
