"""What elections, committees and titles demand; the initial parameters (pure)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from schema.core.clock import MONTHS_A_YEAR, add_months
from schema.core.errors import DomainError
from schema.core.parameter import Parameter
from schema.organisation.rules.codes import HomeLevel, SixHavesItem
from schema.organisation.rules.errors import OrganisationErrorCode

TERM_YEARS: Final = frozenset({3, 5})  # 工会法: three or five years
WHOLE: Final = 10_000  # basis points
#: The title that a level builds on.
LOWER_LEVEL: Final[Mapping[HomeLevel, HomeLevel]] = {
    HomeLevel.PREFECTURE: HomeLevel.COUNTY,
    HomeLevel.PROVINCE: HomeLevel.PREFECTURE,
    HomeLevel.NATIONAL: HomeLevel.PROVINCE,
}


def check_election(delegates: int, present: int, votes: int) -> None:
    """Two thirds of the delegates are there, more than half of all of them agree.

    Raises DomainError NO_QUORUM or NOT_ELECTED.
    """
    if delegates <= 0 or present > delegates or present * 3 < delegates * 2:
        raise DomainError(OrganisationErrorCode.NO_QUORUM, path=("present",))
    if votes > present or votes * 2 <= delegates:
        raise DomainError(OrganisationErrorCode.NOT_ELECTED, path=("votes",))


def term_end(start: date, years: int) -> date:
    """The day on which a term of three or five years ends; raises DomainError TERM_YEARS."""
    if years not in TERM_YEARS:
        raise DomainError(OrganisationErrorCode.TERM_YEARS, path=("termYears",))
    return add_months(start, years * MONTHS_A_YEAR)


def check_items(items: Collection[SixHavesItem]) -> None:
    """Each of the six items once; raises DomainError ITEMS_INCOMPLETE."""
    if len(items) != len(SixHavesItem) or set(items) != set(SixHavesItem):
        missing = [item.value for item in SixHavesItem if item not in set(items)]
        raise DomainError(
            OrganisationErrorCode.ITEMS_INCOMPLETE, path=("items",), details={"missing": missing}
        )


def contribution_due(wages: int, rate: int) -> int:
    """What an employer owes the union of a quarter's wages (fen; rate in basis points)."""
    return wages * rate // WHOLE


_START = date(2016, 1, 1)
_LAW = "《中华人民共和国工会法》"
_LOCAL = "市总工会规定 (判断值)"

INITIAL_PARAMETERS: Final = (
    Parameter("UNION", "committee_members", 25, _START, _LAW),
    Parameter("UNION", "full_time_chair_workers", 200, _START, _LAW),
    Parameter("UNION", "women_committee_members", 10, _START, "《工会女职工委员会工作条例》"),
    Parameter("UNION", "contribution_rate", 200, _START, _LAW),
    Parameter("UNION", "contribution_working_days", 10, _START, _LOCAL),
    Parameter("UNION", "guide_working_days", 20, _START, _LOCAL),
    Parameter("UNION", "prepare_working_days", 30, _START, _LOCAL),
    Parameter("UNION", "apply_working_days", 30, _START, _LOCAL),
    Parameter("UNION", "approval_working_days", 10, _START, _LOCAL),
    Parameter("UNION", "congress_working_days", 60, _START, _LOCAL),
    Parameter("UNION", "registration_working_days", 30, _START, _LOCAL),
    Parameter("UNION", "activation_working_days", 10, _START, _LOCAL),
    Parameter("UNION", "term_warning_days", 90, _START, _LOCAL),
    Parameter("UNION", "chair_vacancy_months", 3, _START, _LOCAL),
    Parameter("UNION", "chair_training_months", 12, _START, "基层工会“六有”标准 (地方)"),
    Parameter("UNION", "rectify_working_days", 30, _START, _LOCAL),
    Parameter("UNION", "selection_notice_working_days", 5, _START, _LOCAL),
    Parameter("UNION", "home_join_rate", 9000, _START, "2015年全国模范职工之家评选通知"),
    Parameter("UNION", "home_satisfaction", 9000, _START, "2015年全国模范职工之家评选通知"),
    Parameter("UNION", "home_recheck_years", 3, _START, _LOCAL),
    Parameter("UNION", "weak_share_target", 3000, _START, _LOCAL),
    Parameter("UNION", "grassroots_share_target", 6000, _START, _LOCAL),
    Parameter(
        "UNION",
        "show_items",
        ["亮牌子", "亮身份", "亮承诺"],
        _START,
        "工会组织“两亮” (2012) 及地方规定",
    ),
    Parameter("ENTERPRISE", "dispatched_share", 1000, _START, "《劳务派遣暂行规定》"),
    Parameter("ENTERPRISE", "score_days", 30, _START, _LOCAL),
    Parameter("ENTERPRISE", "score_arrears", 30, _START, _LOCAL),
    Parameter("ENTERPRISE", "score_layoff", 25, _START, _LOCAL),
    Parameter("ENTERPRISE", "score_insurance_stop", 20, _START, _LOCAL),
    Parameter("ENTERPRISE", "score_accident", 20, _START, _LOCAL),
    Parameter("ENTERPRISE", "score_power_drop", 10, _START, _LOCAL),
    Parameter("ENTERPRISE", "layoff_persons", 20, _START, _LOCAL),
    Parameter("ENTERPRISE", "layoff_share", 1000, _START, _LOCAL),
)
