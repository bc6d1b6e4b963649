"""Employers with their unions or without, what befell some of them, and the money of unions."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from api.data.demo.chance import dice, identities
from api.data.demo.firms import TRADES, firm_name
from api.data.demo.numbers import credit_code
from api.data.demo.unions import Roots, Unit
from api.data.places import COUNTY, TOWNS
from schema.membership.rules import EmploymentForm
from schema.organisation.rules import (
    BudgetStatus,
    BusinessEventKind,
    FundDirection,
    FundItem,
    Ownership,
    UnionKind,
    WatchLevel,
)

ENTERPRISE: Final = (
    *("id", "credit_code", "name", "union_id", "own_union_id", "division_id", "ownership"),
    *("industry", "headcount", "women", "dispatched", "migrants", "watch_level", "watch_reason"),
)
EVENT: Final = ("enterprise_id", "kind", "happened_on", "persons", "amount", "source")
COVERED: Final = ("union_id", "enterprise_id", "workers_count", "joined_on")
CONTRIBUTION: Final = (
    *("enterprise_id", "union_id", "year", "quarter", "wages", "due", "paid", "paid_on"),
)
BUDGET: Final = (
    *("id", "union_id", "beneficiary_id", "year", "item", "title", "amount", "allotted"),
    *("spent", "status", "audit_report"),
)
LEDGER: Final = (
    *("union_id", "budget_id", "year", "item", "direction", "amount", "booked_on"),
    *("booked_by", "voucher"),
)
#: Employers without a union for each hundred with one; every second has workers enough for one.
UNORGANISED: Final = 40
LEAST_UNORGANISED: Final = 8
BRANDS_FROM: Final = 5_000  # numbers of firms that no union has
RATE: Final = 200  # basis points of the wages
MONTHLY_WAGE: Final = 420_000  # fen
PUBLIC: Final = "12"
Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Employers:
    """Rows by table."""

    enterprises: Rows = field(default_factory=list)
    events: Rows = field(default_factory=list)
    covered: Rows = field(default_factory=list)
    contributions: Rows = field(default_factory=list)
    budgets: Rows = field(default_factory=list)
    ledger: Rows = field(default_factory=list)


def employers(
    units: Sequence[Unit],
    rows: Sequence[Mapping[str, Any]],
    roots: Roots,
    seed: int,
    today: date,
) -> Employers:
    """Employers of the unions and beside them; ``rows`` are those of ``union_organisation``."""
    made, roll, ids = Employers(), dice(seed, "employers"), identities(seed, "enterprise")
    seen: set[str] = set()
    for unit, row in zip(units, rows, strict=True):
        if unit.employer_code is None or unit.employer_code in seen:
            continue
        seen.add(unit.employer_code)
        heads = max(int(row["workers_count"]), 3)
        owner = Ownership.INSTITUTION if unit.employer_code.startswith(PUBLIC) else None
        sent = heads // 5 if unit.form is EmploymentForm.DISPATCHED else heads // 25
        identity = next(ids)
        made.enterprises.append(
            (
                identity,
                unit.employer_code,
                unit.employer,
                unit.above[0],
                unit.id,
                roots.divisions[unit.division],
                (owner or roll.choice(_OWNERS)).value,
                "C",
                heads,
                heads * 2 // 5,
                sent,
                heads // 4,
                WatchLevel.NONE.value,
                None,
            )
        )
        _contribute(made, identity, unit.above[0], heads, today, late=roll.random() < 1 / 20)
    joint = [unit for unit in units if unit.kind is UnionKind.JOINT_UNION]
    count = max(LEAST_UNORGANISED, len(seen) * UNORGANISED // 100)
    _unorganised(made, count, joint, roots, roll, ids, today)
    _befall(made, today)
    _spend(made, units, roots.unions[COUNTY], seed, today)
    return made


_OWNERS: Final = (Ownership.PRIVATE, Ownership.PRIVATE, Ownership.PRIVATE, Ownership.STATE)


def _unorganised(
    made: Employers,
    count: int,
    joint: Sequence[Unit],
    roots: Roots,
    roll: random.Random,
    ids: Iterator[UUID],
    today: date,
) -> None:
    """Employers without a union of their own; the smallest are covered by a joint union."""
    for number in range(count):
        town, trade = TOWNS[number % len(TOWNS)], TRADES[number % len(TRADES)]
        identity, heads = next(ids), roll.randint(30, 90) if number % 2 else roll.randint(4, 20)
        made.enterprises.append(
            (
                identity,
                credit_code("91", f"MB{number:06d}"),
                firm_name(BRANDS_FROM + number, trade),
                roots.unions[town.code],
                None,
                roots.divisions[town.code],
                Ownership.PRIVATE.value,
                "F",
                heads,
                heads // 3,
                0,
                heads // 2,
                WatchLevel.NONE.value,
                None,
            )
        )
        if joint and number % 2 == 0:
            union = joint[number // 2 % len(joint)]
            made.covered.append((union.id, identity, heads, today - timedelta(days=200)))


def _contribute(
    made: Employers, enterprise: UUID, union: UUID, heads: int, today: date, *, late: bool
) -> None:
    """Four quarters of last year; who is late owes the last two of them."""
    year = today.year - 1
    for quarter in (1, 2, 3, 4):
        wages = heads * MONTHLY_WAGE * 3
        due = wages * RATE // 10_000
        owes = late and quarter > 2  # noqa: PLR2004 - the second half of the year
        paid_on = None if owes else date(year + quarter // 4, quarter % 4 * 3 + 1, 10)
        made.contributions.append(
            (enterprise, union, year, quarter, wages, due, 0 if owes else due, paid_on)
        )


def _befall(made: Employers, today: date) -> None:
    """One employer in trouble on all sides, and single events elsewhere."""
    private = [row for row in made.enterprises if row[6] == Ownership.PRIVATE.value and row[4]]
    kinds = (
        BusinessEventKind.ARREARS,
        BusinessEventKind.LAYOFF,
        BusinessEventKind.POWER_DROP,
        BusinessEventKind.INSURANCE_STOP,
    )
    for days, kind in enumerate(kinds, 3):
        happened = today - timedelta(days=days)
        made.events.append((private[0][0], kind.value, happened, 30, 1_200_000, "劳动监察大队"))
    for number, row in enumerate(private[3::6]):
        happened = today - timedelta(days=40 + number * 9)
        kind = list(BusinessEventKind)[number % len(BusinessEventKind)]
        made.events.append((row[0], kind.value, happened, 2 + number % 9, None, "镇街月报"))


def _spend(made: Employers, units: Sequence[Unit], city: UUID, seed: int, today: date) -> None:
    """The city's money for the grassroots: last year audited, this year on its way."""
    ids = identities(seed, "union_budget")
    for number, unit in enumerate([unit for unit in units if unit.weight][::3]):
        for year in (today.year - 1, today.year):
            budget, amount = next(ids), 300_000 + number % 7 * 100_000
            past = year < today.year
            stage = BudgetStatus.AUDITED if past else list(BudgetStatus)[number % 3]
            allotted = 0 if stage is BudgetStatus.BUDGETED else amount
            spent = amount * 9 // 10 if stage in {BudgetStatus.AUDITED, BudgetStatus.SPENT} else 0
            report = f"临工经审〔{year + 1}〕1号" if past else None
            made.budgets.append(
                (
                    budget,
                    city,
                    unit.id,
                    year,
                    FundItem.GRASSROOTS_SUBSIDY.value,
                    f"{year}年基层工会补助",
                    amount,
                    allotted,
                    spent,
                    stage.value,
                    report,
                )
            )
            booked = date(year, 6, 1) if past else today - timedelta(days=10)
            for direction, value in (
                (FundDirection.INCOME, allotted),
                (FundDirection.EXPENSE, spent),
            ):
                if value:
                    made.ledger.append(
                        (
                            unit.id,
                            budget,
                            booked.year,
                            FundItem.GRASSROOTS_SUBSIDY.value,
                            direction.value,
                            value,
                            booked,
                            "job:demo",
                            f"{direction.value[0]}-{year}-{number:04d}",
                        )
                    )
