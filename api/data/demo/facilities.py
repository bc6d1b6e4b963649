"""Facilities of all kinds in the towns, inspected for three years by their cycles."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import day_between, dice, identities, weighted
from api.data.demo.flaws import REPEATED, UNCLEANED
from api.data.demo.names import Names
from api.data.demo.numbers import mobile
from api.data.demo.unions import Roots
from api.data.places import TOWNS, Town
from schema.facilities.rules import FacilityKind as Kind
from schema.facilities.rules import FacilityStatus as Status
from schema.facilities.rules import FaultLevel, InspectionKind, InspectionResult, SiteKind

FACILITY: Final = (
    *("id", "code", "kind", "name", "union_id", "division_id", "address", "longitude"),
    *("latitude", "coordinate_system", "area_m2", "status", "build_mode", "site", "accepted_on"),
    *("opened_on", "closed_on", "keeper_name", "phone", "grade", "map_listed", "partner"),
    *("serves_children", "opens_on_holidays", "demand_site_id", "yearly_cost", "status_reason"),
)
INSPECTION: Final = (
    *("id", "facility_id", "kind", "inspected_on", "score", "result", "fault_level"),
    *("inspector_name", "fix_due_on", "fixed_on", "note"),
)
KINDS: Final = (
    Kind.SERVICE_STATION,
    Kind.LOVE_STATION,
    Kind.CARE_ROOM,
    Kind.LOVE_STATION,
    Kind.SERVICE_STATION,
    Kind.LOVE_STATION,
    Kind.SERVICE_STATION,
    Kind.CARE_ROOM,
    Kind.LOVE_STATION,
    Kind.WORKERS_HOME,
    Kind.LOVE_STATION,
    Kind.CARE_ROOM,
    Kind.LOVE_STATION,
    Kind.SERVICE_STATION,
    Kind.TRAINING_BASE,
)
WORDS: Final = {
    Kind.SERVICE_CENTRE: "职工服务中心",
    Kind.WORKERS_HOME: "职工之家",
    Kind.SERVICE_STATION: "职工服务站",
    Kind.LOVE_STATION: "户外劳动者爱心驿站",
    Kind.CARE_ROOM: "爱心母婴室",
    Kind.TRAINING_BASE: "产业工人培训示范基地",
}
AREAS: Final = {
    Kind.SERVICE_CENTRE: (300, 800),
    Kind.WORKERS_HOME: (55, 200),
    Kind.SERVICE_STATION: (20, 80),
    Kind.LOVE_STATION: (10, 45),
    Kind.CARE_ROOM: (8, 25),
    Kind.TRAINING_BASE: (300, 2_500),
}
STATES: Final = weighted(
    (
        (Status.OPEN, 88),
        (Status.MAINTENANCE, 4),
        (Status.SUSPENDED, 2),
        (Status.RECTIFYING, 2),
        (Status.CLOSED, 2),
        (Status.BUILDING, 2),
    )
)
CYCLES: Final = {
    InspectionKind.SELF: 7,
    InspectionKind.TOWNSHIP: 30,
    InspectionKind.CITY: 90,
}
HISTORY_DAYS: Final = 3 * 365
OVERDUE_EVERY: Final = 9
FAULT_SHARE: Final = 0.05
SAFETY_SHARE: Final = 0.15
NOTES: Final = {FaultLevel.ORDINARY: "台账未及时更新", FaultLevel.SAFETY: "灭火器压力不足"}
SPREAD: Final = 0.012  # degrees around the seat of a town, about a kilometre
PHONES: Final = 1_700_000_000
#: Every so many facilities, counted from the seventh, opened this year.
NEW_EVERY, NEW_FROM = 10, 6
#: The least area of a mother-and-baby room in a public place.
PUBLIC_AREA: Final = 10
PARTNERS: Final = ("临湘农商行", "移动公司营业厅", "环卫所", "邮政营业所")
COSTS: Final = {
    Kind.SERVICE_CENTRE: 9_000_000,
    Kind.WORKERS_HOME: 2_400_000,
    Kind.SERVICE_STATION: 1_800_000,
    Kind.LOVE_STATION: 900_000,
    Kind.CARE_ROOM: 400_000,
    Kind.TRAINING_BASE: 6_000_000,
}
REASONS: Final = {Status.SUSPENDED: "房屋漏水维修, 暂停开放", Status.CLOSED: "所在场所拆迁"}


@dataclass(frozen=True, slots=True)
class Site:
    """A facility as its inspections and its daily life need it."""

    id: UUID
    number: int
    kind: Kind
    status: Status
    town: str
    keeper: str
    phone: str
    opened_on: date
    until: date
    public: bool
    children: bool

    @property
    def every_day(self) -> bool:
        """Whether it opens on weekends and holidays, too."""
        return self.public or self.kind in {Kind.LOVE_STATION, Kind.WORKERS_HOME}


class Facilities:
    """Sets up facilities town by town; ``needs``: what places of a town wait for a station."""

    def __init__(
        self, seed: int, today: date, roots: Roots, needs: Mapping[str, Sequence[UUID]]
    ) -> None:
        self._roll = dice(seed, "facilities")
        self._names = Names()
        self._ids = identities(seed, "facility")
        self._today = today
        self._roots = roots
        self._needs = needs
        self.sites: list[Site] = []

    def rows(self, count: int) -> Iterator[tuple[Any, ...]]:
        """Rows of ``facility``; the sites that are inspected gather in ``sites``."""
        for number in range(count):
            # The first of all is the city's centre.
            kind = KINDS[number % len(KINDS)] if number else Kind.SERVICE_CENTRE
            yield self._row(number, TOWNS[number % len(TOWNS)], kind)

    def _row(self, number: int, town: Town, kind: Kind) -> tuple[Any, ...]:
        roll, today = self._roll, self._today
        # The defects of a demonstration must not depend on luck: the first sites are open.
        status = Status.OPEN if number < len(KINDS) else roll.choice(STATES)
        identity = next(self._ids)
        opened = day_between(roll, today - timedelta(days=8 * 365), today - timedelta(days=400))
        closed = today - timedelta(days=60) if status is Status.CLOSED else None
        keeper = self._names.full(roll, male=roll.random() < 0.4)  # noqa: PLR2004 - a share
        address = roll.randint(1, 120)
        place = position(roll, town)
        low, high = AREAS[kind]
        area = Decimal(roll.randint(low * 2, high * 2)) / 2
        joint = roll.random() < 0.3  # noqa: PLR2004 - a share
        where = _site_of(roll, number) if kind is Kind.CARE_ROOM else None
        grade, listed = roll.randint(2, 5), roll.random() < 0.8  # noqa: PLR2004 - a share
        if number % NEW_EVERY == NEW_FROM and status is Status.OPEN:
            opened = _this_year(number, today)
        public = where is SiteKind.PUBLIC
        until = closed or today
        known = (identity, number, kind, status, town.code, keeper, mobile(PHONES + number))
        site = Site(*known, opened, until, public, public and number % 2 == 1)
        building = status is Status.BUILDING
        if not building:
            self.sites.append(site)
        return (
            identity,
            f"ZD-{town.code}-{number:05d}",
            kind.value,
            _name(town, kind, number),
            self._roots.unions[town.code],
            self._roots.divisions[town.code],
            f"临湘市{town.name}{_village(town, number)}{address}号",
            *place,
            "WGS84",
            max(area, Decimal(PUBLIC_AREA)) if site.public else area,
            status.value,
            "JOINTLY_BUILT" if joint else "SELF_BUILT",
            where.value if where else None,
            None if building else opened - timedelta(days=10),
            None if building else opened,
            closed,
            *(keeper, site.phone, grade, listed),
            PARTNERS[number % len(PARTNERS)] if joint else None,
            *(site.children, site.every_day, self._need(site)),
            COSTS[kind] + number % 7 * 20_000,
            REASONS.get(status),
        )

    def _need(self, site: Site) -> UUID | None:
        """Two of three love stations stand where a survey found outdoor workers."""
        needs = self._needs.get(site.town, ())
        if site.kind is not Kind.LOVE_STATION or not needs or site.number % 3 == 0:
            return None
        return needs[site.number // len(TOWNS) % len(needs)]


def _village(town: Town, number: int) -> str:
    return town.villages[number // len(TOWNS) % len(town.villages)]


def _name(town: Town, kind: Kind, number: int) -> str:
    """Village and kind; a number where a village has had its turn already."""
    again = number // len(TOWNS) // len(town.villages)
    return f"{town.name}{_village(town, number)}{WORDS[kind]}{again + 1 if again else ''}"


def _site_of(roll: random.Random, number: int) -> SiteKind:
    """Where a mother-and-baby room is; the one that is found uncleaned opens every day."""
    rolled = roll.choice(tuple(SiteKind))
    return SiteKind.PUBLIC if number % REPEATED == UNCLEANED else rolled


def _this_year(number: int, today: date) -> date:
    """A day of this year, three weeks ago at the latest; in January one of the year before."""
    last = today - timedelta(days=21)
    first = date(last.year, 1, 5)
    return first + timedelta(days=number * 53 % max(1, (last - first).days + 1))


def position(roll: random.Random, town: Town) -> tuple[Decimal, Decimal]:
    """Longitude and latitude of somewhere in a town."""
    return (
        Decimal(f"{town.longitude + roll.uniform(-SPREAD, SPREAD):.6f}"),
        Decimal(f"{town.latitude + roll.uniform(-SPREAD, SPREAD):.6f}"),
    )


def inspection_rows(
    sites: list[Site], fix_days: Mapping[FaultLevel, int], seed: int, today: date
) -> Iterator[tuple[Any, ...]]:
    """Inspections of all sites: weekly by the keeper, monthly by the town, each quarter."""
    roll, ids = dice(seed, "inspections"), identities(seed, "inspection")
    for site in sites:
        for kind, cycle in CYCLES.items():
            for day in _days(site, kind, cycle, today):
                yield (next(ids), site.id, *_found(roll, site, kind, day, fix_days, today))


def _days(site: Site, kind: InspectionKind, cycle: int, today: date) -> Iterator[date]:
    """From the last inspection backwards; every ninth site misses its latest ones (F1)."""
    planted = site.number % OVERDUE_EVERY == OVERDUE_EVERY - 1 and kind is not InspectionKind.CITY
    day = site.until - timedelta(days=site.number % min(cycle, 5) + (2 * cycle + 6) * planted)
    first = max(today - timedelta(days=HISTORY_DAYS), site.opened_on)
    while day >= first:
        yield day
        day -= timedelta(days=cycle)


def _found(
    roll: random.Random,
    site: Site,
    kind: InspectionKind,
    day: date,
    fix_days: Mapping[FaultLevel, int],
    today: date,
) -> tuple[Any, ...]:
    inspector = site.keeper if kind is InspectionKind.SELF else f"{kind.label[:2]}检查组"
    if roll.random() >= FAULT_SHARE:
        return (
            kind.value,
            day,
            85 + int(roll.random() * 16),
            InspectionResult.PASSED.value,
            FaultLevel.NONE.value,
            inspector,
            None,
            None,
            None,
        )
    fault = FaultLevel.SAFETY if roll.random() < SAFETY_SHARE else FaultLevel.ORDINARY
    due = day + timedelta(days=fix_days[fault])
    mended = day + timedelta(days=int(roll.random() * (fix_days[fault] + 2)))
    note = (
        "灭火器压力不足"
        if fault is FaultLevel.SAFETY
        else roll.choice(("饮水机损坏", "台账未更新"))
    )
    return (
        kind.value,
        day,
        55 + int(roll.random() * 25),
        InspectionResult.FIX_REQUIRED.value,
        fault.value,
        inspector,
        due,
        mended if mended <= today else None,
        note,
    )
