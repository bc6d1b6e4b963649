"""Root fields of screening."""

from schema.planner.fields import find_many, find_one
from schema.screening.types import Finding, ScreeningRule, ScreeningRun

QUERIES = {
    "findings": find_many(Finding, "风险线索列表 (权限范围内)", order=("-first_seen_at",)),
    "finding": find_one(Finding, "一条风险线索"),
    "screeningRuns": find_many(ScreeningRun, "排查运行列表", order=("-created_at",)),
    "screeningRun": find_one(ScreeningRun, "一次排查运行"),
    "screeningRules": find_many(ScreeningRule, "排查规则列表", order=("code",)),
}
