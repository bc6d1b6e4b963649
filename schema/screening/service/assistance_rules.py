"""Rules on needy-worker dossiers and the aid given to them."""

from datetime import timedelta

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    IN_FORCE_DOSSIER_STATES,
    AssistanceStatus,
    DossierCategory,
    DossierStatus,
)
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.screening.service.hits import Question, Select, hits, joined, text

_in_force = dossier.c.status.in_(IN_FORCE_DOSSIER_STATES)
_refused = (AssistanceStatus.RETURNED, AssistanceStatus.REJECTED, AssistanceStatus.WITHDRAWN)


def review_due(question: Question) -> Select:
    """D1: dossiers whose yearly review is near, or overdue (one grade higher)."""
    last = sa.func.coalesce(dossier.c.last_review_on, dossier.c.opened_on)
    due = sa.func.coalesce(
        dossier.c.next_review_on, last + sa.literal(question.number("cycle_days"))
    )
    warned = question.as_of + timedelta(days=question.number("warn_days"))
    return hits(
        subject=dossier.c.id,
        union=dossier.c.union_id,
        key=joined(text(dossier.c.id), text(due)),
        evidence={
            "number": dossier.c.number,
            "due_on": due,
            "days_left": due - sa.literal(question.as_of, sa.Date),
        },
        raised=due < question.as_of,
    ).where(
        dossier.c.status.in_((DossierStatus.ACTIVE, DossierStatus.DUE_FOR_REVIEW)), due <= warned
    )


def person_in_two_dossiers(question: Question) -> Select:
    """D3: one person in the households of two dossiers in force."""
    del question
    found = (
        sa.select(
            household_member.c.person_id,
            sa.func.count(sa.distinct(dossier.c.id)).label("dossiers"),
            sa.func.array_agg(sa.distinct(dossier.c.number)).label("numbers"),
            sa.func.min(text(dossier.c.union_id)).label("union_id"),
        )
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(household_member.c.person_id.is_not(None), _in_force)
        .group_by(household_member.c.person_id)
        .having(sa.func.count(sa.distinct(dossier.c.id)) > 1)
        .subquery()
    )
    return hits(
        subject=found.c.person_id,
        union=sa.cast(found.c.union_id, sa.Uuid),
        key=text(found.c.person_id),
        evidence={"dossiers": sa.func.to_jsonb(found.c.numbers)},
    )


def dossier_without_aid(question: Question) -> Select:
    """D11: dossiers in force for long that got, and asked for, nothing; sooner for the deep."""
    days = sa.case(
        (dossier.c.category == DossierCategory.DEEP, question.number("deep_days")),
        else_=question.number("days"),
    )
    since = sa.literal(question.as_of, sa.Date) - days
    moved = sa.func.coalesce(
        assistance_record.c.paid_on,
        assistance_record.c.approved_on,
        assistance_record.c.requested_on,
    )
    helped = sa.exists().where(
        assistance_record.c.dossier_id == dossier.c.id,
        assistance_record.c.status.not_in(_refused),
        moved > since,
    )
    return hits(
        subject=dossier.c.id,
        union=dossier.c.union_id,
        key=joined(text(dossier.c.id), str(question.as_of.year)),
        evidence={
            "number": dossier.c.number,
            "category": dossier.c.category,
            "opened_on": dossier.c.opened_on,
            "days": days,
        },
    ).where(_in_force, dossier.c.opened_on <= since, sa.not_(helped))


def double_assistance(question: Question) -> Select:
    """A2: one household was granted the same kind of aid for the same period more than once."""
    del question
    granted = _granted()
    same = (granted.c.household, granted.c.kind, granted.c.period_key)
    # Counted first, collected only where there is more than one.
    doubled = sa.select(*same).group_by(*same).having(sa.func.count() > 1).subquery()
    found = (
        sa.select(
            *same,
            sa.func.count().label("times"),
            sa.func.sum(granted.c.amount).label("amount"),
            sa.func.array_agg(granted.c.number).label("numbers"),
            sa.func.min(text(granted.c.union_id)).label("union_id"),
        )
        .where(sa.tuple_(*same).in_(sa.select(doubled)))
        .group_by(*same)
        .subquery()
    )
    return hits(
        subject=sa.cast(found.c.household, sa.Uuid),
        union=sa.cast(found.c.union_id, sa.Uuid),
        key=joined(found.c.household, found.c.kind, found.c.period_key),
        evidence={
            "kind": found.c.kind,
            "period": found.c.period_key,
            "times": found.c.times,
            "amount_fen": found.c.amount,
            "records": sa.func.to_jsonb(found.c.numbers),
        },
    )


def _granted() -> sa.CTE:
    """Aid that counts, each with its household.

    A person who stands in the dossiers of several households belongs to the one
    whose head has the smallest id, so that both sides of a couple with two
    dossiers meet; a person who stands in none is a household alone.
    """
    head = (
        sa.select(
            household_member.c.person_id, sa.func.min(text(dossier.c.person_id)).label("head")
        )
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(household_member.c.person_id.is_not(None))
        .group_by(household_member.c.person_id)
        .subquery()
    )
    record = assistance_record
    return (
        sa.select(
            sa.func.coalesce(head.c.head, text(record.c.person_id)).label("household"),
            *(record.c[name] for name in ("kind", "period_key", "amount", "number", "union_id")),
        )
        .join_from(record, head, head.c.person_id == record.c.person_id, isouter=True)
        .where(record.c.status.in_(COUNTING_AID_STATES))
        .cte("granted")
    )
