"""A2: aid that a household was granted twice."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.assistance.rules import COUNTING_AID_STATES
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.membership.tables import person
from schema.screening.service.builtin.hits import Column, Question, Select, hits, joined, text


def double_assistance(question: Question) -> Select:
    """A2: one household was granted the same kind of aid for the same period more than once."""
    granted = _granted(question)
    same = (granted.c.household, granted.c.kind, granted.c.period_key)
    # Counted first, collected only where there is more than one.
    doubled = sa.select(*same).group_by(*same).having(sa.func.count() > 1).subquery()
    found = (
        sa.select(
            *same,
            sa.func.count().label("times"),
            sa.func.sum(granted.c.amount).label("amount"),
            sa.func.array_agg(_ordered(granted.c.number)).label("numbers"),
            sa.func.array_agg(_ordered(granted.c.id)).label("ids"),
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
        rows={"assistance_record": sa.func.to_jsonb(found.c.ids)},
    )


def _ordered(column: Column) -> Column:
    return aggregate_order_by(column, column)


def _granted(question: Question) -> sa.CTE:
    """Aid that counts, each with its household.

    A person who stands in the dossiers of several households belongs to the one
    whose head has the smallest id, so that both sides of a couple with two
    dossiers meet; a person who stands in none is a household alone.
    """
    head, record = household_heads(), assistance_record
    theirs: Column = sa.true()
    if question.about is not None:
        persons = _of_households(question)
        head, theirs = household_heads(persons), record.c.person_id.in_(persons)
    return (
        sa.select(
            sa.func.coalesce(head.c.head, text(record.c.person_id)).label("household"),
            *(
                record.c[name]
                for name in ("id", "kind", "period_key", "amount", "number", "union_id")
            ),
        )
        .join_from(record, head, head.c.person_id == record.c.person_id, isouter=True)
        .where(record.c.status.in_(COUNTING_AID_STATES), theirs)
        .cte("granted")
    )


def _of_households(question: Question) -> Select:
    """Everybody of whom one in question may be the head, and these themselves."""
    own = sa.select(person.c.id).where(question.only(person.c.id))
    members = (
        sa.select(household_member.c.person_id)
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(household_member.c.person_id.is_not(None), question.only(dossier.c.person_id))
    )
    return sa.select(sa.union(own, members).subquery())


def household_heads(persons: Select | None = None) -> sa.Subquery:
    """By person of a household (of these), the head (as text) that stands for the household."""
    among = sa.true() if persons is None else household_member.c.person_id.in_(persons)
    return (
        sa.select(
            household_member.c.person_id, sa.func.min(text(dossier.c.person_id)).label("head")
        )
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(household_member.c.person_id.is_not(None), among)
        .group_by(household_member.c.person_id)
        .subquery()
    )
