"""Rules on unions: terms that end, places that are missing (U2, F6)."""

import sqlalchemy as sa

from schema.facilities.rules import FacilityKind, FacilityStatus
from schema.facilities.tables import facility
from schema.membership.rules import ACTIVE_STATES, Sex
from schema.membership.tables import membership, person
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.tables import union_closure, union_organisation
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

_STANDING = (UnionStatus.ACTIVE, UnionStatus.TERM_DUE)


def term_over(question: Question) -> Select:
    """U2: committees whose term has ended, or ends soon."""
    table = union_organisation.c
    return hits(
        subject=table.id,
        union=table.id,
        key=joined(text(table.id), text(table.term_end_on)),
        evidence={
            "code": table.code,
            "term_end_on": table.term_end_on,
        },
    ).where(
        table.status.in_(_STANDING),
        table.term_end_on <= question.ahead(question.number("days")),
    )


def place_missing(question: Question) -> Select:
    """F6: townships without an open station, unions of many women without a mothers' room."""
    unit = union_organisation.c
    station = (
        sa.exists()
        .where(
            union_closure.c.ancestor_id == unit.id,
            facility.c.union_id == union_closure.c.descendant_id,
            facility.c.kind == FacilityKind.LOVE_STATION,
            facility.c.status == FacilityStatus.OPEN,
        )
        .correlate(union_organisation)
    )
    townships = sa.select(
        unit.id,
        sa.literal(FacilityKind.LOVE_STATION.value).label("kind"),
        sa.cast(sa.null(), sa.BigInteger).label("women"),
    ).where(
        unit.kind == UnionKind.TOWNSHIP_UNION,
        unit.status.in_(_STANDING),
        sa.not_(station),
        question.only(unit.id),
    )
    room = sa.exists().where(
        facility.c.union_id == membership.c.union_id,
        facility.c.kind == FacilityKind.CARE_ROOM,
        facility.c.status == FacilityStatus.OPEN,
    )
    women = (
        sa.select(membership.c.union_id, sa.literal(FacilityKind.CARE_ROOM.value), sa.func.count())
        .join_from(membership, person, person.c.id == membership.c.person_id)
        .where(
            membership.c.status.in_(ACTIVE_STATES),
            person.c.sex == Sex.FEMALE,
            question.only(membership.c.union_id),
        )
        .group_by(membership.c.union_id)
        .having(sa.func.count() >= question.number("women"), sa.not_(room))
    )
    found = sa.union_all(townships, women).subquery()
    return hits(
        subject=found.c.id,
        union=found.c.id,
        key=joined(text(found.c.id), found.c.kind),
        evidence={"kind": found.c.kind, "women": found.c.women},
    )
