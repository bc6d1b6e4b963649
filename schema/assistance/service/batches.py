"""SM-BATCH: a payment batch is built, locked, checked, approved, released, reconciled, closed.

Four people stand behind a batch: who builds it, the finance check, the leader, and whoever
sends it to the bank. What is locked does not change: hash and trigger see to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import require_proof
from schema.accounts.rules import Action, Entity
from schema.assistance.access import may_decide, may_pay
from schema.assistance.jobs import PayLine
from schema.assistance.rules import (
    BATCH_TRANSITIONS,
    OPEN_LINE_STATES,
    AssistanceErrorCode,
    BatchStatus,
    LineStatus,
    PaymentChannel,
    content_hash,
    line_hash,
)
from schema.assistance.service.gateway import configured_gateway
from schema.assistance.service.lines import check_line, enter_line, leave_batch
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import (
    aid_approval,
    assistance_record,
    payee_account,
    payment_batch,
    payment_line,
)
from schema.core.errors import DomainError, ErrorCode
from schema.core.numbers import make_number
from schema.core.states import next_state
from schema.core.work import Work
from schema.organisation.access import editable_row, may_edit

Row = Mapping[str, Any]
Status = BatchStatus


async def build_batch(
    work: Work,
    *,
    union_id: UUID,
    title: str,
    channel: PaymentChannel,
    assistance_ids: Sequence[UUID],
) -> UUID:
    """A batch of records that wait for payment; each passes the gates. The batch's id.

    Raises what a gate raises, with the place of the record in the list.
    """
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.PAY, Action.REVIEW)
    batch_id = await work.insert(
        payment_batch,
        number=make_number("PC", work.today),
        title=check_text(title, "title", "须有批次名称"),
        union_id=union_id,
        channel=channel,
        status=Status.BUILDING,
        built_by=work.principal.subject,
    )
    for index, assistance_id in enumerate(dict.fromkeys(assistance_ids)):
        try:
            await enter_line(work, batch_id, assistance_id)
        except DomainError as error:
            error.path = ("assistanceIds", index)
            raise
    await _count(work, batch_id, 1)
    return batch_id


async def drop_line(work: Work, *, line_id: UUID, expected_version: int) -> None:
    """Take a record out of a batch that is still being built."""
    row = await editable_row(work, payment_line, line_id, expected_version=expected_version)
    batch = await editable_row(work, payment_batch, row["batch_id"])
    if batch["status"] is not Status.BUILDING:
        raise DomainError(AssistanceErrorCode.BATCH_CHANGED, "批次已锁定", path=("id",))
    await leave_batch(work, row)
    await work.execute(sa.delete(payment_line).where(payment_line.c.id == line_id))
    await _count(work, batch["id"], batch["version"])


async def lock_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """Fix total and content; every line passes the gates A1-A6 and A8 again."""
    batch = await _batch(work, batch_id, expected_version, Status.LOCKED)
    lines = await lines_of(work, batch_id)
    if not lines:
        raise DomainError(AssistanceErrorCode.BATCH_EMPTY, path=("id",))
    for line in lines:
        await check_line(work, line)
        mark = _mark(line)
        await work.update(payment_line, line["id"], line["version"], line_hash=mark)
    await work.update(
        payment_batch,
        batch_id,
        batch["version"],
        status=Status.LOCKED,
        locked_on=work.today,
        line_count=len(lines),
        total=sum(line["amount"] for line in lines),
        content_hash=content_hash(_mark(line) for line in lines),
    )


async def check_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """The finance department finds the batch as it was locked; not by whoever built it."""
    may_pay(work)
    batch = await _batch(work, batch_id, expected_version, Status.FINANCE_CHECKED)
    _others(work, batch, "built_by")
    await _unchanged(work, batch)
    await work.update(
        payment_batch,
        batch_id,
        expected_version,
        status=Status.FINANCE_CHECKED,
        finance_checked_by=work.principal.subject,
    )


async def approve_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """A leader approves the batch, by a fresh proof (S31); neither builder nor checker."""
    may_decide(work)
    require_proof(work)
    batch = await _batch(work, batch_id, expected_version, Status.LEADER_APPROVED)
    _others(work, batch, "built_by", "finance_checked_by")
    await _unchanged(work, batch)
    await work.update(
        payment_batch,
        batch_id,
        expected_version,
        status=Status.LEADER_APPROVED,
        leader_approved_by=work.principal.subject,
        leader_approved_on=work.today,
    )


async def release_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """Send the batch to the bank: by jobs over the direct link, or as a file to be fetched.

    Whoever sends it approved neither the batch nor any of its records, and asked for or
    reviewed none of them. Raises SAME_PERSON, GATEWAY_MISSING.
    """
    may_pay(work)
    batch = await _batch(work, batch_id, expected_version, Status.EXPORTED)
    _others(work, batch, "leader_approved_by")
    await _nobody_of_the_records(work, batch_id)
    await _unchanged(work, batch)
    if batch["channel"] is PaymentChannel.DIRECT:
        configured_gateway()
    await work.update(
        payment_batch,
        batch_id,
        expected_version,
        status=Status.EXPORTED,
        released_by=work.principal.subject,
        released_on=work.today,
    )
    if batch["channel"] is PaymentChannel.DIRECT:
        for line in await lines_of(work, batch_id):
            key = f"pay:{line['idempotency_key']}"
            await work.emit(PayLine(line_id=str(line["id"])), unique_key=key)


async def reconcile_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """Every line has its outcome, and the sums agree with the records and the ledger."""
    may_pay(work)
    batch = await _batch(work, batch_id, expected_version, Status.RECONCILED)
    await _unchanged(work, batch)
    still_open = sa.exists().where(
        payment_line.c.batch_id == batch_id, payment_line.c.status.in_(OPEN_LINE_STATES)
    )
    if (await work.execute(sa.select(still_open))).scalar_one():
        raise DomainError(AssistanceErrorCode.BATCH_UNSETTLED, path=("id",))
    await work.update(
        payment_batch,
        batch_id,
        expected_version,
        status=Status.RECONCILED,
        reconciled_by=work.principal.subject,
        reconciled_on=work.today,
    )


async def close_batch(work: Work, *, batch_id: UUID, expected_version: int) -> None:
    """File the batch away."""
    await _batch(work, batch_id, expected_version, Status.CLOSED)
    await work.update(payment_batch, batch_id, expected_version, status=Status.CLOSED)


async def correct_line(work: Work, *, line_id: UUID, expected_version: int, note: str) -> None:
    """Note how a failed line was cured; its record may then enter a new batch."""
    may_pay(work)
    row = await editable_row(work, payment_line, line_id, expected_version=expected_version)
    if row["status"] is not LineStatus.FAILED:
        raise DomainError(ErrorCode.INVALID, "只更正失败的明细", path=("id",))
    failure = f"{row['failure']}; 更正: {check_text(note, 'note', '须写明更正情况')}"
    await work.update(
        payment_line, line_id, expected_version, status=LineStatus.CORRECTED, failure=failure
    )


async def lines_of(work: Work, batch_id: UUID) -> list[dict[str, Any]]:
    """The lines of a batch in the order of their keys, with the accounts they go to."""
    account = payee_account.c
    statement = (
        sa.select(
            payment_line,
            account.account_index,
            account.account_cipher,
            account.bank_name,
            account.person_id,
        )
        .join(payee_account, account.id == payment_line.c.account_id)
        .where(payment_line.c.batch_id == batch_id)
        .order_by(payment_line.c.idempotency_key)
    )
    rows = (await work.execute(statement)).mappings().all()
    return [{str(name): value for name, value in row.items()} for row in rows]


def _mark(line: Row) -> bytes:
    return line_hash(
        line["idempotency_key"], line["amount"], line["holder_name"], line["account_index"]
    )


async def _batch(work: Work, batch_id: UUID, expected_version: int, target: BatchStatus) -> Row:
    row = await editable_row(work, payment_batch, batch_id, expected_version=expected_version)
    next_state(BATCH_TRANSITIONS, row["status"], target)
    return row


async def _unchanged(work: Work, batch: Row) -> None:
    """Total and hash are those of the lock; raises DomainError BATCH_CHANGED."""
    lines = await lines_of(work, batch["id"])
    same = content_hash(_mark(line) for line in lines) == batch["content_hash"]
    if not same or sum(line["amount"] for line in lines) != batch["total"]:
        raise DomainError(AssistanceErrorCode.BATCH_CHANGED, path=("id",))


def _others(work: Work, batch: Row, *steps: str) -> None:
    if work.principal.subject in {batch[step] for step in steps}:
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("id",))


async def _nobody_of_the_records(work: Work, batch_id: UUID) -> None:
    """The sender took no step on any record of the batch."""
    record, me = assistance_record.c, work.principal.subject
    approved = sa.exists().where(
        aid_approval.c.assistance_id == record.id, aid_approval.c.approved_by == me
    )
    steps = (record.requested_by, record.checked_by, record.reviewed_by, record.approved_by)
    took = sa.or_(*(step == me for step in steps), approved)
    found = sa.exists().where(
        payment_line.c.batch_id == batch_id, record.id == payment_line.c.assistance_id, took
    )
    if (await work.execute(sa.select(found))).scalar_one():
        raise DomainError(AssistanceErrorCode.SAME_PERSON, path=("id",))


async def _count(work: Work, batch_id: UUID, version: int) -> None:
    lines = await lines_of(work, batch_id)
    total = sum(line["amount"] for line in lines)
    await work.update(payment_batch, batch_id, version, line_count=len(lines), total=total)
