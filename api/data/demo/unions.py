"""The union tree: city, then towns, parks and industries, then the grassroots with branches."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from api.data.demo.chance import day_between, dice, identities
from api.data.demo.firms import INDUSTRIES, INSTITUTIONS, PARKS, TRADES, Trade, firm_name
from api.data.demo.names import Names
from api.data.demo.numbers import credit_code, mobile
from api.data.demo.sizes import Sizes
from api.data.places import COUNTY, TOWNS
from schema.membership.rules import EmploymentForm, NewFormGroup
from schema.organisation.rules import AreaKind, UnionKind, UnionStatus

COLUMNS: Final = (
    *("id", "code", "name", "kind", "level", "parent_id", "industry_parent_id", "division_id"),
    *("status", "credit_code", "founded_on", "term_start_on", "term_end_on", "chair_name"),
    *("employer_name", "employer_credit_code", "area_kind", "workers_count", "address", "phone"),
)
JOINT_EVERY: Final = 12  # of the grassroots, one joint union of small firms …
BRANCH_EVERY: Final = 15  # … and one branch of a larger union
PHONES: Final = 1_500_000_000
TERM_YEARS: Final = 5
LEVEL_GRASSROOTS: Final = 6
WORKERS_MET: Final = 32  # in a firm whose union is on its way
UNION_STEP: Final = (
    *("union_id", "subject", "subject_id", "to_status", "taken_on", "taken_by", "note"),
)
LEVEL_BRANCH: Final = 7
TERM_DUE_SHARE: Final = 0.03
# Unions on their way, with the days since their last step: one of them is late.
ON_THE_WAY: Final = (
    (UnionStatus.TARGET, 5),
    (UnionStatus.PREPARING, 90),
    (UnionStatus.APPLIED, 4),
)
#: Of so many unions one was founded this year, the last of them so many days ago; by size.
FRESH_OF, FEWEST_FRESH, FRESH_DAYS, MOST_FRESH = 40, 2, 15, 50
MEN_AMONG_CHAIRS: Final = 0.65


@dataclass(slots=True)
class Unit:
    """A union of the demonstration, and what its members inherit from it."""

    id: UUID
    code: str
    name: str
    kind: UnionKind
    level: int
    division: str
    above: tuple[UUID, ...]  # ancestors, the nearest first
    founded_on: date
    employer: str | None = None
    employer_code: str | None = None
    occupations: tuple[str, ...] = ("综合管理员",)
    form: EmploymentForm = EmploymentForm.REGULAR
    group: NewFormGroup | None = None
    industry: UUID | None = None
    area: AreaKind | None = None
    weight: int = 0  # share of the members
    status: UnionStatus | None = None  # of a union that is still being established
    fresh: bool = False  # founded this year
    incomplete: bool = field(default=False)  # a planted defect: real-name fields are missing


@dataclass(frozen=True, slots=True)
class Roots:
    """Ids of the starter data: unions and divisions by code."""

    unions: Mapping[str, UUID]
    divisions: Mapping[str, UUID]


class Tree:
    """Builds the unions in the order in which parents come before children."""

    def __init__(self, seed: int, sizes: Sizes, roots: Roots, today: date) -> None:
        self._roll = dice(seed, "unions")
        self._ids = identities(seed, "union_organisation")
        self._roots = roots
        self._today = today
        self._room = sizes.unions - 1 - len(TOWNS) - len(ON_THE_WAY)
        self._firms = 0
        self._villages: set[str] = set()
        self._city = roots.unions[COUNTY]
        self.units: list[Unit] = []

    def build(self) -> list[Unit]:
        """All unions but those of the starter data."""
        parks = [self._middle("P", n, name) for n, name in enumerate(PARKS, 1)]
        industries = [self._middle("I", n, name) for n, name in enumerate(INDUSTRIES, 1)]
        for institution, town in ((i, t) for i in range(len(INSTITUTIONS)) for t in range(14)):
            if len(self.units) < self._room // 2:
                self._institution(institution, town, industries)
        while len(self.units) < self._room:
            self._grassroots(parks, industries)
        self._found_some()
        for status, _days in ON_THE_WAY:
            self._firm(self._firms, [], industries)
            self._firms += 1
            unit = self.units[-1]
            unit.status, unit.weight, unit.founded_on = status, 0, self._today
        return self.units

    def _found_some(self) -> None:
        """The last small firms' unions without branches were founded this year, in turn."""
        branched = {unit.above[0] for unit in self.units if unit.level == LEVEL_BRANCH}
        firms = [
            unit
            for unit in self.units
            if unit.kind is UnionKind.GRASSROOTS_UNION
            and unit.weight <= MOST_FRESH
            and unit.id not in branched
        ]
        chosen = firms[-max(FEWEST_FRESH, self._room // FRESH_OF) :]
        last = self._today - timedelta(days=FRESH_DAYS)
        first = date(last.year, 1, 1)
        for number, unit in enumerate(chosen, 1):
            unit.fresh = True
            unit.founded_on = first + (last - first) * number // len(chosen)

    def _founded(self) -> date:
        return day_between(self._roll, date(1998, 1, 1), self._today - timedelta(days=900))

    def _add(self, unit: Unit) -> Unit:
        self.units.append(unit)
        return unit

    def _middle(self, letter: str, number: int, name: str) -> Unit:
        """A park or an industry: directly below the city, with no members of its own."""
        park = letter == "P"
        kind = UnionKind.PARK_UNION if park else UnionKind.INDUSTRY_UNION
        return self._add(
            Unit(
                next(self._ids),
                f"{letter}-{COUNTY}-{number:03d}",
                f"临湘市{name}工会",
                kind,
                5,
                COUNTY,
                (self._city,),
                self._founded(),
                area=AreaKind.PARK if park else AreaKind.INDUSTRY,
            )
        )

    def _institution(self, which: int, town_number: int, industries: list[Unit]) -> None:
        town, institution = TOWNS[town_number], INSTITUTIONS[which]
        parent = self._roots.unions[town.code]
        industry = {0: industries[0].id, 1: industries[0].id, 2: industries[1].id}.get(which)
        self._add(
            Unit(
                next(self._ids),
                f"{town.code}-{len(self.units):05d}",
                f"临湘市{town.name}{institution.union}",
                UnionKind.GRASSROOTS_UNION,
                LEVEL_GRASSROOTS,
                town.code,
                (parent, self._city),
                self._founded(),
                f"临湘市{town.name}{institution.name}",
                credit_code("12", f"MB{len(self.units):06d}"),
                institution.occupations,
                industry=industry,
                weight=institution.workers,
            )
        )

    def _grassroots(self, parks: list[Unit], industries: list[Unit]) -> None:
        """A firm's union, now and then a joint union of a village, or a branch of the last."""
        number, self._firms = self._firms, self._firms + 1
        if number % BRANCH_EVERY == BRANCH_EVERY - 1 and self.units[-1].level < LEVEL_BRANCH:
            self._branch(self.units[-1])
        elif number % JOINT_EVERY == JOINT_EVERY - 1:
            self._joint()
        else:
            self._firm(number, parks, industries)

    def _firm(self, number: int, parks: list[Unit], industries: list[Unit]) -> None:
        town = self._roll.choice(TOWNS)
        trade = TRADES[number % len(TRADES)]
        employer = firm_name(number, trade)
        above: tuple[UUID, ...] = (self._roots.unions[town.code], self._city)
        code, division = f"{town.code}-{len(self.units):05d}", town.code
        if parks and number % 5 == 0:
            park = parks[number // 5 % len(parks)]
            above, code, division = (park.id, self._city), f"{park.code}-{number:05d}", COUNTY
        self._add(
            Unit(
                next(self._ids),
                code,
                f"{employer}工会",
                UnionKind.GRASSROOTS_UNION,
                LEVEL_GRASSROOTS,
                division,
                above,
                self._founded(),
                employer,
                credit_code("91", f"MA{number:06d}"),
                trade.occupations,
                trade.form,
                trade.group,
                industry=_industry(trade, industries),
                weight=_firm_size(self._roll),
            )
        )

    def _joint(self) -> None:
        town = self._roll.choice(TOWNS)
        village = self._roll.choice(town.villages)
        name = f"{town.name}{village}联合工会"
        if name in self._villages:
            name = f"{town.name}{village}第{len(self.units)}联合工会"
        self._villages.add(name)
        self._add(
            Unit(
                next(self._ids),
                f"{town.code}-{len(self.units):05d}",
                name,
                UnionKind.JOINT_UNION,
                LEVEL_GRASSROOTS,
                town.code,
                (self._roots.unions[town.code], self._city),
                self._founded(),
                occupations=("个体经营者", "零工", "乡村建设工匠"),
                form=EmploymentForm.FLEXIBLE,
                area=AreaKind.VILLAGE,
                weight=40,
            )
        )

    def _branch(self, unit: Unit) -> None:
        self._add(
            Unit(
                next(self._ids),
                f"{unit.code}-B",
                unit.name.removesuffix("工会") + "一分会",
                UnionKind.BRANCH,
                LEVEL_BRANCH,
                unit.division,
                (unit.id, *unit.above),
                unit.founded_on + timedelta(days=400),
                unit.employer,
                unit.employer_code,
                unit.occupations,
                unit.form,
                unit.group,
                weight=max(10, unit.weight // 3),
            )
        )


def _industry(trade: Trade, industries: list[Unit]) -> UUID | None:
    wanted = {"运输": 2, "建筑工程": 3, "快递": 4, "外卖配送": 4, "浮标渔具": 5}.get(trade.word)
    return None if wanted is None else industries[wanted].id


def _firm_size(roll: random.Random) -> int:
    """Many small firms, few large ones."""
    return min(600, 12 + int(roll.paretovariate(1.1) * 18))


def union_rows(
    units: list[Unit], members: Mapping[UUID, int], roots: Roots, seed: int, today: date
) -> Iterator[tuple[object, ...]]:
    """Rows of ``union_organisation``; workers covered are somewhat more than members."""
    roll, names = dice(seed, "union rows"), Names()
    for number, unit in enumerate(units):
        term_start = day_between(roll, max(unit.founded_on, today - timedelta(days=1800)), today)
        status = UnionStatus.TERM_DUE if roll.random() < TERM_DUE_SHARE else UnionStatus.ACTIVE
        if status is UnionStatus.TERM_DUE:
            term_start = today - timedelta(days=TERM_YEARS * 365 + 40)
        if unit.fresh:
            status, term_start = UnionStatus.ACTIVE, unit.founded_on
        works = unit.status is None
        chair = names.full(roll, male=roll.random() < MEN_AMONG_CHAIRS)
        yield (
            unit.id,
            unit.code,
            unit.name,
            unit.kind.value,
            unit.level,
            unit.above[0],
            unit.industry,
            roots.divisions[unit.division],
            (unit.status or status).value,
            _union_code(unit, number) if works else None,
            unit.founded_on if works else None,
            term_start if works else None,
            term_start + timedelta(days=TERM_YEARS * 365) if works else None,
            chair if works else None,
            unit.employer,
            unit.employer_code,
            unit.area.value if unit.area else None,
            int(members.get(unit.id, 0) * (1.05 + roll.random() / 4)) if works else WORKERS_MET,
            _address(roll, unit),
            mobile(PHONES + number),
        )


def _union_code(unit: Unit, number: int) -> str:
    """The legal person's code: 81 for grassroots unions, 89 for other bodies."""
    return credit_code("81" if unit.level >= LEVEL_GRASSROOTS else "89", f"MC{number:06d}")


def step_rows(units: list[Unit], today: date) -> Iterator[tuple[object, ...]]:
    """The last step of each union that is on its way."""
    coming = [unit for unit in units if unit.status is not None]
    for unit, (status, days) in zip(coming, ON_THE_WAY, strict=True):
        taken = today - timedelta(days=days)
        yield (unit.id, "UNION", unit.id, status.value, taken, "job:demo", "建会推进")


def _address(roll: random.Random, unit: Unit) -> str:
    town = next((t for t in TOWNS if t.code == unit.division), None)
    if town is None:
        return f"临湘市{PARKS[0]}{roll.randint(1, 90)}号"
    return f"临湘市{town.name}{roll.choice(town.villages)}{roll.randint(1, 200)}号"


def closure_rows(units: list[Unit]) -> Iterator[tuple[UUID, UUID, int]]:
    """Every pair of a union and an ancestor, itself included."""
    for unit in units:
        yield (unit.id, unit.id, 0)
        for depth, ancestor in enumerate(unit.above, 1):
            yield (ancestor, unit.id, depth)
