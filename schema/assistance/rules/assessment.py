"""Whether a household is needy, by the rule set in force (domain §4.1, §4.2).

Money is integer fen, factors are basis points; every comparison multiplies out
instead of dividing, so that nothing is rounded. Monthly figures per head:
``p = Y / 12 / n`` and ``m = (Y - R) / 12 / n``, against the local urban
minimum living standard ``D``.
"""

from dataclasses import dataclass

from schema.assistance.rules.codes import DossierCategory as Category
from schema.assistance.rules.codes import RuleSet

WHOLE = 10_000  # basis points
MONTHS = 12


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """The twelve months before the application, for the members who live together.

    Amounts are fen a year: disposable income, rigid expenditure, net loss by
    accident or major illness, investments with savings.
    """

    yearly_income: int
    rigid_expenditure: int
    household_size: int
    accident_cost: int = 0
    assets: int = 0
    hit_by_disaster: bool = False  # hurt in a disaster, major accident, epidemic, public event
    monthly_incomes: tuple[int, ...] = ()  # of the whole household, oldest first, RS-2016
    receives_relief: bool = False  # government relief, RS-2016
    needy_after_relief: bool = False


@dataclass(frozen=True, slots=True)
class Standards:
    """The monthly living standard (fen) and the factors (basis points) in force."""

    living_standard: int
    relative_multiplier: int  # RS-2021: upper bound of relative need
    accident_share: int  # RS-2021: accident cost as a share of yearly income
    margin_multiplier: int  # RS-2016: upper bound of the Dibao margin
    accident_income_multiplier: int  # RS-2016: above it, assets count too
    months_below: int  # RS-2016


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome: all categories met, the primary one first; monthly figures per head.

    ``per_capita_*`` are fen rounded down, for display only: no decision uses them.
    """

    categories: tuple[Category, ...]
    per_capita_income: int
    per_capita_net: int

    @property
    def category(self) -> Category | None:
        """The primary category, None when the household is not needy."""
        return self.categories[0] if self.categories else None


def assess(rule_set: RuleSet, facts: HouseholdFacts, standards: Standards) -> Verdict:
    """Judge a household; ``household_size`` and ``living_standard`` must be positive."""
    judge = _judge_2016 if rule_set is RuleSet.RS_2016 else _judge_2021
    months = MONTHS * facts.household_size
    return Verdict(
        tuple(judge(facts, standards)),
        facts.yearly_income // months,
        (facts.yearly_income - facts.rigid_expenditure) // months,
    )


def months_below(facts: HouseholdFacts, standards: Standards) -> int:
    """How many months in a row, up to the application, income per head was below the standard."""
    line = facts.household_size * standards.living_standard
    enough = (place for place, fen in enumerate(reversed(facts.monthly_incomes)) if fen >= line)
    return next(enough, len(facts.monthly_incomes))


def _line(facts: HouseholdFacts, standards: Standards) -> int:
    """The living standard of the whole household for a year."""
    return MONTHS * facts.household_size * standards.living_standard


def _judge_2021(facts: HouseholdFacts, standards: Standards) -> list[Category]:
    line = _line(facts, standards)
    net = facts.yearly_income - facts.rigid_expenditure
    met = []
    if net < line:
        met.append(Category.DEEP)
    elif net * WHOLE < line * standards.relative_multiplier:
        met.append(Category.RELATIVE)
    heavy = facts.accident_cost * WHOLE > facts.yearly_income * standards.accident_share
    if facts.hit_by_disaster or heavy:
        met.append(Category.ACCIDENT_HIT)
    return met


def _judge_2016(facts: HouseholdFacts, standards: Standards) -> list[Category]:
    line = _line(facts, standards)
    income = facts.yearly_income
    met = []
    if income < line and _relief_falls_short(facts, standards):
        met.append(Category.DIBAO_HOUSEHOLD)
    slightly_above = line <= income and income * WHOLE <= line * standards.margin_multiplier
    if slightly_above and income - facts.rigid_expenditure <= line:
        met.append(Category.DIBAO_MARGIN)
    if facts.accident_cost > 0 and _after_accident(facts, standards) <= line:
        met.append(Category.ACCIDENT_HIT)
    return met


def _relief_falls_short(facts: HouseholdFacts, standards: Standards) -> bool:
    if facts.receives_relief:
        return facts.needy_after_relief
    return months_below(facts, standards) >= standards.months_below


def _after_accident(facts: HouseholdFacts, standards: Standards) -> int:
    """What is left of income; of income and assets for those who earned well before."""
    ceiling = _line(facts, standards) * standards.accident_income_multiplier
    means = facts.yearly_income
    if means * WHOLE > ceiling:
        means += facts.assets
    return means - facts.accident_cost
