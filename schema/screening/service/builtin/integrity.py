"""Rules on honest dealing: accounts, vouchers, kin, limits, notices (A4–A6, A10, A11)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from schema.accounts.tables import role_grant, role_grant_target
from schema.assistance.rules import AssistanceStatus, ObjectionStatus
from schema.assistance.tables import (
    aid_voucher,
    assistance_record,
    household_member,
    kin_declaration,
    notice_objection,
    payee_account,
    public_notice,
)
from schema.core.roles import ScopeKind
from schema.membership.tables import membership, person
from schema.screening.service.builtin.aid_twice import household_heads
from schema.screening.service.builtin.hits import (
    Column,
    Question,
    Select,
    first,
    gathered,
    hits,
    joined,
    text,
)
from schema.screening.service.builtin.money import WITHOUT_DOSSIER

HANDS = ("requested_by", "checked_by", "reviewed_by", "approved_by", "paid_by")
_PAID = (AssistanceStatus.PAID, AssistanceStatus.VERIFIED)


def _fingerprint(value: Column) -> Column:
    """A key that stands for a blind index without giving it away."""
    return sa.func.left(sa.func.encode(sa.func.sha256(value), "hex"), 24)


def _union_of(person_id: Column) -> Column:
    """The union that a person belongs to now, or belonged to last."""
    return (
        sa.select(membership.c.union_id)
        .where(membership.c.person_id == person_id)
        .order_by(membership.c.ended_on.desc().nulls_first(), membership.c.id)
        .limit(1)
        .scalar_subquery()
    )


def odd_account(question: Question) -> Select:
    """A4: an account of several households, or one whose holder is not the payee.

    Two payees cannot hold one account at a time, but it may wander from one to another.
    """
    del question
    account, head = payee_account.c, household_heads()
    household = sa.func.coalesce(head.c.head, text(account.person_id))
    shared = (
        sa.select(
            _fingerprint(account.account_index).label("key"),
            first(account.person_id).label("person_id"),
            sa.literal("SHARED").label("reason"),
            sa.func.count(sa.distinct(household)).label("households"),
            gathered(account.id).label("ids"),
        )
        .join_from(payee_account, head, head.c.person_id == account.person_id, isouter=True)
        .group_by(account.account_index)
        .having(sa.func.count(sa.distinct(household)) > 1, sa.func.bool_or(account.active))
    )
    foreign = (
        sa.select(
            joined(_fingerprint(account.account_index), "HOLDER"),
            account.person_id,
            sa.literal("HOLDER"),
            sa.literal(1),
            sa.func.jsonb_build_array(account.id),
        )
        .join_from(payee_account, person, person.c.id == account.person_id)
        .where(account.active, account.holder_name != person.c.name)
        .ext(distinct_on(account.account_index))
        .order_by(account.account_index, account.id)
    )
    found = sa.union_all(shared, foreign.subquery().select()).subquery()
    return hits(
        subject=found.c.person_id,
        union=_union_of(found.c.person_id),
        key=found.c.key,
        evidence={"reason": found.c.reason, "households": found.c.households},
        rows={"payee_account": found.c.ids},
    )


def voucher_used_twice(question: Question) -> Select:
    """A5: one invoice or enrolment document behind two records of aid."""
    del question
    voucher, record = aid_voucher.c, assistance_record.c
    found = (
        sa.select(
            voucher.voucher_hash,
            first(record.id).label("record_id"),
            first(record.union_id).label("union_id"),
            sa.func.count(sa.distinct(record.id)).label("times"),
            gathered(record.id).label("ids"),
        )
        .join_from(aid_voucher, assistance_record, record.id == voucher.assistance_id)
        .group_by(voucher.voucher_hash)
        .having(sa.func.count(sa.distinct(record.id)) > 1)
        .subquery()
    )
    return hits(
        subject=found.c.record_id,
        union=found.c.union_id,
        key=_fingerprint(found.c.voucher_hash),
        evidence={"times": found.c.times},
        rows={"assistance_record": found.c.ids},
    )


def conflict_of_interest(question: Question) -> Select:
    """A6: aid in the hands of its recipient or one of the household, or two steps in one hand.

    Who a user is as a member, his grant with the scope of his own record says; his kin, what
    he declared.
    """
    record = assistance_record.c
    step = (
        sa.values(sa.column("step", sa.Text), sa.column("who", sa.Text), name="hand")
        .data([(name, record[name]) for name in HANDS])
        .lateral()
    )
    own = _close_to_users()
    kin = sa.exists().where(
        household_member.c.dossier_id == record.dossier_id,
        household_member.c.person_id == own.c.person_id,
    )
    related = (
        sa.select(
            record.id, record.union_id, record.number, step.c.who, sa.literal("KIN").label("reason")
        )
        .join_from(assistance_record, step, sa.true())
        .join(own, own.c.who == step.c.who)
        .where(
            sa.or_(own.c.person_id == record.person_id, kin),
            step.c.step != "requested_by",
            question.only(record.id),
        )
    )
    twice = (
        sa.select(record.id, record.union_id, record.number, step.c.who, sa.literal("TWO_STEPS"))
        .join_from(assistance_record, step, sa.true())
        .where(step.c.who.is_not(None), question.only(record.id))
        .group_by(record.id, record.union_id, record.number, step.c.who)
        .having(sa.func.count() > 1)
    )
    found = sa.union_all(related, twice).subquery()
    every = sa.func.min(found.c.reason)
    return hits(
        subject=found.c.id,
        union=first(found.c.union_id),
        key=joined(text(found.c.id), found.c.who),
        evidence={"record": sa.func.min(found.c.number), "who": found.c.who, "reason": every},
    ).group_by(found.c.id, found.c.who)


def _close_to_users() -> sa.Subquery:
    """Users (``who``) with the persons that they are or declared as kin."""
    return (
        sa.select(
            sa.func.concat("user:", role_grant.c.user_id).label("who"),
            role_grant_target.c.target_id.label("person_id"),
        )
        .join_from(role_grant, role_grant_target, role_grant_target.c.grant_id == role_grant.c.id)
        .where(role_grant.c.scope_kind == ScopeKind.SELF)
        .union(
            sa.select(
                sa.func.concat("user:", kin_declaration.c.user_id), kin_declaration.c.person_id
            ).where(kin_declaration.c.ended_on.is_(None))
        )
        .subquery()
    )


def amounts_to_fit(question: Question) -> Select:
    """A10: amounts just under a limit of approval, or many equal ones in a day, by one person."""
    record = assistance_record.c
    near = question.number("near_percent")
    limits = [question.number(key) for key in ("centre_head_limit", "vice_chair_limit")]
    under = sa.or_(*(record.amount.between(limit * near // 100, limit) for limit in limits))
    week = sa.func.to_char(record.approved_on, 'IYYY"W"IW')
    recent = sa.and_(
        record.approved_on > question.ago(question.number("days")),
        record.approved_on <= question.as_of,
        record.approved_by.is_not(None),
    )
    columns = (
        first(record.id).label("record_id"),
        first(record.union_id).label("union_id"),
        sa.func.count().label("times"),
        gathered(record.id).label("ids"),
    )
    close = (
        sa.select(record.approved_by, week.label("week"), sa.literal("NEAR_LIMIT").label("reason"))
        .add_columns(*columns)
        .where(recent, under)
        .group_by(record.approved_by, week)
        .having(sa.func.count() >= question.number("near_count"))
    )
    equal = (
        sa.select(record.approved_by, week, sa.literal("EQUAL"), *columns)
        .where(recent, record.amount > 0)
        .group_by(record.approved_by, week, record.approved_on, record.amount)
        .having(sa.func.count() >= question.number("equal_count"))
    )
    found = sa.union_all(close, equal).subquery()
    order = (found.c.approved_by, found.c.week, found.c.times.desc(), found.c.record_id)
    each = sa.select(found).ext(distinct_on(*order[:2])).order_by(*order).subquery()
    return hits(
        subject=each.c.record_id,
        union=each.c.union_id,
        key=joined(each.c.approved_by, each.c.week),
        evidence={"reason": each.c.reason, "times": each.c.times, "who": each.c.approved_by},
        rows={"assistance_record": each.c.ids},
    )


def paid_before_notice(question: Question) -> Select:
    """A11: aid paid without a finished notice, or in spite of an open objection."""
    del question
    record, notice = assistance_record.c, public_notice.c
    finished = sa.exists().where(notice.assistance_id == record.id, notice.ends_on < record.paid_on)
    objected = sa.exists().where(
        notice.assistance_id == record.id,
        notice_objection.c.notice_id == notice.id,
        notice_objection.c.status == ObjectionStatus.OPEN,
    )
    # Records from before notices were kept as rows carry the last day of the notice themselves.
    unnoticed = sa.and_(
        sa.not_(finished), sa.func.coalesce(record.notice_until >= record.paid_on, sa.true())
    )
    reason = sa.case((objected, "OBJECTION"), (unnoticed, "NO_NOTICE"))
    return hits(
        subject=record.id,
        union=record.union_id,
        key=text(record.id),
        evidence={"record": record.number, "paid_on": record.paid_on, "reason": reason},
    ).where(
        record.status.in_(_PAID), record.kind.not_in(WITHOUT_DOSSIER), sa.or_(unnoticed, objected)
    )
