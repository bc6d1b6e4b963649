"""Recovery (追缴): notice, repayment or set-off, and the money back in its fund."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.access import may_handle_funds
from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    AssistanceStatus,
    FundEntryKind,
)
from schema.assistance.service.funds import move
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import assistance_record
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row


async def open_recoveries(work: Work, dossier_id: UUID, reason: str) -> int:
    """Ask back what was paid on a dossier that turned out duplicate or false; how many."""
    table = assistance_record
    statement = (
        sa.select(table)
        .where(table.c.dossier_id == dossier_id, table.c.status == AssistanceStatus.PAID)
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
    work: Work, *, assistance_id: UUID, expected_version: int, note: str
) -> None:
    """Note that a payment came back, by repayment or set-off; the fund has it again."""
    may_handle_funds(work)
    row: Mapping[str, Any] = await editable_row(
        work, assistance_record, assistance_id, expected_version=expected_version
    )
    target = next_state(ASSISTANCE_TRANSITIONS, row["status"], AssistanceStatus.RECOVERED)
    await work.update(
        assistance_record,
        assistance_id,
        expected_version,
        status=target,
        recovered_on=work.today,
        status_reason=check_text(note, "note", "须写明退款或抵扣情况"),
    )
    if row["fund_id"] is not None:
        await move(
            work,
            fund_id=row["fund_id"],
            kind=FundEntryKind.RETURN,
            amount=row["amount"],
            assistance_id=assistance_id,
            note=note,
        )
