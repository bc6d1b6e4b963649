"""Rules on dossiers in force: review, doubled persons, aid (D1, D3, D11)."""

from datetime import timedelta

import sqlalchemy as sa

from schema.assistance.rules import (
    IN_FORCE_DOSSIER_STATES,
    AssistanceStatus,
    DossierCategory,
    DossierStatus,
)
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

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
        },
        raised=due < question.as_of,
    ).where(
        dossier.c.status.in_((DossierStatus.ACTIVE, DossierStatus.DUE_FOR_REVIEW)), due <= warned
    )


def person_in_two_dossiers(question: Question) -> Select:
    """D3: one person in the households of two dossiers in force."""
    found = (
        sa.select(
            household_member.c.person_id,
            sa.func.count(sa.distinct(dossier.c.id)).label("dossiers"),
            sa.func.array_agg(sa.distinct(dossier.c.number)).label("numbers"),
            sa.func.min(text(dossier.c.union_id)).label("union_id"),
        )
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(
            household_member.c.person_id.is_not(None),
            _in_force,
            question.only(household_member.c.person_id),
        )
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
