"""Rooms of facilities and who booked them: kept, missed, cancelled, or still to come."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import dice, identities, weighted
from api.data.demo.facilities import Site
from api.data.demo.hours import REPAIRED_EVERY, REPAIRED_IN
from schema.core.calendar import WorkCalendar
from schema.facilities.rules import BookingStatus
from schema.facilities.rules import FacilityKind as Kind
from schema.facilities.rules import FacilityStatus as Status

ROOM: Final = ("id", "facility_id", "name", "capacity", "bookable")
BOOKING: Final = (
    *("id", "facility_id", "room_id", "room_number", "starts_at", "ends_at", "party"),
    *("party_size", "purpose", "status", "status_reason"),
)
ROOMS: Final = {
    Kind.SERVICE_STATION: (("多功能活动室", 30), ("谈心室", 6)),
    Kind.WORKERS_HOME: (("多功能活动室", 60), ("谈心室", 6), ("乒乓球室", 12)),
    Kind.TRAINING_BASE: (("职工讲堂", 80), ("实训室", 40)),
}
#: Two hours each (UTC), within the opening hours of the morning and the afternoon.
SLOTS: Final = (time(1, 0), time(6, 30))
LASTS: Final = timedelta(hours=2)
BACK, AHEAD = 60, 14
FRIDAY: Final = 5
BOOKED_SHARE: Final = 0.3
FEWEST: Final = 3
PARTIES: Final = (
    *("外卖配送员联合工会", "环卫所工会", "社区工会小组", "女职工委员会"),
    *("退休职工合唱队", "职工书画社", "货车司机联合工会", "浮标厂装配班组"),
)
PURPOSES: Final = ("班组例会", "安全生产培训", "劳动争议调解", "文艺排练", "职工读书会", "心理讲座")
ENDED: Final = weighted(
    ((BookingStatus.USED, 88), (BookingStatus.ABSENT, 7), (BookingStatus.CANCELLED, 5))
)
COMING: Final = weighted(((BookingStatus.BOOKED, 92), (BookingStatus.CANCELLED, 8)))


def room_rows(sites: Sequence[Site], seed: int) -> Iterator[tuple[Any, ...]]:
    """Rooms of workers' homes and training bases, and of every second station."""
    ids = identities(seed, "facility_room")
    for site in sites:
        has = site.kind is not Kind.SERVICE_STATION or site.number % 2 == 0
        if site.status is Status.OPEN and has:
            for name, capacity in ROOMS.get(site.kind, ()):
                yield (next(ids), site.id, name, capacity, True)


def booking_rows(
    rooms: Sequence[tuple[Any, ...]],
    numbers: Mapping[UUID, int],
    sites: Sequence[Site],
    calendar: WorkCalendar,
    seed: int,
    today: date,
) -> Iterator[tuple[Any, ...]]:
    """Bookings on working days; ``numbers`` are what the database gave the rooms."""
    roll, ids = dice(seed, "bookings"), identities(seed, "room_booking")
    places = {site.id: site for site in sites}
    for room, facility, _, capacity, _ in rooms:
        for distance in range(-BACK, AHEAD + 1):
            day = today + timedelta(days=distance)
            if not _free(places[facility], day, today, calendar):
                continue
            for slot in SLOTS:
                if roll.random() < BOOKED_SHARE:
                    start = datetime.combine(day, slot, UTC)
                    where = (next(ids), facility, room, numbers[room], start, start + LASTS)
                    yield (*where, *_asked(roll, capacity, ended=day < today))


def _free(site: Site, day: date, today: date, calendar: WorkCalendar) -> bool:
    repaired = site.number % REPAIRED_EVERY == 0 and day == today + timedelta(days=REPAIRED_IN)
    usual = day.isoweekday() <= FRIDAY and calendar.is_working_day(day)
    return usual and day >= site.opened_on and not repaired


def _asked(roll: random.Random, capacity: int, *, ended: bool) -> tuple[Any, ...]:
    """Party, its size, purpose, status, reason."""
    status = roll.choice(ENDED if ended else COMING)
    return (
        roll.choice(PARTIES),
        roll.randint(FEWEST, capacity),
        roll.choice(PURPOSES),
        status.value,
        "活动改期" if status is BookingStatus.CANCELLED else None,
    )
