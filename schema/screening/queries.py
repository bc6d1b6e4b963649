"""Root fields of screening."""

from schema.organisation.types import UnionOrganisation
from schema.planner.fields import find_many, find_one
from schema.screening.types import (
    AssistanceFigure,
    DossierFigure,
    FacilityFigure,
    Finding,
    FindingFeedback,
    FindingFigure,
    MemberFigure,
    RuleParameter,
    RuleSnooze,
    RuleTrial,
    ScreeningPlan,
    ScreeningRule,
    ScreeningRuleVersion,
    ScreeningRun,
    WatchList,
    WatchListEntry,
)

OVER_SCOPE = "按工会的汇总数 (权限范围内); own 相加即全部"


QUERIES = {
    "findings": find_many(Finding, "风险线索列表 (权限范围内)", order=("-first_seen_at",)),
    "finding": find_one(Finding, "一条风险线索"),
    "screeningRuns": find_many(ScreeningRun, "排查运行列表", order=("-created_at",)),
    "screeningRun": find_one(ScreeningRun, "一次排查运行"),
    "overview": find_one(UnionOrganisation, "一览: 一个工会及其全部下级的汇总数"),
    "memberFigures": find_many(MemberFigure, f"会员: {OVER_SCOPE}", order=("key",)),
    "dossierFigures": find_many(DossierFigure, f"困难职工档案: {OVER_SCOPE}", order=("key",)),
    "assistanceFigures": find_many(AssistanceFigure, f"帮扶: {OVER_SCOPE}", order=("key",)),
    "facilityFigures": find_many(FacilityFigure, f"阵地: {OVER_SCOPE}", order=("key",)),
    "findingFigures": find_many(FindingFigure, f"风险线索: {OVER_SCOPE}", order=("key",)),
    "ruleParameters": find_many(
        RuleParameter, "规则参数列表, 连同历史", order=("rule", "key", "valid_from")
    ),
    "screeningRules": find_many(ScreeningRule, "排查规则列表", order=("code",)),
    "screeningRuleVersions": find_many(ScreeningRuleVersion, "排查规则版本列表"),
    "screeningRuleVersion": find_one(ScreeningRuleVersion, "一个规则版本"),
    "ruleTrials": find_many(RuleTrial, "规则试运行列表"),
    "findingFeedbacks": find_many(FindingFeedback, "线索研判反馈列表 (权限范围内)"),
    "ruleSnoozes": find_many(RuleSnooze, "规则暂缓列表 (权限范围内)"),
    "screeningPlans": find_many(ScreeningPlan, "排查计划列表", order=("code",)),
    "screeningPlan": find_one(ScreeningPlan, "一个排查计划"),
    "watchLists": find_many(WatchList, "重点名单列表", order=("code",)),
    "watchListEntries": find_many(WatchListEntry, "重点名单成员列表 (权限范围内)"),
}
