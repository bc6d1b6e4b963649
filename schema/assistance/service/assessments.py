"""The assessment of need: computed from the household, stored once, never changed."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import (
    AssessmentFacts,
    HouseholdFacts,
    RuleSet,
    Standards,
    Verdict,
    assess,
    check_assessment,
    explain,
    window,
)
from schema.assistance.service.standards import standard_on
from schema.assistance.tables import assessment, dossier, household_member
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.organisation.access import editable_row
from schema.organisation.tables import union_organisation


async def assess_dossier(
    work: Work, *, dossier_id: UUID, expected_version: int, facts: AssessmentFacts
) -> UUID:
    """Judge the household by the rule set in force today; the id of the assessment.

    The dossier takes over category, household size and rule set. Raises
    DomainError INVALID without a member who lives in the household,
    STANDARD_MISSING without a living standard.
    """
    row = await editable_row(work, dossier, dossier_id, expected_version=expected_version)
    check_assessment(facts)
    rules, standards = await _rules_in_force(work, row["union_id"], facts)
    household = await _household(work, dossier_id, await _capped(work, facts))
    verdict = assess(rules, household, standards)
    await work.update(
        dossier,
        dossier_id,
        expected_version,
        category=verdict.category,
        rule_set=rules,
        household_size=household.household_size,
    )
    made = _Made(rules, household, standards, verdict)
    return await _store(work, dossier_id, window(row["applied_on"]), made, facts)


@dataclass(frozen=True, slots=True)
class _Made:
    """What a computation started from and came to."""

    rules: RuleSet
    household: HouseholdFacts
    standards: Standards
    verdict: Verdict


async def _capped(work: Work, facts: AssessmentFacts) -> AssessmentFacts:
    """The lines of expenditure, each up to its cap, added to what is stated without lines."""
    terms = await parameters(work.connection, "DOSSIER", work.today)
    lines = (
        min(facts.illness_cost, figure(terms, "illness_cap")),
        min(facts.care_cost, figure(terms, "care_cap")),
        min(facts.schooling_cost, figure(terms, "schooling_cap")),
        min(facts.employment_cost, figure(terms, "employment_cap")),
    )
    return replace(facts, rigid_expenditure=facts.rigid_expenditure + sum(lines))


async def _rules_in_force(
    work: Work, union_id: UUID, facts: AssessmentFacts
) -> tuple[RuleSet, Standards]:
    values = await parameters(work.connection, "DOSSIER", work.today)
    where = sa.select(union_organisation.c.division_id).where(union_organisation.c.id == union_id)
    division_id: UUID = (await work.execute(where)).scalar_one()
    standards = Standards(
        living_standard=await standard_on(work, division_id, facts.area, work.today),
        relative_multiplier=figure(values, "relative_multiplier"),
        accident_share=figure(values, "accident_share"),
        margin_multiplier=figure(values, "margin_multiplier"),
        accident_income_multiplier=figure(values, "accident_income_multiplier"),
        months_below=figure(values, "months_below"),
    )
    return RuleSet[str(values["rule_set"])], standards


async def _household(work: Work, dossier_id: UUID, facts: AssessmentFacts) -> HouseholdFacts:
    table = household_member.c
    income = (
        table.wage_income + table.business_income + table.property_income + table.transfer_income
    )
    statement = sa.select(
        sa.func.count().label("size"),
        sa.cast(sa.func.coalesce(sa.func.sum(income), 0), sa.BigInteger).label("total"),
    ).where(table.dossier_id == dossier_id, table.co_living)
    found = (await work.execute(statement)).one()
    if not found.size:
        raise DomainError(ErrorCode.INVALID, "家庭没有共同生活的成员", path=("household",))
    if facts.monthly_incomes and sum(facts.monthly_incomes) != found.total:
        message = "逐月收入合计须等于家庭成员年收入合计"
        raise DomainError(ErrorCode.INVALID, message, path=("monthlyIncomes",))
    return HouseholdFacts(
        yearly_income=found.total,
        rigid_expenditure=facts.rigid_expenditure,
        household_size=found.size,
        accident_cost=facts.accident_cost,
        assets=facts.assets,
        hit_by_disaster=facts.hit_by_disaster,
        monthly_incomes=tuple(facts.monthly_incomes),
        receives_relief=facts.receives_relief,
        needy_after_relief=facts.needy_after_relief,
    )


async def _store(
    work: Work,
    dossier_id: UUID,
    months: tuple[date, date],
    made: _Made,
    stated: AssessmentFacts,
) -> UUID:
    household, standards, verdict = made.household, made.standards, made.verdict
    recent = made.rules is RuleSet.RS_2021
    steps = explain(made.rules, household, standards, verdict)
    return await work.insert(
        assessment,
        dossier_id=dossier_id,
        assessed_on=work.today,
        rule_set=made.rules,
        yearly_income=household.yearly_income,
        rigid_expenditure=household.rigid_expenditure,
        accident_cost=household.accident_cost,
        assets=household.assets,
        household_size=household.household_size,
        living_standard=standards.living_standard,
        multiplier=standards.relative_multiplier if recent else standards.margin_multiplier,
        per_capita_income=verdict.per_capita_income,
        per_capita_net=verdict.per_capita_net,
        category=verdict.category,
        categories_met=[category.value for category in verdict.categories],
        inputs={
            "household": asdict(household),
            "standards": asdict(standards),
            "stated": asdict(stated),
        },
        window_from=months[0],
        window_to=months[1],
        explanation=[step.as_json() for step in steps],
    )
