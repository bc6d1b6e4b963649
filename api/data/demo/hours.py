"""When facilities open, and who keeps them: hours, days of their own, keepers in turn."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from api.data.demo.chance import dice, identities
from api.data.demo.facilities import Site
from api.data.demo.names import Names
from schema.core.calendar import WorkCalendar
from schema.facilities.rules import FacilityKind as Kind
from schema.facilities.rules import FacilityStatus as Status
from schema.facilities.rules import Season, check_span

KEEPER: Final = ("id", "facility_id", "name", "phone", "from_on", "until_on")
HOURS: Final = ("id", "facility_id", "weekday", "season", "opens_minute", "closes_minute")
EXCEPTION: Final = ("id", "facility_id", "day", "opens_minute", "closes_minute", "note")

ALL_YEAR: Final = Season.ALL_YEAR
OFFICE: Final = ((ALL_YEAR, "08:00", "12:00"), (ALL_YEAR, "14:00", "17:30"))
#: The hours of a day; who works outdoors starts earlier in summer.
SPANS: Final = {
    Kind.SERVICE_CENTRE: OFFICE,
    Kind.SERVICE_STATION: OFFICE,
    Kind.WORKERS_HOME: ((ALL_YEAR, "09:00", "12:00"), (ALL_YEAR, "14:00", "20:00")),
    Kind.TRAINING_BASE: ((ALL_YEAR, "08:00", "17:30"),),
    Kind.CARE_ROOM: ((ALL_YEAR, "08:00", "18:00"),),
    Kind.LOVE_STATION: (
        (Season.SUMMER, "06:30", "20:00"),
        (Season.REST_OF_YEAR, "07:30", "18:30"),
    ),
}
WEEKDAYS, WHOLE_WEEK = range(1, 6), range(1, 8)
CHANGED_EVERY: Final = 4  # of the facilities, one has its second keeper
NATIONAL_DAY: Final = (10, 1)
ON_DUTY: Final = ("09:00", "16:00")
REPAIRED_EVERY, REPAIRED_IN = 20, 12


def opens(site: Site, day: date, calendar: WorkCalendar) -> bool:
    """Whether a facility opens on a day, by its hours and the holidays."""
    return site.every_day or calendar.is_working_day(day)


def keeper_rows(sites: Sequence[Site], seed: int) -> Iterator[tuple[Any, ...]]:
    """The present keeper of each facility; before him another one of some."""
    roll, names, ids = dice(seed, "keepers"), Names(), identities(seed, "facility_keeper")
    for site in sites:
        since = site.opened_on
        if site.number % CHANGED_EVERY == 0:
            change = since + (site.until - since) * 2 // 3
            former = names.full(roll, male=roll.random() < 0.4)  # noqa: PLR2004 - a share
            yield (next(ids), site.id, former, None, since, change)
            since = change
        left = site.until if site.status is Status.CLOSED else None
        yield (next(ids), site.id, site.keeper, site.phone, since, left)


def hours_rows(sites: Sequence[Site], seed: int) -> Iterator[tuple[Any, ...]]:
    """The week of each facility."""
    ids = identities(seed, "opening_hours")
    for site in sites:
        for weekday in WHOLE_WEEK if site.every_day else WEEKDAYS:
            for season, first, last in SPANS[site.kind]:
                yield (next(ids), site.id, weekday, season.value, *check_span(first, last))


def exception_rows(sites: Sequence[Site], seed: int, today: date) -> Iterator[tuple[Any, ...]]:
    """Shorter hours on the last National Day and the next New Year; a day of repairs to come."""
    ids = identities(seed, "opening_exception")
    national = date(today.year, *NATIONAL_DAY)
    if national > today:
        national = date(today.year - 1, *NATIONAL_DAY)
    holidays = ((national, "国庆节值班"), (date(today.year + 1, 1, 1), "元旦值班"))
    for site in sites:
        if site.status is not Status.OPEN:
            continue
        for day, note in holidays if site.every_day else ():
            if site.opened_on <= day:
                yield (next(ids), site.id, day, *check_span(*ON_DUTY), note)
        if site.number % REPAIRED_EVERY == 0 and not site.every_day:
            day = today + timedelta(days=REPAIRED_IN)
            yield (next(ids), site.id, day, None, None, "线路检修, 停电一天")
