"""What stands in each facility and happens there: keeper, hours, equipment, visits, marks."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.chance import dice
from schema.core.bulk import bulk_insert
from schema.core.clock import SHANGHAI
from schema.core.params import parameters
from schema.core.work import Work
from schema.facilities.rules import CareKind, EquipmentCode, EquipmentState, ServiceCode
from schema.facilities.rules import FacilityKind as Kind
from schema.facilities.rules import FacilityStatus as Status
from schema.facilities.tables import (
    care_log,
    equipment_item,
    facility,
    facility_keeper,
    opening_hours,
    usage_log,
)

WORKDAYS, WEEK = range(1, 6), range(1, 8)
OFFICE: Final = ((510, 720), (840, 1_050))  # 08:30-12:00, 14:00-17:30
#: Weekdays and minutes of the day.
HOURS: Final[Mapping[Kind, tuple[range, tuple[tuple[int, int], ...]]]] = {
    Kind.SERVICE_CENTRE: (WORKDAYS, OFFICE),
    Kind.SERVICE_STATION: (WORKDAYS, OFFICE),
    Kind.LOVE_STATION: (WEEK, ((450, 1_080),)),
    Kind.CARE_ROOM: (WEEK, ((480, 1_200),)),
    Kind.TRAINING_BASE: (WORKDAYS, OFFICE),
    Kind.WORKERS_HOME: (WEEK, ((540, 720), (840, 1_020))),
}
#: What people come for, and about how many a day.
VISITS: Final[Mapping[Kind, tuple[tuple[ServiceCode, int], ...]]] = {
    Kind.SERVICE_CENTRE: ((ServiceCode.AID, 9), (ServiceCode.LAW, 5), (ServiceCode.JOBS, 7)),
    Kind.SERVICE_STATION: ((ServiceCode.CONSULT, 6), (ServiceCode.MUTUAL_AID, 2)),
    Kind.LOVE_STATION: ((ServiceCode.VISIT, 18), (ServiceCode.WATER, 12)),
    Kind.CARE_ROOM: ((ServiceCode.NURSING, 5),),
    Kind.TRAINING_BASE: ((ServiceCode.TRAINING, 15),),
    Kind.WORKERS_HOME: ((ServiceCode.READING, 8), (ServiceCode.ACTIVITY, 14)),
}
DAILY_DAYS, MONTHLY_DAYS, MARK_DAYS = 35, 3 * 365, 10
#: Every so many facilities something is amiss, so that the screening has something to find.
BROKEN_EVERY, EXPIRED_EVERY, SILENT_EVERY = 7, 5, 13
BROKEN_SINCE, EXPIRED_SINCE, KEEPS = 12, 5, 200
SEATS: Final = 6
ONCE: Final = frozenset({Status.PROPOSED, Status.APPROVED, Status.BUILDING, Status.ACCEPTANCE})
MORNING: Final = time(7, 50)


async def keep_places(work: Work, seed: int) -> dict[str, int]:
    """Give every facility that stands its keeper, hours and equipment, the open ones their days.

    How many rows by table.
    """
    places = await _places(work)
    standards = await parameters(work.connection, "FACILITY_STANDARD", work.today)
    roll = dice(seed, "keeping")
    parts: tuple[tuple[sa.Table, Sequence[str], Iterator[tuple[Any, ...]]], ...] = (
        (facility_keeper, ("facility_id", "name", "phone", "from_on"), _keepers(places)),
        (
            opening_hours,
            ("facility_id", "weekday", "season", "opens_minute", "closes_minute"),
            _hours(places),
        ),
        (
            equipment_item,
            ("facility_id", "code", "quantity", "state", "state_since", "expires_on"),
            _equipment(places, standards, work.today),
        ),
        (
            usage_log,
            ("facility_id", "used_on", "service", "count"),
            _visits(places, roll, work.today),
        ),
        (
            care_log,
            ("facility_id", "kind", "logged_on", "logged_at"),
            _marks(places, work.today),
        ),
    )
    counts = {}
    for table, columns, rows in parts:
        async with bulk_insert(work, table, columns) as target:
            await target.add(list(rows))
        counts[table.name] = target.count
    return counts


async def _places(work: Work) -> list[Any]:
    table = facility.c
    statement = sa.select(
        *(table.id, table.code, table.kind, table.site, table.status, table.serves_children),
        *(table.keeper_name, table.phone, table.opened_on),
    ).where(table.status.not_in(ONCE), table.status != Status.CLOSED)
    return list(await work.execute(statement.order_by(table.code)))


def _keepers(places: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for place in places:
        yield place.id, place.keeper_name, place.phone, place.opened_on


def _hours(places: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for place in places:
        days, spans = HOURS[place.kind]
        for weekday in days:
            for opens, closes in spans:
                yield place.id, weekday, "ALL_YEAR", opens, closes


def _equipment(
    places: Sequence[Any], standards: Mapping[str, Any], today: date
) -> Iterator[tuple[Any, ...]]:
    """All that the standard asks for; here and there one thing is broken or has run out."""
    for number, place in enumerate(places):
        standard = standards[place.kind.value]
        codes = list(standard["required"])
        if place.serves_children:
            codes += standard.get("when_children", ())
        if place.site is not None and place.site.value == "WORKPLACE":
            codes += standard.get("when_workplace", ())
        for index, code in enumerate(codes):
            broken = number % BROKEN_EVERY == BROKEN_EVERY - 1 and index == len(codes) - 1
            since = today - timedelta(days=BROKEN_SINCE) if broken else place.opened_on
            yield (
                place.id,
                code,
                SEATS if code == EquipmentCode.SEATS else 1,
                (EquipmentState.BROKEN if broken else EquipmentState.OK).value,
                since,
                _expiry(number, code, today),
            )


def _expiry(number: int, code: str, today: date) -> date | None:
    if code != EquipmentCode.FIRST_AID_KIT:
        return None
    expired = number % EXPIRED_EVERY == EXPIRED_EVERY - 1
    return today + timedelta(days=-EXPIRED_SINCE if expired else KEEPS)


def _visits(places: Sequence[Any], roll: random.Random, today: date) -> Iterator[tuple[Any, ...]]:
    """Each day of the last weeks, a day of each month before; three years in all."""
    for number, place in enumerate(places):
        if place.status is not Status.OPEN or _is_silent(number):
            continue
        for day in _days(today):
            if day < place.opened_on or day.isoweekday() not in HOURS[place.kind][0]:
                continue
            for service, usual in VISITS[place.kind]:
                yield place.id, day, service.value, 1 + int(roll.random() * 2 * usual)


def _days(today: date) -> Iterator[date]:
    for back in range(DAILY_DAYS):
        yield today - timedelta(days=back)
    for back in range(DAILY_DAYS, MONTHLY_DAYS, 30):
        yield today - timedelta(days=back)


def _is_silent(number: int) -> bool:
    """Nobody has entered anything there for long (F3)."""
    return number % SILENT_EVERY == SILENT_EVERY - 1


def _marks(places: Sequence[Any], today: date) -> Iterator[tuple[UUID, str, date, datetime]]:
    """The door opened each day; rooms cleaned and disinfected, too."""
    for number, place in enumerate(places):
        if place.status is not Status.OPEN or _is_silent(number):
            continue
        kinds: tuple[CareKind, ...] = (CareKind.CHECK_IN,)
        if place.kind is Kind.CARE_ROOM:
            kinds = tuple(CareKind)
        for back in range(MARK_DAYS):
            day = today - timedelta(days=back)
            at = datetime.combine(day, MORNING, SHANGHAI)
            for minutes, kind in enumerate(kinds):
                yield place.id, kind.value, day, at + timedelta(minutes=10 * minutes)
