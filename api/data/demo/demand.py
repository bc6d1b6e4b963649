"""Where facilities are needed, and how many the year's plan is to open."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import dice, identities
from api.data.demo.facilities import Site, position
from api.data.demo.unions import Roots
from api.data.places import TOWNS, Town
from schema.facilities.rules import DemandKind, FacilityKind

DEMAND: Final = (
    *("id", "kind", "name", "union_id", "division_id", "longitude", "latitude", "area_m2"),
    *("daily_visitors", "women_workers", "surveyed_on"),
)
PLAN: Final = ("id", "year", "kind", "division_id", "planned")
KINDS: Final = (DemandKind.HOT_SPOT, DemandKind.WORKPLACE, DemandKind.PUBLIC_PLACE)
WORDS: Final = {
    DemandKind.HOT_SPOT: ("骑手集散点", "零工市场", "货车停靠点"),
    DemandKind.WORKPLACE: ("纺织车间", "浮标厂区", "食品加工园"),
    DemandKind.PUBLIC_PLACE: ("商贸中心", "客运站", "医院门诊部"),
}
FEWEST: Final = 3 * len(TOWNS)
PLANNED_KINDS: Final = (
    *(FacilityKind.LOVE_STATION, FacilityKind.CARE_ROOM, FacilityKind.SERVICE_STATION),
)
#: One of so many is further from any station than the standard allows.
FAR_EVERY: Final = 5
AWAY: Final = Decimal("0.04")  # degrees
LATE_EVERY: Final = 4  # of the towns, one has still something to open


@dataclass(slots=True)
class Demand:
    """Rows in the order of ``DEMAND``, and the ids of the hot spots by town."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    hot_spots: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))


def survey(count: int, roots: Roots, seed: int, today: date) -> Demand:
    """Three places in each town, more of them in a larger federation."""
    roll, ids, made = dice(seed, "demand"), identities(seed, "demand_site"), Demand()
    for number in range(max(FEWEST, count // 2)):
        town, turn = TOWNS[number % len(TOWNS)], number // len(TOWNS)
        kind, identity = KINDS[turn % len(KINDS)], next(ids)
        longitude, latitude = position(roll, town)
        far = number % FAR_EVERY == FAR_EVERY - 1
        if far:
            longitude, latitude = longitude + AWAY, latitude + AWAY
        elif kind is DemandKind.HOT_SPOT:
            made.hot_spots[town.code].append(identity)
        where = (roots.unions[town.code], roots.divisions[town.code], longitude, latitude)
        found = today - timedelta(days=roll.randint(30, 500))
        made.rows.append(
            (identity, kind.value, _name(town, kind, turn), *where, *_people(roll, kind), found)
        )
    return made


def _name(town: Town, kind: DemandKind, turn: int) -> str:
    """Unlike any other in the town."""
    village = town.villages[turn % len(town.villages)]
    word = WORDS[kind][turn // len(KINDS) % len(WORDS[kind])]
    again = turn // (len(KINDS) * len(WORDS[kind]))
    return f"{town.name}{village}{word}{again + 1 if again else ''}"


def _people(roll: random.Random, kind: DemandKind) -> tuple[Decimal | None, int | None, int | None]:
    """Area, visitors a day, women employed."""
    if kind is DemandKind.HOT_SPOT:
        return None, roll.randint(40, 260), None
    if kind is DemandKind.WORKPLACE:
        return Decimal(roll.randint(1_500, 9_000)), None, roll.randint(30, 320)
    return Decimal(roll.randint(3_000, 26_000)), roll.randint(800, 16_000), None


def plan_rows(
    sites: Sequence[Site], roots: Roots, seed: int, today: date
) -> Iterator[tuple[Any, ...]]:
    """The plan of this year: what has opened, and in some towns one facility more."""
    ids = identities(seed, "building_plan")
    opened = Counter((site.town, site.kind) for site in sites if site.opened_on.year == today.year)
    for number, (town, kind) in enumerate((t, k) for t in TOWNS for k in PLANNED_KINDS):
        planned = opened[town.code, kind] + (number % LATE_EVERY == 0)
        if planned:
            division = roots.divisions[town.code]
            yield (next(ids), today.year, kind.value, division, planned)
