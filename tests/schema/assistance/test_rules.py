"""The computation of need by both rule sets, deadlines and approval limits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.assistance.rules import (
    ApprovalLevel,
    AssistanceKind,
    Cause,
    DossierCategory,
    FundLevel,
    HouseholdFacts,
    RuleSet,
    Standards,
    allowed_for,
    allowed_without_dossier,
    approval_level,
    assess,
    months_below,
    next_review_on,
    review_days,
)

# A made-up living standard of 600 yuan a month.
STANDARDS = Standards(
    living_standard=60_000,
    relative_multiplier=20_000,
    accident_share=8_000,
    margin_multiplier=15_000,
    accident_income_multiplier=30_000,
    months_below=6,
)
DEEP, RELATIVE = DossierCategory.DEEP, DossierCategory.RELATIVE
HOUSEHOLD, MARGIN = DossierCategory.DIBAO_HOUSEHOLD, DossierCategory.DIBAO_MARGIN
ACCIDENT = DossierCategory.ACCIDENT_HIT


def yuan(amount: int) -> int:
    return amount * 100


def run(months: int) -> tuple[int, ...]:
    """A year's incomes of three heads, of which so many months, the last, are below 1,800 yuan."""
    return (yuan(2_400),) * (12 - months) + (yuan(1_000),) * months


@pytest.mark.parametrize(
    ("income", "rigid", "size", "net", "category"),
    [
        (36_000, 18_000, 3, 500, DEEP),
        (48_000, 12_000, 3, 1_000, RELATIVE),
        (43_200, 21_600, 3, 600, RELATIVE),  # exactly the standard: not below it
        (60_000, 6_000, 3, 1_500, None),
        (20_000, 26_000, 4, -125, DEEP),
        (43_200, 0, 3, 1_200, None),  # exactly twice the standard
    ],
)
def test_rule_set_2021(
    income: int, rigid: int, size: int, net: int, category: DossierCategory | None
) -> None:
    verdict = assess(RuleSet.RS_2021, HouseholdFacts(yuan(income), yuan(rigid), size), STANDARDS)
    assert verdict.category is category
    assert verdict.per_capita_net == yuan(net)


def test_one_fen_decides() -> None:
    at_line = yuan(43_200) - yuan(21_600)
    below = assess(RuleSet.RS_2021, HouseholdFacts(at_line - 1, 0, 3), STANDARDS)
    assert below.category is DEEP


def test_accident_by_share_of_income_and_by_disaster() -> None:
    def judge(cost: int, *, disaster: bool = False) -> tuple[DossierCategory, ...]:
        facts = HouseholdFacts(
            yuan(100_000), 0, 3, accident_cost=yuan(cost), hit_by_disaster=disaster
        )
        return assess(RuleSet.RS_2021, facts, STANDARDS).categories

    assert judge(80_000) == ()  # exactly 80 %
    assert judge(80_001) == (ACCIDENT,)
    assert judge(0, disaster=True) == (ACCIDENT,)


def test_deep_need_goes_before_accident() -> None:
    facts = HouseholdFacts(yuan(20_000), yuan(10_000), 3, accident_cost=yuan(20_000))
    verdict = assess(RuleSet.RS_2021, facts, STANDARDS)
    assert verdict.categories == (DEEP, ACCIDENT)
    assert verdict.category is DEEP


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        (HouseholdFacts(yuan(20_000), 0, 3, monthly_incomes=run(7)), HOUSEHOLD),
        (HouseholdFacts(yuan(20_000), 0, 3, monthly_incomes=run(6)), HOUSEHOLD),
        (HouseholdFacts(yuan(20_000), 0, 3, monthly_incomes=run(5)), None),
        (HouseholdFacts(yuan(20_000), 0, 3, monthly_incomes=(0,) * 11 + (yuan(1_800),)), None),
        (HouseholdFacts(yuan(20_000), 0, 3, receives_relief=True), None),
        (
            HouseholdFacts(yuan(20_000), 0, 3, receives_relief=True, needy_after_relief=True),
            HOUSEHOLD,
        ),
        (HouseholdFacts(yuan(28_800), yuan(9_000), 3), MARGIN),
        (HouseholdFacts(yuan(32_400), yuan(10_800), 3), MARGIN),  # 1.5 D and D exactly
        (HouseholdFacts(yuan(32_401), yuan(12_000), 3), None),
        (HouseholdFacts(yuan(54_000), 0, 3, accident_cost=yuan(40_000)), ACCIDENT),
        (
            HouseholdFacts(yuan(90_000), 0, 3, accident_cost=yuan(120_000), assets=yuan(40_000)),
            ACCIDENT,
        ),
        (
            HouseholdFacts(yuan(90_000), 0, 3, accident_cost=yuan(120_000), assets=yuan(51_601)),
            None,
        ),
        (HouseholdFacts(yuan(15_000), 0, 3), None),  # no accident, too few months
    ],
)
def test_rule_set_2016(facts: HouseholdFacts, category: DossierCategory | None) -> None:
    assert assess(RuleSet.RS_2016, facts, STANDARDS).category is category


