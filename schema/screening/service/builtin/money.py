"""Rules on payments and funds: who is paid, from what, and whether it arrived (A1, A3, A7–A9)."""

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    ENDED_DOSSIER_STATES,
    OPEN_LINE_STATES,
    ApprovalLevel,
    AssistanceKind,
    LineStatus,
)
from schema.assistance.tables import assistance_record, dossier, fund_source, payment_line
from schema.membership.tables import person
from schema.screening.service.builtin.hits import Question, Select, gathered, hits, joined, text

WITHOUT_DOSSIER = (
    AssistanceKind.TEMP,
    AssistanceKind.WARM,
    AssistanceKind.COOL,
    AssistanceKind.MUTUAL,
)
JUNE, SEPTEMBER = 6, 9


def unfit_payee(question: Question) -> Select:
    """A1: lines on their way whose payee died, or whose dossier was not or is no more in force."""
    del question
    record = assistance_record.c
    reason = sa.case(
        (person.c.deceased_on.is_not(None), "DECEASED"),
        (sa.and_(record.dossier_id.is_(None), record.kind.not_in(WITHOUT_DOSSIER)), "NO_DOSSIER"),
        (dossier.c.status.in_(ENDED_DOSSIER_STATES), "DOSSIER_ENDED"),
        (dossier.c.opened_on > record.approved_on, "NOT_YET_IN_FORCE"),
    )
    return (
        hits(
            subject=payment_line.c.id,
            union=payment_line.c.union_id,
            key=text(payment_line.c.id),
            evidence={
                "reason": reason,
                "record": record.number,
                "amount_fen": payment_line.c.amount,
            },
            rows={"assistance_record": record.id},
        )
        .join_from(payment_line, assistance_record, record.id == payment_line.c.assistance_id)
        .join(person, person.c.id == record.person_id)
        .outerjoin(dossier, dossier.c.id == record.dossier_id)
        .where(payment_line.c.status.in_(OPEN_LINE_STATES), reason.is_not(None))
    )


def above_year_cap(question: Question) -> Select:
    """A3: households whose year is above the cap without a decision of the chair's meeting."""
    record = assistance_record.c
    total = sa.func.sum(record.amount)
    by_meeting = sa.func.count().filter(record.approval_level == ApprovalLevel.CHAIR_MEETING)
    cap = question.number("household_year_cap")
    found = (
        sa.select(record.dossier_id, total.label("total"), gathered(record.id).label("ids"))
        .where(
            record.status.in_(COUNTING_AID_STATES),
            record.dossier_id.is_not(None),
            record.approved_on >= question.as_of.replace(month=1, day=1),
            record.approved_on <= question.as_of,
        )
        .group_by(record.dossier_id)
        .having(total > cap, by_meeting == 0)
        .subquery()
    )
    return hits(
        subject=dossier.c.id,
        union=dossier.c.union_id,
        key=joined(text(dossier.c.id), str(question.as_of.year)),
        evidence={
            "number": dossier.c.number,
            "total_fen": found.c.total,
            "cap_fen": sa.literal(cap),
        },
        rows={"assistance_record": found.c.ids},
    ).join_from(found, dossier, dossier.c.id == found.c.dossier_id)


def failed_line(question: Question) -> Select:
    """A7: lines that the bank sent back and that nobody has put right."""
    line = payment_line.c
    return hits(
        subject=line.id,
        union=line.union_id,
        key=text(line.id),
        evidence={"failed_on": line.settled_on, "amount_fen": line.amount},
        rows={"assistance_record": line.assistance_id},
    ).where(
        line.status == LineStatus.FAILED,
        line.settled_on <= question.working_days_ago("working_days"),
    )


def fund_misused(question: Question) -> Select:
    """A8: aid from a fund that is not meant for its kind or its category of need."""
    del question
    record, fund = assistance_record.c, fund_source.c
    kinds = sa.func.cardinality(fund.allowed_kinds) > 0
    categories = sa.func.cardinality(fund.allowed_categories) > 0
    wrong = sa.case(
        (sa.and_(kinds, text(record.kind) != sa.all_(fund.allowed_kinds)), "KIND"),
        (
            sa.and_(
                categories,
                sa.func.coalesce(text(dossier.c.category), "") != sa.all_(fund.allowed_categories),
            ),
            "CATEGORY",
        ),
    )
    return (
        hits(
            subject=record.id,
            union=record.union_id,
            key=text(record.id),
            evidence={"record": record.number, "fund": fund.code, "reason": wrong},
            rows={"fund_source": fund.id},
        )
        .join_from(assistance_record, fund_source, fund.id == record.fund_id)
        .outerjoin(dossier, dossier.c.id == record.dossier_id)
        .where(record.status.in_(COUNTING_AID_STATES), wrong.is_not(None))
    )


def slow_fund(question: Question) -> Select:
    """A9: funds of which too little is spent by mid-year and autumn, or that are about to lapse."""
    fund, month = fund_source.c, question.as_of.month
    percent = question.number("september_percent") if month > SEPTEMBER else 0
    if JUNE < month <= SEPTEMBER:
        percent = question.number("june_percent")
    behind = sa.and_(
        fund.year == question.as_of.year, fund.spent * 100 < fund.amount * sa.literal(percent)
    )
    lapsing = sa.and_(
        fund.spend_by >= question.as_of,
        fund.spend_by <= question.ahead(question.number("days_before_end")),
        fund.spent < fund.amount,
    )
    return hits(
        subject=fund.id,
        union=sa.cast(sa.null(), sa.Uuid),
        key=joined(text(fund.id), f"{question.as_of:%Y-%m}"),
        evidence={
            "fund": fund.code,
            "amount_fen": fund.amount,
            "spent_fen": fund.spent,
            "spend_by": fund.spend_by,
        },
    ).where(fund.amount > 0, sa.or_(behind, lapsing))
