"""Maintained figures as views: members, dossiers, aid, facilities, findings by union."""

import sqlalchemy as sa

from schema.assistance.rules import (
    AssistanceKind,
    AssistanceStatus,
    DossierCategory,
    DossierStatus,
)
from schema.core.figures import figure_view
from schema.core.table import code
from schema.facilities.rules import FacilityKind, FacilityStatus
from schema.membership.rules import EmploymentForm, MembershipStatus
from schema.screening.rules import FindingStatus

member_figure = figure_view(
    "member_figure",
    "会员数",
    code("status", MembershipStatus, "会籍状态"),
    code("employment_form", EmploymentForm, "用工形式"),
)
dossier_figure = figure_view(
    "dossier_figure",
    "困难职工档案数",
    code("status", DossierStatus, "档案状态"),
    code("category", DossierCategory, "困难类别", nullable=True),
)
assistance_figure = figure_view(
    "assistance_figure",
    "帮扶数与金额",
    code("status", AssistanceStatus, "帮扶状态"),
    code("kind", AssistanceKind, "帮扶类型"),
    sa.Column("year", sa.SmallInteger, comment="发放年度 (空为未发放)"),
    money=True,
)
facility_figure = figure_view(
    "facility_figure",
    "阵地数",
    code("status", FacilityStatus, "状态"),
    code("kind", FacilityKind, "阵地类型"),
)
finding_figure = figure_view(
    "finding_figure",
    "风险线索数",
    code("status", FindingStatus, "处理状态"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
)
