"""Root fields of screening."""

from schema.organisation.types import UnionOrganisation
from schema.planner.fields import find_many, find_one
from schema.screening.types import (
    AssistanceFigure,
    DossierFigure,
    FacilityFigure,
    Finding,
    FindingFigure,
    MemberFigure,
    RuleParameter,
    ScreeningRule,
    ScreeningRun,
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
}
