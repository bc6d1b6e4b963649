"""What unions do: elections, officers, committees, checks, titles; with a few that lag behind."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import day_between, dice, identities
from api.data.demo.names import Names
from api.data.demo.unions import LEVEL_GRASSROOTS, TERM_YEARS, Unit
from schema.organisation.rules import (
    CadrePost,
    CheckStatus,
    CommitteeKind,
    ElectionKind,
    HomeKind,
    HomeLevel,
    SelectionStatus,
    SixHavesItem,
    TrainingLevel,
    WeakReason,
)

ELECTION: Final = (
    *("id", "union_id", "kind", "held_on", "delegates", "present", "votes", "chair_name"),
    *("term_years", "minutes"),
)
CADRE: Final = (
    *("id", "union_id", "post", "name", "full_time", "started_on", "ended_on", "election_id"),
)
TRAINING: Final = (
    *("position_id", "union_id", "title", "level", "hours", "finished_on", "passed"),
)
COMMITTEE: Final = ("union_id", "kind", "members", "formed_on")
SIX: Final = ("id", "union_id", "year", "status", "confirmed_on")
ITEM: Final = (
    *("assessment_id", "union_id", "year", "item", "met", "evidence"),
    *("rectified_on", "rectification"),
)
SHOWS: Final = ("union_id", "checked_on", "plate_photo", "chair_notice", "third_item")
HOME: Final = (
    *("union_id", "kind", "level", "year", "status", "join_rate", "satisfaction"),
    *("member_votes", "notice_from", "awarded_on", "rechecked_on"),
)
STRENGTH: Final = ("union_id", "year", "weak", "reasons")
#: One in so many has no chair, no women's committee, a failing item, a story of a title.
VACANT, NO_WOMEN, FAILING, TITLED = 40, 9, 8, 12
WEAK_SHARE, TRAINED_SHARE = 0.25, 0.85
FULL_TIME_FROM: Final = 200
Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Affairs:
    """Rows by table."""

    elections: Rows = field(default_factory=list)
    cadres: Rows = field(default_factory=list)
    trainings: Rows = field(default_factory=list)
    committees: Rows = field(default_factory=list)
    six_haves: Rows = field(default_factory=list)
    items: Rows = field(default_factory=list)
    shows: Rows = field(default_factory=list)
    homes: Rows = field(default_factory=list)
    strengths: Rows = field(default_factory=list)


def affairs(
    units: Sequence[Unit], rows: Sequence[Mapping[str, Any]], seed: int, today: date
) -> Affairs:
    """The affairs of the unions; ``rows`` are those of ``union_organisation`` by column."""
    made, teller = Affairs(), _Teller(seed, today)
    for number, (unit, row) in enumerate(zip(units, rows, strict=True)):
        if unit.status is not None:
            continue
        teller.officers(made, number, unit, row)
        if unit.level >= LEVEL_GRASSROOTS:
            teller.checks(made, number, unit)
    return made


class _Teller:
    def __init__(self, seed: int, today: date) -> None:
        self._roll, self._names, self._today = dice(seed, "affairs"), Names(), today
        self._elections = identities(seed, "union_election")
        self._cadres = identities(seed, "cadre_position")
        self._checks = identities(seed, "six_haves")

    def officers(self, made: Affairs, number: int, unit: Unit, row: Mapping[str, Any]) -> None:
        """The election of the term, its chair, officers, committees."""
        roll, held = self._roll, row["term_start_on"]
        delegates = roll.randint(9, 60)
        present = delegates - roll.randint(0, delegates // 4)
        votes = present - roll.randint(0, present // 5)
        election, chair = next(self._elections), next(self._cadres)
        made.elections.append(
            (
                election,
                unit.id,
                ElectionKind.RENEWAL.value,
                held,
                delegates,
                present,
                votes,
                row["chair_name"],
                TERM_YEARS,
                f"XJ-{number:04d}",
            )
        )
        vacant = number % VACANT == VACANT - 1
        left = self._today - timedelta(days=150) if vacant else None
        full_time = row["workers_count"] >= FULL_TIME_FROM or unit.level < LEVEL_GRASSROOTS
        left = None if left is None else max(left, held)
        made.cadres.append(
            (
                chair,
                unit.id,
                CadrePost.CHAIR.value,
                row["chair_name"],
                full_time,
                held,
                left,
                election,
            )
        )
        self._further(made, number, unit, chair, held, election)

    def _further(
        self, made: Affairs, number: int, unit: Unit, chair: UUID, held: date, election: UUID
    ) -> None:
        """The chair's training, the other officers, the committees."""
        roll = self._roll
        if roll.random() < TRAINED_SHARE:
            finished = min(self._today, held + timedelta(days=roll.randint(30, 330)))
            made.trainings.append(
                (
                    chair,
                    unit.id,
                    f"{finished.year}年基层工会主席培训班",
                    TrainingLevel.COUNTY.value,
                    24,
                    finished,
                    True,
                )
            )
        for post in (CadrePost.WOMEN_DIRECTOR, CadrePost.AUDIT_DIRECTOR, CadrePost.ORGANISER):
            name = self._names.full(roll, male=post is not CadrePost.WOMEN_DIRECTOR)
            made.cadres.append(
                (next(self._cadres), unit.id, post.value, name, False, held, None, election)
            )
        if number % NO_WOMEN:
            made.committees.append((unit.id, CommitteeKind.WOMEN.value, 3, held))
        made.committees.append((unit.id, CommitteeKind.AUDIT.value, 3, held))

    def checks(self, made: Affairs, number: int, unit: Unit) -> None:
        """Last year's confirmed assessment, this year's own one, shows, strength, titles."""
        year = self._today.year
        confirmed = date(year - 1, 11, 20)
        self._six(made, unit, year - 1, confirmed, failing=number % FAILING == 0)
        if number % 3:
            self._six(made, unit, year, None, failing=False)
        shown = [f"SL-{number:04d}-{part}" for part in (1, 2, 3)]
        if number % FAILING == 1:
            shown[2:] = [None]  # type: ignore[list-item]
        checked = day_between(self._roll, date(year - 1, 3, 1), self._today)
        made.shows.append((unit.id, checked, *shown))
        for assessed in (year - 1, year):
            weak = self._roll.random() < WEAK_SHARE
            reasons = [self._roll.choice(list(WeakReason)).value] if weak else []
            made.strengths.append((unit.id, assessed, weak, reasons))
        if number % TITLED == 0:
            made.homes.append((unit.id, *_title(number // TITLED, self._today, self._roll)))

    def _six(
        self, made: Affairs, unit: Unit, year: int, confirmed: date | None, *, failing: bool
    ) -> None:
        check = next(self._checks)
        status = CheckStatus.SELF_ASSESSED if confirmed is None else CheckStatus.CITY_CONFIRMED
        made.six_haves.append((check, unit.id, year, status.value, confirmed))
        fails = self._roll.choice(list(SixHavesItem)) if failing else None
        for item in SixHavesItem:
            mended = item is fails and confirmed is not None and self._roll.random() < 1 / 2
            when = confirmed + timedelta(days=20) if mended and confirmed else None
            made.items.append(
                (
                    check,
                    unit.id,
                    year,
                    item.value,
                    item is not fails,
                    f"{item.label}材料",
                    when,
                    "已按要求整改" if mended else None,
                )
            )


def _title(number: int, today: date, roll: random.Random) -> tuple[Any, ...]:
    """A model home: most in force, some overdue for a recheck, one revoked, one on notice."""
    kind = list(HomeKind)[number % 3].value
    rates = (roll.randint(9_000, 9_900), roll.randint(9_000, 9_900), roll.randint(20, 90))
    level = HomeLevel.PREFECTURE if number % 4 == 0 else HomeLevel.COUNTY
    if number == 1:
        status, notice = SelectionStatus.CITY_NOTICE, today - timedelta(days=3)
        return (kind, level.value, today.year, status.value, *rates, notice, None, None)
    awarded = today - timedelta(days=400 if number % 5 else 1_200)
    status = SelectionStatus.REVOKED if number == 2 else SelectionStatus.IN_FORCE  # noqa: PLR2004
    notice = awarded - timedelta(days=30)
    return (kind, level.value, awarded.year, status.value, *rates, notice, awarded, None)


def moved(units: Sequence[Unit], today: date) -> list[tuple[UUID, UUID, date]]:
    """Unions that stood under another parent until some day: union, former parent, day."""
    plain = [unit for unit in units if unit.level == LEVEL_GRASSROOTS and unit.code[0].isdigit()]
    others = sorted({unit.above[0] for unit in plain})
    day = today - timedelta(days=300)
    return [
        (unit.id, next(other for other in others if other != unit.above[0]), day)
        for unit in plain[5::25]
        if unit.founded_on < day and len(others) > 1
    ]
