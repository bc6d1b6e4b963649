"""A2: aid that a household was granted twice."""

import sqlalchemy as sa

from schema.assistance.rules import COUNTING_AID_STATES
from schema.assistance.tables import assistance_record, dossier, household_member
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text


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
            sa.func.array_agg(granted.c.id).label("ids"),
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


def _granted() -> sa.CTE:
    """Aid that counts, each with its household.

    A person who stands in the dossiers of several households belongs to the one
    whose head has the smallest id, so that both sides of a couple with two
    dossiers meet; a person who stands in none is a household alone.
    """
    head = household_heads()
    record = assistance_record
    return (
        sa.select(
            sa.func.coalesce(head.c.head, text(record.c.person_id)).label("household"),
            *(
                record.c[name]
                for name in ("id", "kind", "period_key", "amount", "number", "union_id")
            ),
        )
        .join_from(record, head, head.c.person_id == record.c.person_id, isouter=True)
        .where(record.c.status.in_(COUNTING_AID_STATES))
        .cte("granted")
    )


def household_heads() -> sa.Subquery:
    """By person of a household, the head (as text) that stands for the household."""
    return (
        sa.select(
            household_member.c.person_id, sa.func.min(text(dossier.c.person_id)).label("head")
        )
        .join_from(household_member, dossier, dossier.c.id == household_member.c.dossier_id)
        .where(household_member.c.person_id.is_not(None))
        .group_by(household_member.c.person_id)
        .subquery()
    )
