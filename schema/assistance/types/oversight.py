"""Checks after the payment, and the commitments of party and government, as GraphQL shows them."""

import sqlalchemy as sa

from schema.assistance import tables
from schema.assistance.rules import CommitmentStatus
from schema.assistance.types.cases import AssistanceRecord
from schema.membership.types import withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, DATE

_TODAY = sa.cast(sa.func.timezone("Asia/Shanghai", sa.func.now()), sa.Date)


def _review_due(table: sa.FromClause) -> sa.ColumnElement[object]:
    """A quarter after the last review, or after the document."""
    days = sa.func.gonghui_figure("DOSSIER", "commitment_review_days", _TODAY)
    return sa.func.coalesce(table.c.reviewed_on, table.c.issued_on) + sa.cast(days, sa.Integer)


@node(tables.payment_check)
class PaymentCheck:
    """发放后抽查: one payment of a sample, looked at by somebody who had no hand in it."""

    id = column()
    result = column(groupable=True)
    checked_on = column(sortable=True)
    checked_by = column()
    findings = withheld("findings")
    done = computed(
        lambda table: table.c.result.is_not(None),
        BOOLEAN,
        "已抽查",
        needs=("result",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    version = column()
    assistance_record = to_one(AssistanceRecord, "assistance_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)


@node(tables.payment_sample)
class PaymentSample:
    """发放后抽查样本: drawn by a seed that everybody can draw by again."""

    id = column()
    from_on = column()
    to_on = column()
    share = column()
    seed = column()
    population = column(summable=True)
    size = column(summable=True)
    drawn_on = column(sortable=True)
    drawn_by = column()
    checks = connection(PaymentCheck, "sample_id", description="抽查明细")


@node(tables.policy_commitment)
class PolicyCommitment:
    """党政支持解困脱困的政策承诺: reviewed each quarter until it is met."""

    id = column()
    document = column()
    issued_on = column(sortable=True)
    department = column(groupable=True)
    commitment = column()
    status = column(groupable=True)
    progress = column()
    reviewed_on = column(sortable=True)
    review_due_on = computed(
        _review_due,
        DATE,
        "下次督查日期 (按季)",
        needs=("reviewed_on", "issued_on"),
        filterable=True,
    )
    overdue = computed(
        lambda table: sa.and_(
            table.c.status == CommitmentStatus.IN_PROGRESS, _review_due(table) < _TODAY
        ),
        BOOLEAN,
        "逾期未督查",
        needs=("reviewed_on", "issued_on", "status"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    version = column()


extend(
    AssistanceRecord,
    checks=connection(PaymentCheck, "assistance_id", description="发放后抽查", page=FEW),
)
