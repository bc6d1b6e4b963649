"""Rooms and their bookings: no two at once, which the database holds whatever happens here."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.params import figure, parameters
from schema.core.states import next_state
from schema.core.work import Work, unchanged_since
from schema.facilities.access import facility_in_charge
from schema.facilities.rules import (
    AFTER_START,
    BOOKING_TRANSITIONS,
    BookingFacts,
    BookingStatus,
    BookingTerms,
    FacilityErrorCode,
    FacilityStatus,
    check_booking,
)
from schema.facilities.tables import facility, facility_room, room_booking
from schema.organisation.access import editable_row


async def add_room(work: Work, *, facility_id: UUID, name: str, capacity: int) -> UUID:
    """A room of a facility that can be booked; the id."""
    await editable_row(work, facility, facility_id, actions=(Action.CREATE, Action.DECIDE))
    if not name.strip() or capacity < 1:
        raise DomainError(ErrorCode.INVALID, "须填写场地名称和容纳人数", path=("name",))
    return await work.insert(
        facility_room, facility_id=facility_id, name=name.strip(), capacity=capacity
    )


async def change_room(
    work: Work, *, room_id: UUID, expected_version: int, capacity: int, bookable: bool
) -> None:
    """How many a room holds, and whether it can be booked; bookings made before stay."""
    row = await _room(work, room_id)
    await editable_row(work, facility, row.facility_id, actions=(Action.CREATE, Action.DECIDE))
    if capacity < 1:
        raise DomainError(ErrorCode.INVALID, "容纳人数须为正数", path=("capacity",))
    await work.update(
        facility_room, room_id, expected_version, capacity=capacity, bookable=bookable
    )


async def _room(work: Work, room_id: UUID) -> sa.Row[tuple[object, ...]]:
    found = sa.select(facility_room).where(facility_room.c.id == room_id)
    row = (await work.execute(found)).one_or_none()
    if row is None:
        raise NotFoundError(str(facility_room.comment))
    return row


async def book_room(work: Work, *, room_id: UUID, facts: BookingFacts) -> UUID:
    """Book a room of an open facility within its hours; the id.

    Raises DomainError ROOM_CLOSED, BOOKING_LIMIT, INVALID, and ROOM_TAKEN; when two come at
    once, the constraint of the table refuses the second (DUPLICATE).
    """
    room = await _room(work, room_id)
    kept = await facility_in_charge(work, room.facility_id)
    terms = await parameters(work.connection, "FACILITY", work.today)
    limits = BookingTerms(figure(terms, "booking_minutes"), figure(terms, "booking_days_ahead"))
    check_booking(facts, limits, room.capacity, work.now)
    last = facts.ends_at - timedelta(minutes=1)
    opened = sa.select(
        sa.func.gonghui_open_at(room.facility_id, facts.starts_at)
        & sa.func.gonghui_open_at(room.facility_id, last)
    )
    open_then = (await work.execute(opened)).scalar_one()
    if not (room.bookable and kept["status"] is FacilityStatus.OPEN and open_then):
        raise DomainError(FacilityErrorCode.ROOM_CLOSED, path=("startsAt",))
    table = room_booking.c
    taken = sa.exists().where(
        table.room_id == room_id,
        table.status != BookingStatus.CANCELLED,
        table.starts_at < facts.ends_at,
        table.ends_at > facts.starts_at,
    )
    if (await work.execute(sa.select(taken))).scalar_one():
        raise DomainError(FacilityErrorCode.ROOM_TAKEN, path=("startsAt",))
    return await work.insert(
        room_booking,
        facility_id=room.facility_id,
        room_id=room_id,
        room_number=room.number,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        party=facts.party.strip(),
        party_size=facts.party_size,
        purpose=facts.purpose.strip(),
        status=BookingStatus.BOOKED,
    )


async def change_booking(
    work: Work,
    *,
    booking_id: UUID,
    expected_version: int,
    status: BookingStatus,
    reason: str | None = None,
) -> None:
    """Cancel a booking before it begins, or say afterwards whether it was kept.

    Raises ILLEGAL_TRANSITION, REASON_MISSING for a cancellation without one, INVALID at the
    wrong time.
    """
    found = sa.select(room_booking).where(room_booking.c.id == booking_id)
    row = (await work.execute(found)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(str(room_booking.comment))
    await facility_in_charge(work, row["facility_id"])
    unchanged_since(room_booking, row, expected_version)
    target = next_state(BOOKING_TRANSITIONS, row["status"], status)
    if target is BookingStatus.CANCELLED and not (reason or "").strip():
        raise DomainError(FacilityErrorCode.REASON_MISSING, path=("reason",))
    if (work.now >= row["starts_at"]) is not AFTER_START[target]:
        raise DomainError(ErrorCode.INVALID, "开始前只能取消, 开始后只能登记到场", path=("status",))
    await work.update(
        room_booking, booking_id, expected_version, status=target, status_reason=reason
    )
