"""The maintained figures as GraphQL shows them."""

from typing import Any

from schema.organisation.types import UnionOrganisation
from schema.planner.disclosure import SEES_EXACT, coarse_column, rounded_column
from schema.planner.fields import column, connection, extend, node, to_one
from schema.screening import tables


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
