"""Lines of payment batches: entered past the gates, settled once, failed ones put back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    LINE_TRANSITIONS,
    OPEN_LINE_STATES,
    AssistanceErrorCode,
    AssistanceStatus,
    BatchStatus,
    ClaimStatus,
    FundEntryKind,
    LineStatus,
    PaymentOrder,
    PaymentOutcome,
    payment_key,
)
from schema.assistance.service.caps import lock_household
from schema.assistance.service.funds import move
from schema.assistance.service.gates import check_child, check_once, check_payee
from schema.assistance.service.payees import account_number, account_of
from schema.assistance.tables import (
    assistance_record,
    mutual_aid_claim,
    payee_account,
    payment_batch,
    payment_line,
)
from schema.core.errors import DomainError, ErrorCode
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row

Row = Mapping[str, Any]


async def enter_line(work: Work, batch_id: UUID, assistance_id: UUID) -> UUID:
    """Put a record that waits for payment into a batch; the line's id."""
    record = await editable_row(work, assistance_record, assistance_id)
    target = next_state(ASSISTANCE_TRANSITIONS, record["status"], AssistanceStatus.IN_BATCH)
    await _gates(work, record)
    account = await account_of(work, record["person_id"])
    attempt = await _attempt(work, record)
    line_id = await work.insert(
        payment_line,
        batch_id=batch_id,
        assistance_id=assistance_id,
        union_id=record["union_id"],
        account_id=account["id"],
        attempt=attempt,
        idempotency_key=payment_key(record["number"], attempt),
        holder_name=account["holder_name"],
        account_mask=account["account_mask"],
        amount=record["amount"],
        status=LineStatus.PENDING,
    )
    await work.update(assistance_record, assistance_id, record["version"], status=target)
    return line_id


async def check_line(work: Work, line: Row) -> None:
    """The gates once more, when the batch is locked."""
    record = await editable_row(work, assistance_record, line["assistance_id"])
    await _gates(work, record)
    account = await account_of(work, record["person_id"])
    if account["id"] != line["account_id"] or record["amount"] != line["amount"]:
        raise DomainError(
            AssistanceErrorCode.BATCH_CHANGED,
            f"明细 {line['idempotency_key']} 的账户或金额已变",
            path=("id",),
        )


async def leave_batch(work: Work, line: Row) -> None:
    """Let the record of a line wait for another batch."""
    record = await editable_row(work, assistance_record, line["assistance_id"])
    await work.update(
        assistance_record,
        record["id"],
        record["version"],
        status=next_state(ASSISTANCE_TRANSITIONS, record["status"], AssistanceStatus.SCHEDULED),
    )


async def start_payment(work: Work, line_id: UUID) -> PaymentOrder | None:
    """What to tell the gateway; None when the line is settled.

    A line that was never sent passes the gate A1 once more: who died since, or whose dossier
    was voided, is not paid. One that may have been sent is only asked about again.
    """
    line = await _locked_line(work, line_id)
    if line["status"] not in OPEN_LINE_STATES:
        return None
    record = await _record(work, line)
    if line["status"] is LineStatus.PENDING:
        try:
            await check_payee(work, record, in_force=False)
        except DomainError as error:
            await settle(work, line_id, PaymentOutcome("", error.code.value))
            return None
        await work.update(payment_line, line_id, line["version"], status=LineStatus.SENT)
    found = await work.execute(
        sa.select(payee_account).where(payee_account.c.id == line["account_id"])
    )
    account = {str(name): value for name, value in found.mappings().one().items()}
    return PaymentOrder(
        key=line["idempotency_key"],
        number=record["number"],
        amount=line["amount"],
        holder_name=line["holder_name"],
        account=account_number(account),
        bank_name=account["bank_name"],
    )


