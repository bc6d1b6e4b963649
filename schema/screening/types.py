"""Screening rules, runs and findings as GraphQL shows them."""

from typing import Any

from schema.assistance.types import Dossier
from schema.core.params import rule_parameter
from schema.facilities.types import Facility
from schema.membership.types import Person
from schema.organisation.types import UnionOrganisation
from schema.planner.disclosure import SEES_EXACT, coarse_column, rounded_column
from schema.planner.fields import column, connection, extend, group_through, node, to_any, to_one
from schema.screening import tables
from schema.screening.rules import SubjectType


@node(rule_parameter, effective=("valid_from", "valid_to"))
class RuleParameter:
    """规则参数: a threshold, term or amount with its legal basis, for a period."""

    id = column()
    rule = column(sortable=True, groupable=True)
    key = column(sortable=True)
    value = column(filterable=False)
    valid_from = column(sortable=True)
    valid_to = column(sortable=True)
    basis = column()
    version = column()


@node(tables.screening_rule)
class ScreeningRule:
    """排查规则: one rule of the catalogue."""

    id = column()
    code = column(sortable=True)
    name = column()
    description = column()
    kinds = column()
    subject_type = column(groupable=True)
    severity = column(sortable=True, groupable=True)
    enabled = column(groupable=True)
    version = column()


@node(tables.screening_run)
class ScreeningRun:
    """排查运行: the rules of a kind carried out once over all rows."""

    id = column()
    kind = column(groupable=True)
    rule_codes = column()
    as_of = column(sortable=True, groupable=True)
    state = column(groupable=True)
    counts = column()
    errors = column()
    hits = column(sortable=True, summable=True)
    opened = column(sortable=True, summable=True)
    resolved = column(sortable=True, summable=True)
    created_at = column(sortable=True)
    started_at = column(sortable=True)
    finished_at = column(sortable=True)
    version = column()


@node(tables.finding)
class Finding:
    """风险线索: what a rule found out about one subject, and what people made of it."""

    id = column()
    rule_code = column(groupable=True)
    subject_type = column(groupable=True)
    subject_id = column()
    severity = column(sortable=True, groupable=True)
    evidence = column()
    status = column(groupable=True)
    status_reason = column()
    first_seen_at = column(sortable=True, groupable=True)
    last_seen_at = column(sortable=True)
    times_seen = column(sortable=True, summable=True)
    missed_runs = column()
    due_at = column(sortable=True)
    snoozed_until = column()
    closed_at = column(sortable=True, groupable=True)
    union_id = column(groupable=True)
    version = column()
    rule = to_one(ScreeningRule, "rule_code", remote="code", description="所依据的规则")
    union = to_one(UnionOrganisation, "union_id")
    subject = to_any(
        "FindingSubject",
        "subject_id",
        by="subject_type",
        targets={
            SubjectType.PERSON: Person,
            SubjectType.UNION: UnionOrganisation,
            SubjectType.DOSSIER: Dossier,
            SubjectType.FACILITY: Facility,
        },
        description="风险对象",
    )
    person = to_one(Person, "person_id")
    dossier = to_one(Dossier, "dossier_id")
    facility = to_one(Facility, "facility_id")
    subject_union = to_one(UnionOrganisation, "subject_union_id")
    run = to_one(ScreeningRun, "run_id")


group_through(Finding, "union", "division_id")
_LATEST_FIRST = ("-first_seen_at",)

extend(
    ScreeningRun,
    findings=connection(
        Finding, "run_id", order=_LATEST_FIRST, description="此次排查命中且此后未再命中的线索"
    ),
)
extend(Finding, previous=to_one(Finding, "previous_id"))
extend(
    ScreeningRule,
    findings=connection(
        Finding, "rule_code", local="code", order=_LATEST_FIRST, description="此规则的线索"
    ),
)
extend(
    UnionOrganisation,
    findings=connection(Finding, "union_id", order=_LATEST_FIRST, description="所负责的线索"),
)
extend(
    Person,
    findings=connection(Finding, "person_id", order=_LATEST_FIRST, description="有关此人的线索"),
)
extend(
    Dossier,
    findings=connection(Finding, "dossier_id", order=_LATEST_FIRST, description="有关此档案的线索"),
)
extend(
    Facility,
    findings=connection(
        Finding, "facility_id", order=_LATEST_FIRST, description="有关此阵地的线索"
    ),
)


def _count() -> Any:
    return column(summable=True)


def _persons(name: str) -> Any:
    """A number of persons: analysts see multiples of 5."""
    return column(summable=True, shown_as=rounded_column(name), unmasked_for=SEES_EXACT)


def _money(name: str, size: str) -> Any:
    """An amount given to ``size`` persons: analysts see it to the thousand yuan."""
    return column(
        summable=True, shown_as=coarse_column(name, size), unmasked_for=SEES_EXACT, needs=(size,)
    )


@node(tables.member_figure, key="key")
class MemberFigure:
    """会员数: maintained with each write, by union, status and form of employment."""

    key = column()
    status = column(groupable=True)
    employment_form = column(groupable=True)
    own = _persons("own")
    total = _persons("total")
    union = to_one(UnionOrganisation, "union_id")


@node(tables.dossier_figure, key="key")
class DossierFigure:
    """困难职工档案数: maintained with each write, by union, status and category of need."""

    key = column()
    status = column(groupable=True)
    category = column(groupable=True)
    own = _persons("own")
    total = _persons("total")
    union = to_one(UnionOrganisation, "union_id")


@node(tables.assistance_figure, key="key")
class AssistanceFigure:
    """帮扶数与金额: maintained with each write, by union, year of payment, kind and status."""

    key = column()
    year = column(groupable=True)
    kind = column(groupable=True)
    status = column(groupable=True)
    own = _persons("own")
    total = _persons("total")
    own_amount = _money("own_amount", "own")
    total_amount = _money("total_amount", "total")
    union = to_one(UnionOrganisation, "union_id")


@node(tables.facility_figure, key="key")
class FacilityFigure:
    """阵地数: maintained with each write, by union, kind and status."""

    key = column()
    kind = column(groupable=True)
    status = column(groupable=True)
    own = _count()
    total = _count()
    union = to_one(UnionOrganisation, "union_id")


@node(tables.finding_figure, key="key")
class FindingFigure:
    """风险线索数: maintained with each write, by union, severity and status."""

    key = column()
    severity = column(groupable=True)
    status = column(groupable=True)
    own = _persons("own")
    total = _persons("total")
    union = to_one(UnionOrganisation, "union_id")


def _figures(target: type, term: str) -> Any:
    described = f"{term} (与明细同一事务维护; total 含全部下级)"
    return connection(target, "union_id", order=("key",), description=described)


extend(
    UnionOrganisation,
    member_figures=_figures(MemberFigure, "会员数"),
    dossier_figures=_figures(DossierFigure, "困难职工档案数"),
    assistance_figures=_figures(AssistanceFigure, "帮扶数与金额"),
    facility_figures=_figures(FacilityFigure, "阵地数"),
    finding_figures=_figures(FindingFigure, "风险线索数"),
)
