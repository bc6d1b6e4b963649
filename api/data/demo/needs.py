"""Where facilities are wanted, what is to be built this year, and rooms that are booked."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from api.data.demo.unions import Roots
from api.data.places import TOWNS
from schema.core.calendar import working_calendar
from schema.core.clock import SHANGHAI
from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import BookingFacts, DemandKind, FacilityKind, FacilityStatus
from schema.facilities.tables import facility

#: Name, kind, square metres, visitors a day, women employed.
SITES: Final = (
    ("农贸市场", DemandKind.HOT_SPOT, None, None, None),
    ("客运站", DemandKind.PUBLIC_PLACE, Decimal(12_000), 4_000, None),
    ("服装厂", DemandKind.WORKPLACE, Decimal(6_000), None, 130),
)
AWAY: Final = Decimal("0.03")  # degrees: more than the two kilometres of the standard
PLANNED: Final = (FacilityKind.LOVE_STATION, FacilityKind.SERVICE_STATION, FacilityKind.CARE_ROOM)
ROOMS: Final = (("多功能活动室", 60), ("谈心室", 6))
TEN, HOURS = time(10), 2
BOOKED: Final = 3


async def say_needs(work: Work, roots: Roots) -> None:
    """Survey three places of each town, and plan what is to open in it this year."""
    for number, town in enumerate(TOWNS):
        for name, kind, area, visitors, women in SITES:
            await service.survey_site(
                work,
                union_id=roots.unions[town.code],
                division_id=roots.divisions[town.code],
                kind=kind,
                name=f"{town.name}{name}",
                longitude=_degrees(town.longitude) + AWAY,
                latitude=_degrees(town.latitude) + AWAY,
                area_m2=area,
                daily_visitors=visitors,
                women_workers=women,
            )
        await service.plan_building(
            work,
            year=work.today.year,
            kind=PLANNED[number % len(PLANNED)],
            division_id=roots.divisions[town.code],
            planned=1 + number % 2,
        )


def _degrees(given: float) -> Decimal:
    return Decimal(f"{given:.6f}")


async def book_rooms(work: Work) -> None:
    """Rooms of a workers' home, booked for the next working days; one day it stays closed."""
    table = facility.c
    statement = (
        sa.select(table.id)
        .where(table.kind == FacilityKind.WORKERS_HOME, table.status == FacilityStatus.OPEN)
        .order_by(table.code)
        .limit(1)
    )
    home = (await work.execute(statement)).scalar_one()
    rooms = [
        await service.add_room(work, facility_id=home, name=name, capacity=capacity)
        for name, capacity in ROOMS
    ]
    calendar = await working_calendar(work.connection, work.today)
    for number in range(BOOKED):
        starts = datetime.combine(calendar.add(work.today, number + 1), TEN, SHANGHAI)
        facts = BookingFacts(
            starts, starts + timedelta(hours=HOURS), f"第{number + 1}工会小组", 6, "班组学习"
        )
        await service.book_room(work, room_id=rooms[number % len(rooms)], facts=facts)
    closed = calendar.add(work.today, BOOKED + 2)
    await service.set_opening_exception(work, facility_id=home, day=closed, note="消防设施检修")
