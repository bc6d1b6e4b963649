"""Funds, caps, batches and lines as GraphQL shows them; accounts only as masks."""

import sqlalchemy as sa

from schema.assistance import tables
from schema.assistance.types.cases import AssistanceRecord
from schema.membership.types import Person
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import FEN, INT


@node(tables.fund_entry)
class FundEntry:
    """资金台账分录: one movement of a fund's money."""

    id = column()
    kind = column(groupable=True)
    amount = column(kind=FEN, summable=True)
    entered_on = column(sortable=True, groupable=True)
    entered_by = column()
    note = column()
    assistance_record = to_one(AssistanceRecord, "assistance_id")


@node(tables.fund_source)
class FundSource:
    """帮扶资金: allotted, reserved, spent, and what is still free."""

    id = column()
    code = column(sortable=True)
    name = column()
    level = column(groupable=True)
    year = column(sortable=True, groupable=True)
    document_number = column()
    allowed_kinds = column(filterable=False)
    allowed_categories = column(filterable=False)
    amount = column(kind=FEN, summable=True)
    reserved = column(kind=FEN, summable=True)
    spent = column(kind=FEN, summable=True)
    free = computed(
        lambda table: table.c.amount - table.c.reserved - table.c.spent,
        FEN,
        "可用余额 (分)",
        needs=("amount", "reserved", "spent"),
        nullable=False,
        filterable=True,
        summable=True,
    )
    execution = computed(
        lambda table: sa.case(
            (table.c.amount == 0, 0),
            else_=sa.cast(table.c.spent * 10000 / table.c.amount, sa.Integer),
        ),
        INT,
        "执行率 (万分比)",
        needs=("amount", "spent"),
        nullable=False,
    )
    spend_by = column(sortable=True)
    version = column()
    entries = connection(FundEntry, "fund_id", description="台账")


@node(tables.aid_cap)
class AidCap:
    """救助限额: how much of a kind a household, person or case may get."""

    id = column()
    fund_level = column(groupable=True)
    kind = column(groupable=True)
    category = column(groupable=True)
    school_stage = column()
    scope = column()
    amount = column(kind=FEN)
    valid_from = column(sortable=True)
    valid_to = column()
    basis = column()


@node(tables.payee_account)
class PayeeAccount:
    """收款账户: the household head's own, shown as a mask."""

    id = column()
    kind = column()
    bank_name = column()
    account_mask = column(filterable=False)
    active = column()
    version = column()
    person = to_one(Person, "person_id")


@node(tables.payment_line)
class PaymentLine:
    """发放明细: one payment of a batch, with its outcome."""

    id = column()
    attempt = column()
    idempotency_key = column()
    account_mask = column(filterable=False)
    amount = column(kind=FEN, summable=True)
    status = column(groupable=True)
    failure = column()
    gateway_reference = column()
    settled_on = column(sortable=True, groupable=True)
    version = column()
    assistance_record = to_one(AssistanceRecord, "assistance_id", implied=True)
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.payment_return)
class PaymentReturn:
    """银行回盘: a return file that was taken in, with the rows it got wrong."""

    id = column()
    file_name = column()
    rows = column()
    succeeded = column()
    failed = column()
    refused = column()
    problems = column(filterable=False)


@node(tables.payment_batch)
class PaymentBatch:
    """发放批次: built, locked, checked, approved, sent to the bank, reconciled."""

    id = column()
    number = column(sortable=True)
    title = column()
    channel = column(groupable=True)
    status = column(groupable=True)
    line_count = column(summable=True)
    total = column(kind=FEN, sortable=True, summable=True)
    built_by = column()
    locked_on = column(sortable=True)
    finance_checked_by = column()
    leader_approved_by = column()
    leader_approved_on = column()
    released_by = column()
    released_on = column(sortable=True)
    collected_at = column()
    reconciled_on = column()
    version = column()
    union = to_one(UnionOrganisation, "union_id", implied=True)
    lines = connection(PaymentLine, "batch_id", description="发放明细")
    returns = connection(PaymentReturn, "batch_id", description="银行回盘", page=FEW, implied=True)


@node(tables.aid_overlap)
class AidOverlap:
    """其他部门救助: flagged beside our own, never a bar."""

    id = column()
    department = column(groupable=True)
    programme = column(groupable=True)
    period_key = column()
    amount = column(kind=FEN, summable=True)
    reported_on = column(sortable=True)
    person = to_one(Person, "person_id")


extend(
    AssistanceRecord,
    fund=to_one(FundSource, "fund_id"),
    payment_lines=connection(
        PaymentLine, "assistance_id", description="发放明细", page=FEW, implied=True
    ),
)
extend(
    Person,
    aid_overlaps=connection(AidOverlap, "person_id", description="其他部门救助", page=FEW),
)
