"""Rules on the unions' own work: chairs, checks, funds, women (U3, U4, U9, U11)."""

import sqlalchemy as sa

from schema.membership.rules import ACTIVE_STATES, Sex
from schema.membership.tables import membership, person
from schema.organisation.rules import CadrePost, CommitteeKind, UnionKind, UnionStatus
from schema.organisation.tables import (
    cadre_position,
    cadre_training,
    fund_target,
    six_haves_item,
    three_shows,
    union_budget,
    union_committee,
    union_organisation,
    union_strength,
)
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

_STANDING = (UnionStatus.ACTIVE, UnionStatus.TERM_DUE)
WHOLE, QUARTERS = 10_000, 4


def chair_missing(question: Question) -> Select:
    """U3: unions whose chair has been vacant for long, or is new and still untrained."""
    unit, post = union_organisation.c, cadre_position.alias("chair")
    chair = sa.and_(post.c.union_id == unit.id, post.c.post == CadrePost.CHAIR)
    vacant_by = sa.cast(
        question.day - sa.func.make_interval(0, question.number("vacant_months")), sa.Date
    )
    new_by = sa.cast(
        question.day - sa.func.make_interval(0, question.number("training_months")), sa.Date
    )
    trained = sa.exists().where(
        cadre_training.c.position_id == post.c.id,
        cadre_training.c.passed,
        cadre_training.c.finished_on >= post.c.started_on,
    )
    held = sa.exists().where(chair, post.c.ended_on.is_(None)).correlate(union_organisation)
    last = (
        sa.select(sa.func.max(post.c.ended_on)).where(chair).correlate(union_organisation)
    ).scalar_subquery()
    # A union whose chairs were never kept as rows is judged by the name that it states.
    since = sa.func.coalesce(last, sa.case((unit.chair_name.is_(None), unit.founded_on)))
    vacant = sa.select(unit.id, sa.literal("VACANT").label("reason"), since.label("since")).where(
        unit.status.in_(_STANDING), sa.not_(held), since <= vacant_by
    )
    untrained = (
        sa.select(unit.id, sa.literal("UNTRAINED"), post.c.started_on)
        .join_from(union_organisation, post, chair)
        .where(
            unit.status.in_(_STANDING),
            post.c.ended_on.is_(None),
            post.c.started_on <= new_by,
            sa.not_(trained),
        )
    )
    found = sa.union_all(vacant, untrained).subquery()
    return hits(
        subject=found.c.id,
        union=found.c.id,
        key=joined(text(found.c.id), found.c.reason),
        evidence={"reason": found.c.reason, "since": found.c.since},
    )


def check_failed(question: Question) -> Select:
    """U4: items of this year's six-haves that fail, and shows that the last check missed."""
    item, show = six_haves_item.c, three_shows.c
    failed = sa.select(
        item.union_id, text(item.item).label("item"), item.year, item.id.label("row_id")
    ).where(sa.not_(item.met), item.rectified_on.is_(None), item.year == question.as_of.year)
    newer = three_shows.alias("newer")
    overtaken = sa.exists().where(
        newer.c.union_id == show.union_id, newer.c.checked_on > show.checked_on
    )
    missed = sa.select(
        show.union_id,
        sa.literal("THREE_SHOWS"),
        sa.cast(sa.extract("year", show.checked_on), sa.SmallInteger),
        show.id,
    ).where(
        sa.or_(show.plate_photo.is_(None), show.chair_notice.is_(None), show.third_item.is_(None)),
        sa.extract("year", show.checked_on) == question.as_of.year,
        sa.not_(overtaken),
    )
    found = sa.union_all(failed, missed).subquery()
    return hits(
        subject=found.c.union_id,
        union=found.c.union_id,
        key=joined(text(found.c.union_id), found.c.item, text(found.c.year)),
        evidence={"item": found.c.item, "year": found.c.year},
        rows={"check": found.c.row_id},
    )


def weak_unions_underfunded(question: Question) -> Select:
    """U9: less was allotted to weak unions than the year's target asks for by this quarter."""
    year, budget = question.as_of.year, union_budget.c
    passed = (question.as_of.month - 1) // 3  # quarters that have ended
    weak = sa.select(union_strength.c.union_id).where(
        union_strength.c.weak, union_strength.c.year == year
    )
    sums = (
        sa.select(
            sa.func.sum(budget.amount).label("total"),
            sa.func.coalesce(
                sa.func.sum(budget.allotted).filter(budget.beneficiary_id.in_(weak)), 0
            ).label("weak"),
        )
        .where(budget.year == year)
        .subquery()
    )
    root = (
        sa.select(union_organisation.c.id)
        .where(union_organisation.c.kind == UnionKind.FEDERATION)
        .order_by(union_organisation.c.level, union_organisation.c.id)
        .limit(1)
        .scalar_subquery()
    )
    wanted = fund_target.c.weak_share * passed / sa.literal_column(str(QUARTERS))
    return (
        hits(
            subject=root,
            union=root,
            key=sa.literal(question.quarter),
            evidence={
                "total_fen": sums.c.total,
                "weak_fen": sums.c.weak,
                "required_share": wanted,
            },
            rows={"fund_target": fund_target.c.id},
        )
        .join_from(fund_target, sums, sa.true())
        .where(
            fund_target.c.year == year,
            sums.c.weak * WHOLE < sums.c.total * wanted,
            root.is_not(None),
        )
    )


def no_womens_committee(question: Question) -> Select:
    """U11: unions of enough women that have no women's committee."""
    formed = sa.exists().where(
        union_committee.c.union_id == membership.c.union_id,
        union_committee.c.kind == CommitteeKind.WOMEN,
        union_committee.c.ended_on.is_(None),
    )
    found = (
        sa.select(membership.c.union_id, sa.func.count().label("women"))
        .join_from(membership, person, person.c.id == membership.c.person_id)
        .where(
            membership.c.status.in_(ACTIVE_STATES),
            person.c.sex == Sex.FEMALE,
            question.only(membership.c.union_id),
        )
        .group_by(membership.c.union_id)
        .having(sa.func.count() >= question.number("women"), sa.not_(formed))
        .subquery()
    )
    return hits(
        subject=found.c.union_id,
        union=found.c.union_id,
        key=text(found.c.union_id),
        evidence={"women": found.c.women},
    )
