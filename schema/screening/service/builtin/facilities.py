"""Rules on facilities."""

import sqlalchemy as sa

from schema.core.clock import SHANGHAI
from schema.facilities.rules import (
    CareKind,
    EquipmentState,
    FacilityKind,
    FacilityStatus,
    InspectionKind,
)
from schema.facilities.tables import (
    care_log,
    equipment_item,
    facility,
    inspection,
    opening_hours,
    usage_log,
)
from schema.screening.service.builtin.hits import Column, Question, Select, hits, joined, text

CYCLES = {
    InspectionKind.SELF: "self_days",
    InspectionKind.TOWNSHIP: "township_days",
    InspectionKind.CITY: "city_days",
}


def inspection_overdue(question: Question) -> Select:
    """F1: open facilities that were not inspected within the cycle of a kind of inspection."""
    cycles = sa.values(
        sa.column("kind", sa.Text), sa.column("days", sa.Integer), name="cycle"
    ).data([(kind.value, question.number(key)) for kind, key in CYCLES.items()])
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


def equipment_lacking(question: Question) -> Select:
    """F2: open facilities with equipment broken or missing for longer than the days allowed."""
    item = equipment_item.c
    return (
        hits(
            subject=facility.c.id,
            union=facility.c.union_id,
            key=text(item.id),
            evidence={
                "code": facility.c.code,
                "item": item.code,
                "state": item.state,
                "since_on": item.state_since,
            },
            rows={"equipment_item": item.id},
        )
        .join_from(facility, equipment_item, item.facility_id == facility.c.id)
        .where(
            facility.c.status == FacilityStatus.OPEN,
            item.state.in_([EquipmentState.BROKEN, EquipmentState.MISSING]),
            item.state_since < question.ago(question.number("days")),
        )
    )


def idle_place(question: Question) -> Select:
    """F3: open facilities that nobody uses, or that open without their keeper."""
    days = {kind: question.number(f"{kind}_days") for kind in ("unused", "unattended")}
    used = sa.select(sa.func.max(usage_log.c.used_on)).where(
        usage_log.c.facility_id == facility.c.id
    )
    seen = sa.select(sa.func.max(care_log.c.logged_on)).where(
        care_log.c.facility_id == facility.c.id, care_log.c.kind == CareKind.CHECK_IN
    )
    silent = [
        sa.select(
            facility.c.id,
            facility.c.code,
            facility.c.union_id,
            sa.literal(kind.upper(), sa.Text).label("kind"),
            sa.literal(days[kind], sa.Integer).label("days"),
            last.scalar_subquery().label("last"),
        ).where(
            facility.c.status == FacilityStatus.OPEN,
            facility.c.opened_on < question.ago(days[kind]),
            *more,
        )
        for kind, last, more in (
            ("unused", used, ()),
            ("unattended", seen, (_was_open(question, days["unattended"]),)),
        )
    ]
    state = sa.union_all(*silent).subquery()
    return hits(
        subject=state.c.id,
        union=state.c.union_id,
        key=joined(text(state.c.id), state.c.kind),
        evidence={
            "code": state.c.code,
            "kind": state.c.kind,
            "last_seen_on": state.c.last,
            "days": state.c.days,
        },
    ).where(sa.func.coalesce(state.c.last, question.ago(10_000)) + state.c.days < question.as_of)


def _was_open(question: Question, days: int) -> sa.ColumnElement[bool]:
    """Whether the facility began to open, by its hours, on one of so many days before.

    Days of holidays and of other arrangements are known to ``gonghui_open_at``.
    """
    begun = sa.values(sa.column("day", sa.Date), name="begun").data(
        [(question.ago(number),) for number in range(1, days + 1)]
    )
    hour = opening_hours.c
    start = begun.c.day + sa.func.make_interval(0, 0, 0, 0, 0, hour.opens_minute)
    moment: Column = sa.func.timezone(str(SHANGHAI), start)
    return (
        sa.select(sa.literal(1))
        .select_from(sa.join(opening_hours, begun, sa.true()))
        .where(hour.facility_id == facility.c.id, sa.func.gonghui_open_at(facility.c.id, moment))
        .correlate(facility)
        .exists()
    )


def room_not_cleaned(question: Question) -> Select:
    """F4: mother-and-baby rooms that opened on the last days and were not cleaned."""
    days = question.number("days")
    cleaned = (
        sa.select(sa.literal(1))
        .where(
            care_log.c.facility_id == facility.c.id,
            care_log.c.kind.in_([CareKind.CLEANED, CareKind.DISINFECTED]),
            care_log.c.logged_on.between(question.ago(days), question.as_of),
        )
        .correlate(facility)
        .exists()
    )
    missed = sa.literal(question.ago(1), sa.Date)
    return hits(
        subject=facility.c.id,
        union=facility.c.union_id,
        key=joined(text(facility.c.id), text(missed)),
        evidence={"code": facility.c.code, "missed_on": missed},
    ).where(
        facility.c.status == FacilityStatus.OPEN,
        facility.c.kind == FacilityKind.CARE_ROOM,
        facility.c.opened_on < question.ago(days),
        _was_open(question, days),
        ~cleaned,
    )


def supplies_expire(question: Question) -> Select:
    """F5: first-aid supplies and permits that expire soon; those that have are graver."""
    item = equipment_item.c
    return (
        hits(
            subject=facility.c.id,
            union=facility.c.union_id,
            key=joined(text(item.id), text(item.expires_on)),
            evidence={
                "code": facility.c.code,
                "item": item.code,
                "item_name": item.name,
                "expires_on": item.expires_on,
            },
            raised=item.expires_on < question.as_of,
            rows={"equipment_item": item.id},
        )
        .join_from(facility, equipment_item, item.facility_id == facility.c.id)
        .where(
            facility.c.status == FacilityStatus.OPEN,
            item.expires_on <= question.ahead(question.number("days")),
        )
    )
