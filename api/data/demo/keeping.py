"""The daily life of the demonstration's facilities, stored beside their inspections."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from api.data.demo.demand import PLAN, plan_rows
from api.data.demo.equipment import EQUIPMENT, equipment_rows
from api.data.demo.facilities import Site
from api.data.demo.hours import (
    EXCEPTION,
    HOURS,
    KEEPER,
    exception_rows,
    hours_rows,
    keeper_rows,
)
from api.data.demo.rooms import BOOKING, ROOM, booking_rows, room_rows
from api.data.demo.unions import Roots
from api.data.demo.visits import CARE, USAGE, care_rows, usage_rows
from schema.core.calendar import working_calendar
from schema.core.params import parameters
from schema.core.work import Work
from schema.facilities.rules import FacilityStatus
from schema.facilities.tables import (
    building_plan,
    care_log,
    equipment_item,
    facility_keeper,
    facility_room,
    opening_exception,
    opening_hours,
    room_booking,
    usage_log,
)

Insert = Callable[[sa.Table, Sequence[str], Iterable[Any]], Awaitable[None]]


async def keep_facilities(
    work: Work, insert: Insert, sites: Sequence[Site], roots: Roots, seed: int
) -> None:
    """Keepers, hours, equipment, visitors, marks, rooms with bookings, the year's plan."""
    today = work.today
    calendar = await working_calendar(work.connection, today)
    standards = await parameters(work.connection, "FACILITY_STANDARD", today)
    kept = [site for site in sites if site.status is not FacilityStatus.CLOSED]
    await insert(facility_keeper, KEEPER, keeper_rows(sites, seed))
    await insert(opening_hours, HOURS, hours_rows(kept, seed))
    await insert(opening_exception, EXCEPTION, exception_rows(kept, seed, today))
    await insert(equipment_item, EQUIPMENT, equipment_rows(kept, standards, seed, today))
    await insert(usage_log, USAGE, usage_rows(sites, calendar, seed, today))
    await insert(care_log, CARE, care_rows(sites, calendar, seed, today))
    rooms = list(room_rows(sites, seed))
    await insert(facility_room, ROOM, rooms)
    found = await work.execute(sa.select(facility_room.c.id, facility_room.c.number))
    numbers = {row.id: row.number for row in found}
    booked = booking_rows(rooms, numbers, sites, calendar, seed, today)
    await insert(room_booking, BOOKING, booked)
    await insert(building_plan, PLAN, plan_rows(sites, roots, seed, today))
