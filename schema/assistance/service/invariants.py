"""What must hold of the money at any moment (R19): each rule is a query for its exceptions."""

from collections.abc import Mapping

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    AssistanceStatus,
    BatchStatus,
    FundEntryKind,
    LineStatus,
)
from schema.assistance.service.funds import EFFECTS
from schema.assistance.tables import (
    assistance_record,
    fund_entry,
    fund_source,
    payment_batch,
    payment_line,
    recovery_payment,
)
from schema.core.work import Work

Kind = FundEntryKind
PAID = (
    AssistanceStatus.PAID,
    AssistanceStatus.VERIFIED,
    AssistanceStatus.RECOVERY_OPEN,
    AssistanceStatus.RECOVERED,
)
#: Money set aside: approved and not paid yet.
WAITING = tuple(state for state in COUNTING_AID_STATES if state not in PAID)


async def find_differences(work: Work) -> dict[str, int]:
    """Exceptions by rule; no entry for a rule that holds everywhere."""
    found: dict[str, int] = {}
    for name, statement in rules().items():
        exceptions = sa.select(sa.func.count()).select_from(statement.subquery())
        number: int = (await work.execute(exceptions)).scalar_one()
        if number:
            found[name] = number
    return found


def rules() -> Mapping[str, sa.Select[tuple[object]]]:
    """Each rule by name, as the query for the rows that break it."""
    return {
        "fund: appropriated = amount": _fund_sum(Kind.APPROPRIATION, fund_source.c.amount),
        "fund: ledger = reserved": _fund_balance(0, fund_source.c.reserved),
        "fund: ledger = spent": _fund_balance(1, fund_source.c.spent),
        "fund: budget >= reserved + spent": sa.select(fund_source.c.id).where(
            fund_source.c.reserved + fund_source.c.spent > fund_source.c.amount
        ),
        "fund: reserved = approved and unpaid": _records_of_fund(WAITING, fund_source.c.reserved),
        "fund: spent = paid and not returned": _records_of_fund(PAID, fund_source.c.spent),
        "record: recovered = its parts": _recovered_parts(),
        "record: paid by a batch = one line paid": _paid_lines(),
        "line: paid = record paid": _line_without_paid_record(),
        "line: paid = spent in the ledger": _line_without_entry(),
        "batch: total = lines": _batch_sum(),
        "batch: settled lines = state": _batch_state(),
    }


def _fund_sum(kind: FundEntryKind, column: sa.ColumnElement[int]) -> sa.Select[tuple[object]]:
    total = (
        sa.select(sa.func.coalesce(sa.func.sum(fund_entry.c.amount), 0))
        .where(fund_entry.c.fund_id == fund_source.c.id, fund_entry.c.kind == kind)
        .scalar_subquery()
    )
    return sa.select(fund_source.c.id).where(total != column)


def _fund_balance(place: int, column: sa.ColumnElement[int]) -> sa.Select[tuple[object]]:
    signed = sa.case(
        *(
            (fund_entry.c.kind == kind, fund_entry.c.amount * effect[place])
            for kind, effect in EFFECTS.items()
        )
    )
    total = (
        sa.select(sa.func.coalesce(sa.func.sum(signed), 0))
        .where(fund_entry.c.fund_id == fund_source.c.id)
        .scalar_subquery()
    )
    return sa.select(fund_source.c.id).where(total != column)


def _records_of_fund(
    states: tuple[AssistanceStatus, ...], column: sa.ColumnElement[int]
) -> sa.Select[tuple[object]]:
    record = assistance_record.c
    total = (
        sa.select(sa.func.coalesce(sa.func.sum(record.amount - record.recovered_amount), 0))
        .where(
            assistance_record.c.fund_id == fund_source.c.id,
            assistance_record.c.status.in_(states),
        )
        .scalar_subquery()
    )
    return sa.select(fund_source.c.id).where(total != column)


def _recovered_parts() -> sa.Select[tuple[object]]:
    """What came back of a record is the sum of the parts that were entered."""
    parts = (
        sa.select(sa.func.coalesce(sa.func.sum(recovery_payment.c.amount), 0))
        .where(recovery_payment.c.assistance_id == assistance_record.c.id)
        .scalar_subquery()
    )
    return sa.select(assistance_record.c.id).where(parts != assistance_record.c.recovered_amount)


def _paid_lines() -> sa.Select[tuple[object]]:
    """A record of a fund that is paid in money has exactly one paid line."""
    lines = (
        sa.select(sa.func.count())
        .where(
            payment_line.c.assistance_id == assistance_record.c.id,
            payment_line.c.status == LineStatus.SUCCESS,
        )
        .scalar_subquery()
    )
    return sa.select(assistance_record.c.id).where(
        assistance_record.c.fund_id.is_not(None),
        assistance_record.c.amount > 0,
        assistance_record.c.status.in_(PAID),
        lines != 1,
    )


def _line_without_paid_record() -> sa.Select[tuple[object]]:
    return (
        sa.select(payment_line.c.id)
        .join(assistance_record, assistance_record.c.id == payment_line.c.assistance_id)
        .where(
            payment_line.c.status == LineStatus.SUCCESS,
            sa.or_(
                assistance_record.c.status.not_in(PAID),
                assistance_record.c.amount != payment_line.c.amount,
            ),
        )
    )


def _line_without_entry() -> sa.Select[tuple[object]]:
    entries = (
        sa.select(sa.func.count())
        .where(
            fund_entry.c.line_id == payment_line.c.id,
            fund_entry.c.kind == Kind.SPEND,
            fund_entry.c.amount == payment_line.c.amount,
        )
        .scalar_subquery()
    )
    record = assistance_record
    return (
        sa.select(payment_line.c.id)
        .join(record, record.c.id == payment_line.c.assistance_id)
        .where(record.c.fund_id.is_not(None))
        .where(entries != sa.case((payment_line.c.status == LineStatus.SUCCESS, 1), else_=0))
    )


def _batch_sum() -> sa.Select[tuple[object]]:
    lines = (
        sa.select(
            sa.func.count().label("number"),
            sa.func.coalesce(sa.func.sum(payment_line.c.amount), 0).label("total"),
        )
        .where(payment_line.c.batch_id == payment_batch.c.id)
        .lateral()
    )
    return (
        sa.select(payment_batch.c.id)
        .join(lines, sa.true())
        .where(
            sa.or_(
                lines.c.number != payment_batch.c.line_count,
                lines.c.total != payment_batch.c.total,
            )
        )
    )


def _batch_state() -> sa.Select[tuple[object]]:
    """A batch is back from the bank exactly when no line is on its way."""
    open_lines = sa.exists().where(
        payment_line.c.batch_id == payment_batch.c.id,
        payment_line.c.status.in_((LineStatus.PENDING, LineStatus.SENT)),
    )
    back = payment_batch.c.status.in_(
        (BatchStatus.BANK_RETURNED, BatchStatus.RECONCILED, BatchStatus.CLOSED)
    )
    exported = payment_batch.c.status == BatchStatus.EXPORTED
    return sa.select(payment_batch.c.id).where(
        sa.or_(sa.and_(back, open_lines), sa.and_(exported, sa.not_(open_lines)))
    )
