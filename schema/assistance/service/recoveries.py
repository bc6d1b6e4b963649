"""Recovery (追缴): notice, repayment or set-off in parts, and the money back in its fund."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.access import may_handle_funds
from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    AssistanceErrorCode,
    AssistanceStatus,
    FundEntryKind,
    RecoveryMethod,
)
from schema.assistance.service.funds import move
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import assistance_record, recovery_payment
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row

#: Handed over, be it called back on or not.
GIVEN = (AssistanceStatus.PAID, AssistanceStatus.VERIFIED)


async def open_recoveries(work: Work, dossier_id: UUID, reason: str) -> int:
    """Ask back what was paid on a dossier that turned out duplicate or false; how many."""
    table = assistance_record
    statement = (
        sa.select(table)
        .where(table.c.dossier_id == dossier_id, table.c.status.in_(GIVEN))
        .with_for_update()
    )
    rows = (await work.execute(statement)).mappings().all()
    for row in rows:
        changes = await recovery_opened(work)
        await work.update(table, row["id"], row["version"], status_reason=reason, **changes)
    return len(rows)


async def recovery_opened(work: Work) -> dict[str, Any]:
    """The columns of a record whose recovery opens: notice within the days of the parameter."""
    terms = await parameters(work.connection, "AID", work.today)
    days = timedelta(days=figure(terms, "recovery_notice_days"))
    return {
        "status": AssistanceStatus.RECOVERY_OPEN,
        "recovery_notice_on": work.today + days,
    }


async def record_recovery(
    work: Work,
    *,
    assistance_id: UUID,
    expected_version: int,
    note: str,
    amount: int | None = None,
    method: RecoveryMethod = RecoveryMethod.REPAYMENT,
) -> None:
    """Note that a payment or a part of it (fen) came back; the fund has it again.

    Without ``amount`` it is all that is still owed. The recovery ends when nothing is. Raises
    DomainError RECOVERY_EXCEEDED, INVALID, ILLEGAL_TRANSITION unless a recovery is open.
    """
    may_handle_funds(work)
    row: Mapping[str, Any] = await editable_row(
        work, assistance_record, assistance_id, expected_version=expected_version
    )
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], AssistanceStatus.RECOVERED)
    owed = row["amount"] - row["recovered_amount"]
    part = _part(amount, owed)
    changes: dict[str, object] = {"recovered_amount": row["recovered_amount"] + part}
    if part == owed:
        changes |= {"status": target, "recovered_on": work.today}
    await work.update(
        assistance_record,
        assistance_id,
        expected_version,
        status_reason=check_text(note, "note", "须写明退款或抵扣情况"),
        **changes,
    )
    if part:
        await _enter(work, row, part, owed - part, method, note)


async def _enter(
    work: Work, row: Mapping[str, Any], part: int, rest: int, method: RecoveryMethod, note: str
) -> None:
    """One part of a recovery, and its way back into the fund."""
    await work.insert(
        recovery_payment,
        assistance_id=row["id"],
        method=method,
        amount=part,
        received_on=work.today,
        received_by=work.principal.subject,
        remaining=rest,
    )
    if row["fund_id"] is not None:
        await move(
            work,
            fund_id=row["fund_id"],
            kind=FundEntryKind.RETURN,
            amount=part,
            assistance_id=row["id"],
            note=note,
        )


def _part(amount: int | None, owed: int) -> int:
    """What comes back now: all that is owed, or a part of it."""
    if amount is None:
        return owed
    if amount <= 0:
        raise DomainError(ErrorCode.INVALID, "追回金额须大于零", path=("amount",))
    if amount > owed:
        raise DomainError(
            AssistanceErrorCode.RECOVERY_EXCEEDED, path=("amount",), details={"owed": owed}
        )
    return amount
