"""Rules on facilities."""

import sqlalchemy as sa

from schema.facilities.rules import FacilityStatus, InspectionKind
from schema.facilities.tables import facility, inspection
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

_CYCLES = {
    InspectionKind.SELF: "self_days",
    InspectionKind.TOWNSHIP: "township_days",
    InspectionKind.CITY: "city_days",
}


def inspection_overdue(question: Question) -> Select:
    """F1: open facilities that were not inspected within the cycle of a kind of inspection."""
    cycles = sa.values(
        sa.column("kind", sa.Text), sa.column("days", sa.Integer), name="cycle"
    ).data([(kind.value, question.number(key)) for kind, key in _CYCLES.items()])
    last = (
        sa.select(sa.func.max(inspection.c.inspected_on))
        .where(
            inspection.c.facility_id == facility.c.id,
            text(inspection.c.kind) == cycles.c.kind,
        )
        .scalar_subquery()
        .correlate(facility, cycles)
    )
    state = (
        sa.select(
            facility.c.id,
            facility.c.code,
            facility.c.union_id,
            cycles.c.kind,
            cycles.c.days,
            last.label("last"),
            sa.func.coalesce(last, facility.c.opened_on).label("since"),
        )
        .join_from(facility, cycles, sa.true())
        .where(facility.c.status == FacilityStatus.OPEN)
        .subquery()
    )
    return hits(
        subject=state.c.id,
        union=state.c.union_id,
        key=joined(text(state.c.id), state.c.kind),
        evidence={
            "code": state.c.code,
            "kind": state.c.kind,
            "last_on": state.c.last,
            "cycle_days": state.c.days,
        },
    ).where(state.c.since + state.c.days < question.as_of)
