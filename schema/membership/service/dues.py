"""Dues by month: what is due, what was paid for which receipt, and no dues while retained."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import (
    ACTIVE_STATES,
    DUES_TRANSITIONS,
    WHOLE,
    DuesShares,
    DuesStatus,
    MembershipErrorCode,
    dues_of_wage,
    first_of,
    next_month,
    receipt_number,
    share_dues,
)
from schema.membership.tables import dues, membership
from schema.organisation.access import editable_row, may_edit


async def open_dues(work: Work, *, month: date) -> int:
    """Enter what each active member with a known wage owes for a month; how many were new.

    Run twice it enters nothing: a month of a membership stands once. Members whose wage
    nobody stated owe nothing that could be computed, and are passed over.
    """
    first = first_of(month)
    terms = await parameters(work.connection, "MEMBERSHIP", first)
    amount = membership.c.dues_base * figure(terms, "dues_rate") // WHOLE
    passed = amount * (WHOLE - figure(terms, "dues_kept_share")) // WHOLE
    subject = sa.literal(work.principal.subject)
    owed = sa.select(
        membership.c.id,
        membership.c.union_id,
        sa.literal(first),
        sa.literal(DuesStatus.DUE.value),
        amount,
        amount - passed,
        passed,
        subject,
        subject,
    ).where(
        membership.c.status.in_(ACTIVE_STATES),
        membership.c.joined_on < next_month(first),
        amount > 0,
    )
    columns = ("membership_id", "union_id", "month", "status", "amount", "kept_amount")
    statement = insert(dues).from_select(
        [*columns, "passed_amount", "created_by", "updated_by"], owed
    )
    return int((await work.execute(statement.on_conflict_do_nothing())).rowcount)


async def set_dues_base(
    work: Work, *, membership_id: UUID, expected_version: int, wage: int
) -> None:
    """State the monthly basic wage (fen) that a member's dues are computed from."""
    row = await editable_row(work, membership, membership_id, expected_version=expected_version)
    await may_edit(work, row["union_id"], Entity.MEMBERSHIP, Action.CREATE)
    if wage <= 0:
        raise DomainError(ErrorCode.INVALID, "缴费基数须为正数", path=("wage",))
    await work.update(membership, membership_id, expected_version, dues_base=wage)


async def record_dues(
    work: Work,
    *,
    membership_id: UUID,
    month: date,
    amount: int | None = None,
    wage: int | None = None,
    paid_on: date | None = None,
) -> UUID:
    """Receive one month's dues (fen) for a receipt: as due, as stated, or of a wage; the id.

    Raises DomainError NO_DUES_DUE for a membership that is not active and owes nothing,
    DUPLICATE for a month paid already, INVALID for a month before joining or ahead of time.
    """
    row = await editable_row(work, membership, membership_id)
    await may_edit(work, row["union_id"], Entity.MEMBERSHIP, Action.CREATE)
    first, paid = first_of(month), paid_on or work.today
    owed = await _of_month(work, membership_id, first)
    if owed is None and row["status"] not in ACTIVE_STATES:
        raise DomainError(MembershipErrorCode.NO_DUES_DUE, path=("membershipId",))
    if owed is None and not first_of(row["joined_on"]) <= first <= first_of(work.today).replace(
        month=12
    ):
        raise DomainError(ErrorCode.INVALID, "会费月份须在入会之后、本年度之内", path=("month",))
    if paid > work.today:
        raise DomainError(ErrorCode.INVALID, "缴纳日期在未来", path=("paidOn",))
    if amount is None and wage is None:
        amount = None if owed is None else owed["amount"]
        wage = row["dues_base"] if amount is None else None
    values = {
        **await _shares(work, first, amount, wage),
        "status": DuesStatus.PAID,
        "paid_on": paid,
        "receipt_number": await _receipt(work),
    }
    if owed is None:
        return await work.insert(
            dues, membership_id=membership_id, union_id=row["union_id"], month=first, **values
        )
    if owed["status"] is DuesStatus.PAID:
        raise DomainError(ErrorCode.DUPLICATE, "该月会费已缴", path=("month",))
    await work.update(dues, owed["id"], owed["version"], **values, reason=None)
    paid_id: UUID = owed["id"]
    return paid_id


async def waive_dues(work: Work, *, dues_id: UUID, expected_version: int, reason: str) -> None:
    """Let a member off one month's dues, for a good reason; decided by the chair.

    Raises DomainError INVALID without a reason, ILLEGAL_TRANSITION for a month paid already.
    """
    row = await editable_row(
        work, dues, dues_id, expected_version=expected_version, actions=(Action.DECIDE,)
    )
    next_state(DUES_TRANSITIONS, row["status"], DuesStatus.WAIVED)
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    await work.update(dues, dues_id, expected_version, status=DuesStatus.WAIVED, reason=reason)


async def correct_dues(
    work: Work, *, dues_id: UUID, expected_version: int, amount: int, reason: str
) -> None:
    """Put a wrong amount right; the audit keeps the old one and the reason."""
    row = await editable_row(work, dues, dues_id, expected_version=expected_version)
    if not reason.strip():
        raise DomainError(ErrorCode.INVALID, "须写明原因", path=("reason",))
    await work.because(reason)
    shares = await _shares(work, row["month"], amount, None)
    await work.update(dues, dues_id, expected_version, **shares, reason=reason)


async def _of_month(work: Work, membership_id: UUID, first: date) -> Mapping[str, Any] | None:
    statement = (
        sa.select(dues)
        .where(dues.c.membership_id == membership_id, dues.c.month == first)
        .with_for_update(key_share=True)
    )
    found = (await work.execute(statement)).mappings().one_or_none()
    return None if found is None else {str(name): value for name, value in found.items()}


async def _receipt(work: Work) -> str:
    """The next number: never given twice; a payment that fails leaves a gap."""
    running = (await work.execute(sa.select(sa.func.nextval("dues_receipt")))).scalar_one()
    return receipt_number(work.today.year, running)


async def _shares(
    work: Work, month: date, amount: int | None, wage: int | None
) -> Mapping[str, int]:
    terms = await parameters(work.connection, "MEMBERSHIP", month)
    if (amount is None) == (wage is None):
        raise DomainError(ErrorCode.INVALID, "会费金额与工资基数填且只填一项", path=("amount",))
    stated = amount
    if wage is not None:
        stated = dues_of_wage(wage, figure(terms, "dues_rate"))
    if stated is None or stated <= 0:
        raise DomainError(ErrorCode.INVALID, "会费金额须为正数", path=("amount",))
    shared: DuesShares = share_dues(stated, figure(terms, "dues_kept_share"))
    return {
        "amount": shared.amount,
        "kept_amount": shared.kept,
        "passed_amount": shared.passed,
    }