@pytest.mark.parametrize(
    ("monthly", "months"),
    [
        ((), 0),
        (run(0), 0),
        (run(7), 7),
        ((yuan(1_800) - 1,) * 12, 12),  # one fen below for three heads
        ((yuan(1_800),) * 12, 0),  # exactly the standard is not below it
        ((0,) * 8 + (yuan(1_800),) + (0,) * 3, 3),  # what was before a good month is over
        ((0,) * 11 + (yuan(1_800),), 0),  # the need has ended before the application
    ],
)
def test_months_below_the_standard_are_counted_back(monthly: tuple[int, ...], months: int) -> None:
    facts = HouseholdFacts(sum(monthly), 0, 3, monthly_incomes=monthly)
    assert months_below(facts, STANDARDS) == months


@given(st.lists(st.integers(0, yuan(4_000)), min_size=12, max_size=12))
def test_the_run_is_the_longest_tail_below(monthly: list[int]) -> None:
    line = 3 * STANDARDS.living_standard
    tails = [n for n in range(13) if all(fen < line for fen in monthly[12 - n :])]
    facts = HouseholdFacts(sum(monthly), 0, 3, monthly_incomes=tuple(monthly))
    assert months_below(facts, STANDARDS) == max(tails)


def test_displayed_figures_are_rounded_down() -> None:
    facts = HouseholdFacts(yuan(20_000), 0, 3, monthly_incomes=run(7))
    assert assess(RuleSet.RS_2016, facts, STANDARDS).per_capita_income == 55_555


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 12), st.integers(0, 10**6))
def test_more_expenditure_never_makes_less_needy(
    income: int, rigid: int, size: int, more: int
) -> None:
    rank = {DEEP: 0, RELATIVE: 1, None: 2}
    before = assess(RuleSet.RS_2021, HouseholdFacts(income, rigid, size), STANDARDS)
    after = assess(RuleSet.RS_2021, HouseholdFacts(income, rigid + more, size), STANDARDS)
    assert rank[after.category] <= rank[before.category]


def test_reviews_come_sooner_for_deep_need_and_illness() -> None:
    def days(category: DossierCategory | None, *causes: str) -> int:
        return review_days(category, causes, ordinary=365, frequent=183)

    assert days(RELATIVE, Cause.LAYOFF) == 365
    assert days(DEEP, Cause.LAYOFF) == 183
    assert days(RELATIVE, "LAYOFF", "FAMILY_ILLNESS") == 183
    assert next_review_on(date(2024, 2, 29), 365) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("amount", "level"),
    [
        (100_000, ApprovalLevel.CENTRE_HEAD),
        (100_001, ApprovalLevel.VICE_CHAIR),
        (500_000, ApprovalLevel.VICE_CHAIR),
        (500_001, ApprovalLevel.CHAIR_MEETING),
    ],
)
def test_approval_limits_are_inclusive(amount: int, level: ApprovalLevel) -> None:
    assert approval_level(amount, centre_head=100_000, vice_chair=500_000) is level


def test_aid_without_a_dossier() -> None:
    assert allowed_without_dossier(AssistanceKind.TEMP, FundLevel.LOCAL_UNION)
    assert not allowed_without_dossier(AssistanceKind.TEMP, FundLevel.CENTRAL_FISCAL)
    assert allowed_without_dossier(AssistanceKind.COOL, FundLevel.CENTRAL_FISCAL)
    assert not allowed_without_dossier(AssistanceKind.LIVING, FundLevel.LOCAL_UNION)


def test_aid_fits_the_category() -> None:
    assert allowed_for(AssistanceKind.LIVING, DEEP)
    assert not allowed_for(AssistanceKind.LIVING, ACCIDENT)
    assert allowed_for(AssistanceKind.ACCIDENT, ACCIDENT)
    assert not allowed_for(AssistanceKind.ACCIDENT, RELATIVE)
    assert allowed_for(AssistanceKind.STUDY, RELATIVE)
    assert allowed_for(AssistanceKind.MEDICAL, RELATIVE, (Cause.LAYOFF, Cause.FAMILY_ILLNESS))
    assert not allowed_for(AssistanceKind.MEDICAL, DEEP, (Cause.LAYOFF,))