async def settle(work: Work, line_id: UUID, outcome: PaymentOutcome) -> bool:
    """Write the outcome of a line with everything that follows from it, once.

    Paid: the record is paid and the money spent. Failed: the record waits again and the money
    stays reserved. Telling the same outcome again changes nothing; False then. Raises
    DomainError INVALID for an outcome that contradicts the one written.
    """
    line = await _locked_line(work, line_id)
    target = LineStatus.SUCCESS if outcome.failure is None else LineStatus.FAILED
    if line["status"] not in OPEN_LINE_STATES:
        if line["status"] is not target:
            raise DomainError(ErrorCode.INVALID, "该明细已有相反的结果", path=("result",))
        return False
    await work.update(
        payment_line,
        line_id,
        line["version"],
        status=next_state(LINE_TRANSITIONS, line["status"], target),
        failure=outcome.failure,
        gateway_reference=outcome.reference or None,
        settled_on=work.today,
    )
    if target is LineStatus.SUCCESS:
        await _paid(work, line)
    else:
        await leave_batch(work, line)
    await _finish_batch(work, line["batch_id"])
    return True


async def _paid(work: Work, line: Row) -> None:
    record = await _record(work, line)
    sender: str = (
        await work.execute(
            sa.select(payment_batch.c.released_by).where(payment_batch.c.id == line["batch_id"])
        )
    ).scalar_one()
    await work.update(
        assistance_record,
        record["id"],
        record["version"],
        status=next_state(ASSISTANCE_TRANSITIONS, record["status"], AssistanceStatus.PAID),
        paid_on=work.today,
        paid_by=sender,
    )
    claim = mutual_aid_claim.c
    found = sa.select(claim.id, claim.version).where(claim.assistance_id == record["id"])
    for one in await work.execute(found):
        await work.update(mutual_aid_claim, one.id, one.version, status=ClaimStatus.PAID)
    if record["fund_id"] is not None:
        await move(
            work,
            fund_id=record["fund_id"],
            kind=FundEntryKind.SPEND,
            amount=line["amount"],
            assistance_id=record["id"],
            line_id=line["id"],
        )


async def _finish_batch(work: Work, batch_id: UUID) -> None:
    """The last outcome brings the batch back from the bank; its row is locked since before."""
    still_open = sa.exists().where(
        payment_line.c.batch_id == batch_id, payment_line.c.status.in_(OPEN_LINE_STATES)
    )
    if (await work.execute(sa.select(still_open))).scalar_one():
        return
    statement = sa.select(payment_batch.c.version).where(payment_batch.c.id == batch_id)
    version: int = (await work.execute(statement)).scalar_one()
    await work.update(payment_batch, batch_id, version, status=BatchStatus.BANK_RETURNED)


async def _locked_line(work: Work, line_id: UUID) -> Row:
    """The line of a released batch; the batch is locked first, so that outcomes line up."""
    of_line = sa.select(payment_line.c.batch_id).where(payment_line.c.id == line_id)
    batch_id = (await work.execute(of_line)).scalar_one()
    batch = await editable_row(work, payment_batch, batch_id)
    line = await editable_row(work, payment_line, line_id)
    open_line = line["status"] in OPEN_LINE_STATES
    if open_line and batch["status"] is not BatchStatus.EXPORTED:
        raise DomainError(ErrorCode.INVALID, "批次尚未送银行", path=("id",))
    return line


async def _record(work: Work, line: Row) -> Row:
    return await editable_row(work, assistance_record, line["assistance_id"])


async def _gates(work: Work, record: Row) -> None:
    await lock_household(work, record)
    await check_payee(work, record, in_force=False)
    await check_once(work, record, besides=record["id"])
    await check_child(work, record["child_key"], besides=record["id"])


async def _attempt(work: Work, record: Row) -> int:
    """The number of this attempt; the failed line before it must have been cured."""
    table = payment_line.c
    statement = (
        sa.select(table.id, table.version, table.attempt, table.status)
        .where(table.assistance_id == record["id"])
        .order_by(table.attempt.desc())
        .limit(1)
    )
    last = (await work.execute(statement)).one_or_none()
    if last is None:
        return 1
    target = next_state(LINE_TRANSITIONS, last.status, LineStatus.REQUEUED)
    await work.update(payment_line, last.id, last.version, status=target)
    attempt: int = last.attempt + 1
    return attempt
