"""The bank-file channel: a one-time ticket fetches the file, the return file brings outcomes."""

import hashlib
import secrets
from collections import Counter
from datetime import timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.access import may_pay
from schema.assistance.rules import (
    AssistanceErrorCode,
    BatchStatus,
    LineStatus,
    PaymentChannel,
    PaymentOutcome,
)
from schema.assistance.service.bank_file import (
    FileLine,
    ReturnRow,
    read_return,
    write_text,
    write_xlsx,
)
from schema.assistance.service.batches import lines_of
from schema.assistance.service.lines import settle
from schema.assistance.service.payees import account_number
from schema.assistance.tables import payee_account, payment_batch, payment_line, payment_return
from schema.core.access_log import AccessKind, AccessPurpose, access_rows
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import editable_row

FileKind = Literal["xlsx", "txt"]
WRITERS = {"xlsx": write_xlsx, "txt": write_text}
NOTE = "工会帮扶资金"


async def issue_ticket(work: Work, *, batch_id: UUID, expected_version: int) -> str:
    """A ticket with which the file of a released batch is fetched once, within minutes.

    Only its hash is stored; a new ticket takes the place of one that was not used.
    """
    may_pay(work)
    batch = await editable_row(work, payment_batch, batch_id, expected_version=expected_version)
    of_file = batch["channel"] is PaymentChannel.BANK_FILE
    if not of_file or batch["status"] is not BatchStatus.EXPORTED:
        raise DomainError(ErrorCode.INVALID, "批次尚未送银行或不用银行文件", path=("id",))
    if batch["collected_at"] is not None:
        raise DomainError(AssistanceErrorCode.TICKET_INVALID, "银行文件已取走", path=("id",))
    terms = await parameters(work.connection, "AID", work.today)
    ticket = secrets.token_urlsafe(32)
    await work.update(
        payment_batch,
        batch_id,
        expected_version,
        ticket_hash=_hash(ticket),
        ticket_until=work.now + timedelta(minutes=figure(terms, "ticket_minutes")),
    )
    return ticket


async def collect_file(work: Work, *, ticket: str, kind: FileKind = "xlsx") -> tuple[str, bytes]:
    """The bank's file for a ticket, once: its name and content. Raises TICKET_INVALID."""
    may_pay(work)
    statement = (
        sa.select(payment_batch)
        .where(payment_batch.c.ticket_hash == _hash(ticket))
        .with_for_update()
    )
    batch = (await work.execute(statement)).mappings().one_or_none()
    spent = batch is None or batch["collected_at"] is not None or batch["ticket_until"] < work.now
    if batch is None or spent:
        raise DomainError(AssistanceErrorCode.TICKET_INVALID, path=("ticket",))
    lines = await lines_of(work, batch["id"])
    for line in lines:
        if line["status"] is LineStatus.PENDING:
            await work.update(payment_line, line["id"], line["version"], status=LineStatus.SENT)
    await work.update(payment_batch, batch["id"], batch["version"], collected_at=work.now)
    await work.execute(
        access_rows(
            work.principal,
            AccessKind.EXPORT,
            payee_account,
            [line["account_id"] for line in lines],
            purpose=AccessPurpose.PAYMENT,
            note=batch["number"],
            fields=("account",),
        )
    )
    content = WRITERS[kind](
        FileLine(
            line["idempotency_key"],
            line["holder_name"],
            account_number(line),
            line["bank_name"],
            line["amount"],
            NOTE,
        )
        for line in lines
    )
    return f"{batch['number']}.{kind}", content


async def import_return(work: Work, *, batch_id: UUID, file_name: str, content: bytes) -> UUID:
    """Take in a return file: each good row settles its line, the others are listed.

    The same file again changes nothing and gives the same id. Raises RETURN_UNREADABLE.
    """
    may_pay(work)
    await editable_row(work, payment_batch, batch_id)
    mark = hashlib.sha256(content).digest()
    before = sa.select(payment_return.c.id).where(
        payment_return.c.batch_id == batch_id, payment_return.c.file_hash == mark
    )
    known: UUID | None = (await work.execute(before)).scalar_one_or_none()
    if known is not None:
        return known
    rows = read_return(file_name, content)
    problems, counts = await _settle_rows(work, batch_id, rows)
    return await work.insert(
        payment_return,
        batch_id=batch_id,
        file_name=file_name,
        file_hash=mark,
        rows=len(rows),
        succeeded=counts[True],
        failed=counts[False],
        refused=len(problems),
        problems=problems,
    )


async def _settle_rows(
    work: Work, batch_id: UUID, rows: list[ReturnRow]
) -> tuple[list[dict[str, object]], Counter[bool]]:
    lines = {line["idempotency_key"]: line for line in await lines_of(work, batch_id)}
    times = Counter(row.key for row in rows)
    problems: list[dict[str, object]] = []
    counts: Counter[bool] = Counter()
    for row in rows:
        line = lines.get(row.key)
        wrong = _problem(row, None if line is None else line["amount"], times[row.key])
        if wrong is None and line is not None:
            failure = None if row.succeeded else row.failure or "银行未说明原因"
            try:
                await settle(work, line["id"], PaymentOutcome(row.reference, failure))
            except DomainError as error:
                wrong = (error.code.value, error.message)
        if wrong is not None:
            problems.append({"row": row.number, "code": wrong[0], "message": wrong[1]})
        else:
            counts[bool(row.succeeded)] += 1
    return problems, counts


def _problem(row: ReturnRow, amount: int | None, times: int) -> tuple[str, str] | None:
    """What is wrong with a row before anything is written."""
    if amount is None:
        return "UNKNOWN_LINE", "本批次没有该流水号"
    if times > 1:
        return "REPEATED_LINE", "同一流水号出现多次"
    if row.amount != amount:
        return "AMOUNT_DIFFERS", "金额与批次不一致"
    if row.succeeded is None:
        return "UNKNOWN_RESULT", "结果既非成功也非失败"
    return None


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
