"""Deadlines, approval limits and the initial parameters of assistance."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from schema.assistance.rules.codes import (
    ApprovalLevel,
    AssistanceKind,
    Cause,
    DossierCategory,
    FundLevel,
)
from schema.core.parameter import Parameter

ILLNESS_CAUSES: Final = frozenset({Cause.SELF_ILLNESS, Cause.FAMILY_ILLNESS})
WITHOUT_DOSSIER: Final = frozenset(
    {AssistanceKind.TEMP, AssistanceKind.WARM, AssistanceKind.COOL, AssistanceKind.MUTUAL}
)


def review_days(
    category: DossierCategory | None, causes: Collection[str], *, ordinary: int, frequent: int
) -> int:
    """Days until the next re-verification: deep need and illness come round more often."""
    ill = any(cause in ILLNESS_CAUSES for cause in causes)
    return frequent if category is DossierCategory.DEEP or ill else ordinary


def next_review_on(last: date, days: int) -> date:
    """The day by which a dossier must be re-verified."""
    return last + timedelta(days=days)


def approval_level(amount: int, *, centre_head: int, vice_chair: int) -> ApprovalLevel:
    """Who may approve an amount (fen); limits are inclusive."""
    if amount <= centre_head:
        return ApprovalLevel.CENTRE_HEAD
    return ApprovalLevel.VICE_CHAIR if amount <= vice_chair else ApprovalLevel.CHAIR_MEETING


def allowed_without_dossier(kind: AssistanceKind, fund: FundLevel) -> bool:
    """Aid by dossier is the rule; temporary aid is for the local union's own money only."""
    if kind is AssistanceKind.TEMP:
        return fund is FundLevel.LOCAL_UNION
    return kind in WITHOUT_DOSSIER


def allowed_for(
    kind: AssistanceKind, category: DossierCategory | None, causes: Collection[str] = ()
) -> bool:
    """Whether a kind of aid is meant for a household's category and causes (domain §5.2)."""
    if kind is AssistanceKind.MEDICAL:
        return any(cause in ILLNESS_CAUSES for cause in causes)
    if kind is AssistanceKind.ACCIDENT:
        return category is DossierCategory.ACCIDENT_HIT
    if kind is AssistanceKind.LIVING:
        return category not in {None, DossierCategory.ACCIDENT_HIT}
    return True


_START = date(2016, 1, 1)
_NEW = date(2021, 1, 1)
_HUNAN = "《湖南工会困难职工档案管理办法》"
_LOCAL = "市总工会规定 (判断值)"

INITIAL_PARAMETERS: Final = (
    Parameter("DOSSIER", "rule_set", "RS_2016", _START, "总工办〔2016〕36号", _NEW),
    Parameter("DOSSIER", "rule_set", "RS_2021", _NEW, "2021年困难职工认定标准"),
    Parameter("DOSSIER", "relative_multiplier", 20000, _START, "2021年困难职工认定标准"),
    Parameter("DOSSIER", "accident_share", 8000, _START, "2021年困难职工认定标准 (青岛口径)"),
    Parameter("DOSSIER", "margin_multiplier", 15000, _START, "总工办〔2016〕36号"),
    Parameter("DOSSIER", "accident_income_multiplier", 30000, _START, "总工办〔2016〕36号"),
    Parameter("DOSSIER", "months_below", 6, _START, "总工办〔2016〕36号"),
    Parameter("DOSSIER", "review_days", 365, _START, _HUNAN),
    Parameter("DOSSIER", "frequent_review_days", 183, _START, _LOCAL),
    Parameter("DOSSIER", "review_warning_days", 30, _START, _LOCAL),
    Parameter("DOSSIER", "notice_working_days", 5, _START, _LOCAL),
    Parameter("DOSSIER", "decision_working_days", 20, _START, _LOCAL),
    Parameter("DOSSIER", "visit_working_days", 5, _START, _LOCAL),
    Parameter("DOSSIER", "first_review_working_days", 3, _START, _LOCAL),
    Parameter("DOSSIER", "data_check_working_days", 10, _START, _LOCAL),
    Parameter("DOSSIER", "reconsideration_working_days", 10, _START, _LOCAL),
    Parameter("DOSSIER", "triggered_review_working_days", 10, _START, _LOCAL),
    Parameter("DOSSIER", "migrant_contract_months", 12, _START, "总工办〔2016〕36号"),
    Parameter("DOSSIER", "migrant_employment_months", 12, _NEW, "2021年困难职工认定标准"),
    Parameter("DOSSIER", "migrant_residence_months", 12, _NEW, _LOCAL),
    Parameter("DOSSIER", "monitor_days", 730, _START, _LOCAL),
    Parameter("DOSSIER", "exit_multiplier", 20000, _START, "2021年困难职工认定标准"),
    Parameter("DOSSIER", "exit_self_paid", 2_000_000, _START, _LOCAL),
    Parameter("DOSSIER", "spot_check_share", 3000, _START, _HUNAN),
    Parameter("DOSSIER", "relief_target_share", 3000, _START, "市总工会2019年工作报告"),
    *(
        Parameter("DOSSIER", f"{line}_cap", amount, _START, _LOCAL)
        for line, amount in (
            ("illness", 6_000_000),
            ("care", 3_600_000),
            ("schooling", 2_400_000),
            ("employment", 1_200_000),
        )
    ),
    Parameter("EVIDENCE", "warn_days", 15, _START, _LOCAL),
    *(
        Parameter("EVIDENCE", f"{kind}_months", months, _START, _LOCAL)
        for kind, months in (
            ("income", 6),
            ("medical", 12),
            ("unemployment", 6),
            ("backstop", 3),
            ("accident", 12),
            ("authorisation", 12),
        )
    ),
    Parameter("AID", "household_year_cap", 2_000_000, _START, _LOCAL),
    Parameter("AID", "meeting_approvers", 2, _START, _LOCAL),
    Parameter("AID", "recovery_notice_days", 30, _START, _LOCAL),
    Parameter("AID", "sample_share", 500, _START, _LOCAL),
    Parameter("DOSSIER", "commitment_review_days", 92, _START, _LOCAL),
    Parameter("AID", "ticket_minutes", 30, _START, _LOCAL),
    Parameter("MUTUAL_AID", "claim_days", 60, _START, _LOCAL),
    Parameter("AID", "centre_head_limit", 100_000, _START, _LOCAL),
    Parameter("AID", "vice_chair_limit", 500_000, _START, _LOCAL),
    Parameter("AID", "notice_working_days", 5, _START, _LOCAL),
)
