"""What the keepers of facilities note down day by day: who came for what, and their own marks."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from api.data.demo.chance import dice, identities
from api.data.demo.facilities import Site
from api.data.demo.flaws import (
    UNATTENDED,
    UNATTENDED_DAYS,
    UNCLEANED,
    UNCLEANED_DAYS,
    UNUSED,
    UNUSED_DAYS,
    has_flaw,
)
from api.data.demo.hours import opens
from schema.core.calendar import WorkCalendar
from schema.facilities.rules import CareKind
from schema.facilities.rules import FacilityKind as Kind
from schema.facilities.rules import FacilityStatus as Status
from schema.facilities.rules import ServiceCode as Service

USAGE: Final = ("id", "facility_id", "used_on", "service", "count")
CARE: Final = ("id", "facility_id", "kind", "logged_on", "logged_at")

#: Services of a kind with their visitors on a usual day; the first is the one most asked for.
SERVICES: Final = {
    Kind.LOVE_STATION: (
        *((Service.VISIT, 22.0), (Service.WATER, 14.0), (Service.CHARGING, 9.0)),
        (Service.FIRST_AID, 0.2),
    ),
    Kind.SERVICE_STATION: (
        *((Service.VISIT, 10.0), (Service.CONSULT, 5.0), (Service.AID, 1.2), (Service.LAW, 0.6)),
        *((Service.JOBS, 1.5), (Service.MUTUAL_AID, 0.5)),
    ),
    Kind.SERVICE_CENTRE: (
        *((Service.AID, 8.0), (Service.CONSULT, 12.0), (Service.LAW, 3.0), (Service.JOBS, 6.0)),
        (Service.MUTUAL_AID, 2.0),
    ),
    Kind.WORKERS_HOME: ((Service.ACTIVITY, 14.0), (Service.READING, 8.0)),
    Kind.CARE_ROOM: ((Service.NURSING, 5.0),),
    Kind.TRAINING_BASE: ((Service.TRAINING, 12.0), (Service.READING, 6.0)),
}
USED_DAYS: Final = 400
CARED_DAYS: Final = 120
#: Beyond so many facilities the most asked-for service alone is counted: a large demonstration
#: needs no millions of rows.
FULLY_COUNTED: Final = 240
SUMMER: Final = range(6, 10)
HOT, COLD, WEEKEND = 1.4, 0.8, 0.7
FRIDAY: Final = 5
#: A facility that stands idle now was in use until so many days ago.
STOPPED_DAYS: Final = 20
CLEANED_EVERY: Final = 3


def usage_rows(
    sites: Sequence[Site], calendar: WorkCalendar, seed: int, today: date
) -> Iterator[tuple[Any, ...]]:
    """Visitors by day and service for a year and some weeks, up to yesterday."""
    roll, ids = dice(seed, "usage"), identities(seed, "usage_log")
    for site in sites:
        services = SERVICES[site.kind]
        if site.number >= FULLY_COUNTED:
            services = services[:1]
        usual = 0.6 + roll.random()
        idle = UNUSED_DAYS if has_flaw(site.number, UNUSED) else 1
        for day in _days(site, calendar, USED_DAYS, idle, today):
            busy = usual * _busy(site, day)
            for service, visitors in services:
                count = _count(roll, visitors * busy)
                if count:
                    yield (next(ids), site.id, day, service.value, count)


def _busy(site: Site, day: date) -> float:
    """Stations of outdoor workers fill in the heat, offices only follow the week."""
    heat = 1.0
    if site.kind is Kind.LOVE_STATION:
        heat = HOT if day.month in SUMMER else COLD
    return heat * (WEEKEND if day.isoweekday() > FRIDAY else 1.0)


def _count(roll: random.Random, expected: float) -> int:
    """About as many as expected; of a fraction, somebody now and then."""
    return int(expected * (0.6 + 0.8 * roll.random()) + roll.random())


def care_rows(
    sites: Sequence[Site], calendar: WorkCalendar, seed: int, today: date
) -> Iterator[tuple[Any, ...]]:
    """The keeper's marks of the last months, up to yesterday."""
    roll, ids = dice(seed, "care"), identities(seed, "care_log")
    for site in sites:
        away = today - timedelta(days=UNATTENDED_DAYS if has_flaw(site.number, UNATTENDED) else 0)
        dirty = today - timedelta(days=UNCLEANED_DAYS if has_flaw(site.number, UNCLEANED) else 0)
        for number, day in enumerate(_days(site, calendar, CARED_DAYS, 1, today)):
            if day < away:
                yield (next(ids), site.id, *_mark(roll, CareKind.CHECK_IN, day, time(0, 0)))
            room = site.kind is Kind.CARE_ROOM
            if day < dirty and (room or number % CLEANED_EVERY == 0):
                yield (next(ids), site.id, *_mark(roll, CareKind.CLEANED, day, time(9, 30)))
            if day < dirty and room and number % CLEANED_EVERY == 1:
                yield (next(ids), site.id, *_mark(roll, CareKind.DISINFECTED, day, time(9, 45)))


def _mark(
    roll: random.Random, kind: CareKind, day: date, first: time
) -> tuple[str, date, datetime]:
    """Within ten minutes after a time (UTC; the day is the same in Shanghai)."""
    moment = datetime.combine(day, first, UTC) + timedelta(seconds=int(roll.random() * 600))
    return kind.value, day, moment


def _days(
    site: Site, calendar: WorkCalendar, history: int, idle: int, today: date
) -> Iterator[date]:
    """The days on which a facility stood open, the last one ``idle`` days ago."""
    if site.status is not Status.OPEN:
        idle = max(idle, STOPPED_DAYS)
    day = max(today - timedelta(days=history), site.opened_on)
    last = min(site.until, today - timedelta(days=idle))
    while day <= last:
        if opens(site, day, calendar):
            yield day
        day += timedelta(days=1)
