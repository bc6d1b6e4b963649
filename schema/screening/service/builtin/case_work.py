"""Rules on how dossiers are kept: proofs, categories, exclusions, pace (D2, D4–D7)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from schema.assistance.rules import (
    IN_FORCE_DOSSIER_STATES,
    CheckResult,
    DossierCategory,
    DossierStatus,
    RuleSet,
)
from schema.assistance.tables import (
    assessment,
    dossier,
    dossier_step,
    evidence,
    exclusion_check,
    living_standard,
)
from schema.screening.service.builtin.hits import (
    Column,
    Question,
    Select,
    first,
    gathered,
    hits,
    joined,
    text,
)

WHOLE, MONTHS = 10_000, 12
_in_force = dossier.c.status.in_(IN_FORCE_DOSSIER_STATES)


def evidence_expires(question: Question) -> Select:
    """D2: proofs that end soon, or have ended, while no newer one of their kind is there."""
    newer = evidence.alias("newer")
    replaced = sa.exists().where(
        newer.c.dossier_id == evidence.c.dossier_id,
        newer.c.kind == evidence.c.kind,
        sa.or_(newer.c.valid_until.is_(None), newer.c.valid_until > evidence.c.valid_until),
    )
    return (
        hits(
            subject=dossier.c.id,
            union=dossier.c.union_id,
            key=text(evidence.c.id),
            evidence={
                "number": dossier.c.number,
                "kind": evidence.c.kind,
                "valid_until": evidence.c.valid_until,
            },
            rows={"evidence": evidence.c.id},
        )
        .join_from(evidence, dossier, dossier.c.id == evidence.c.dossier_id)
        .where(
            evidence.c.valid_until <= question.ahead(question.number("days")),
            _in_force,
            sa.not_(replaced),
        )
    )


def category_differs(question: Question) -> Select:
    """D4: the category by the latest assessment and today's standard is not the stored one.

    Only RS-2021 can be computed again from what an assessment keeps; of an assessment under
    older rules the category found then is compared. A household hit by an accident stays so.
    """
    last = _latest_assessment(question)
    standard = _standard_now(question, last)
    line = MONTHS * last.c.household_size * standard
    net = last.c.yearly_income - last.c.rigid_expenditure
    multiplier = question.number("relative_multiplier")
    again = sa.case(
        (net < line, DossierCategory.DEEP.value),
        (net * WHOLE < line * multiplier, DossierCategory.RELATIVE.value),
        (
            DossierCategory.ACCIDENT_HIT.value == sa.any_(last.c.categories_met),
            DossierCategory.ACCIDENT_HIT.value,
        ),
    )
    computed = sa.case((last.c.rule_set == RuleSet.RS_2021, again), else_=text(last.c.category))
    found = (
        sa.select(
            dossier.c.id,
            dossier.c.union_id,
            dossier.c.number,
            dossier.c.category,
            last.c.id.label("assessment_id"),
            last.c.rule_set,
            last.c.living_standard.label("judged_by"),
            standard.label("standard"),
            computed.label("computed"),
        )
        .join_from(dossier, last, last.c.dossier_id == dossier.c.id)
        .where(_in_force)
        .subquery()
    )
    return hits(
        subject=found.c.id,
        union=found.c.union_id,
        key=joined(text(found.c.id), found.c.rule_set, text(found.c.standard)),
        evidence={
            "number": found.c.number,
            "category": found.c.category,
            "computed_category": found.c.computed,
            "living_standard_fen": found.c.standard,
            "judged_by_fen": found.c.judged_by,
        },
        rows={"assessment": found.c.assessment_id},
    ).where(text(found.c.category).is_distinct_from(found.c.computed))


def _latest_assessment(question: Question) -> sa.Subquery:
    order = (assessment.c.dossier_id, assessment.c.assessed_on.desc(), assessment.c.id.desc())
    return (
        sa.select(assessment)
        .where(question.only(assessment.c.dossier_id))
        .ext(distinct_on(assessment.c.dossier_id))
        .order_by(*order)
        .subquery()
    )


def _standard_now(question: Question, last: sa.Subquery) -> Column:
    """The standard in force that took the place of the one the assessment was judged by."""
    old, new = living_standard.alias("old"), living_standard.alias("new")
    replaced = (
        sa.select(old.c.monthly.label("before"), sa.func.max(new.c.monthly).label("monthly"))
        .join_from(
            old, new, sa.and_(new.c.division_id == old.c.division_id, new.c.area == old.c.area)
        )
        .where(
            new.c.valid_from <= question.as_of,
            sa.or_(new.c.valid_to.is_(None), new.c.valid_to > question.as_of),
        )
        .group_by(old.c.monthly)
        .subquery()
    )
    now = (
        sa.select(replaced.c.monthly)
        .where(replaced.c.before == last.c.living_standard)
        .scalar_subquery()
    )
    return sa.func.coalesce(now, last.c.living_standard)


def exclusion_found(question: Question) -> Select:
    """D5: the latest check of an exclusion says that it holds, in a dossier in force."""
    order = (
        exclusion_check.c.dossier_id,
        exclusion_check.c.exclusion,
        exclusion_check.c.checked_on.desc(),
        exclusion_check.c.id.desc(),
    )
    last = (
        sa.select(exclusion_check)
        .where(question.only(exclusion_check.c.dossier_id))
        .ext(distinct_on(*order[:2]))
        .order_by(*order)
        .subquery()
    )
    return (
        hits(
            subject=dossier.c.id,
            union=dossier.c.union_id,
            key=joined(text(dossier.c.id), last.c.exclusion),
            evidence={
                "number": dossier.c.number,
                "exclusion": last.c.exclusion,
                "checked_on": last.c.checked_on,
            },
            rows={"exclusion_check": last.c.id},
        )
        .join_from(last, dossier, dossier.c.id == last.c.dossier_id)
        .where(last.c.result == CheckResult.HIT, _in_force)
    )


def stuck(question: Question) -> Select:
    """D6: dossiers that stay in a step of the application for too long."""
    limits = {
        DossierStatus.DRAFT: question.ago(question.number("draft_days") + 1),
        DossierStatus.SUBMITTED: question.working_days_ago("visit_working_days"),
        DossierStatus.VISITED: question.working_days_ago("review_working_days"),
        DossierStatus.FIRST_REVIEWED: question.working_days_ago("check_working_days"),
    }
    entered = (
        sa.select(sa.func.max(dossier_step.c.taken_on))
        .where(
            dossier_step.c.dossier_id == dossier.c.id,
            dossier_step.c.to_status == dossier.c.status,
        )
        .scalar_subquery()
    )
    since = sa.func.coalesce(entered, dossier.c.applied_on)
    latest = sa.case({state.value: day for state, day in limits.items()}, value=dossier.c.status)
    return hits(
        subject=dossier.c.id,
        union=dossier.c.union_id,
        key=joined(text(dossier.c.id), dossier.c.status),
        evidence={
            "number": dossier.c.number,
            "status": dossier.c.status,
            "since": since,
        },
    ).where(dossier.c.status.in_(limits), since <= sa.cast(latest, sa.Date))


def suspicious_income(question: Question) -> Select:
    """D7: one filer with equal incomes in many dossiers, or an income that never changes."""
    last = _latest_assessment(question)
    equal = (
        sa.select(
            first(dossier.c.id).label("subject"),
            first(dossier.c.union_id).label("union_id"),
            text(last.c.created_by).label("who"),
            last.c.yearly_income,
            sa.func.count().label("times"),
            gathered(dossier.c.id).label("ids"),
        )
        .join_from(last, dossier, dossier.c.id == last.c.dossier_id)
        .where(_in_force, last.c.yearly_income > 0)
        .group_by(last.c.created_by, last.c.yearly_income)
        .having(sa.func.count() >= question.number("same_incomes"))
    )
    years = sa.func.count(sa.distinct(sa.extract("year", assessment.c.assessed_on)))
    unchanged = (
        sa.select(
            dossier.c.id,
            first(dossier.c.union_id),
            text(dossier.c.id),
            sa.func.min(assessment.c.yearly_income),
            years,
            sa.func.jsonb_build_array(dossier.c.id),
        )
        .join_from(assessment, dossier, dossier.c.id == assessment.c.dossier_id)
        .where(_in_force, assessment.c.yearly_income > 0)
        .group_by(dossier.c.id)
        .having(
            years >= question.number("same_years"),
            sa.func.min(assessment.c.yearly_income) == sa.func.max(assessment.c.yearly_income),
        )
    )
    found = sa.union_all(equal, unchanged).subquery()
    return hits(
        subject=found.c.subject,
        union=found.c.union_id,
        key=joined(found.c.who, text(found.c.yearly_income), question.quarter),
        evidence={"yearly_income_fen": found.c.yearly_income, "times": found.c.times},
        rows={"dossier": found.c.ids},
    )
