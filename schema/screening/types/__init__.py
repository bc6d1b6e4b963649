"""Screening rules, plans, runs, findings and figures as GraphQL shows them."""

from schema.screening.types.figures import (
    AssistanceFigure,
    DossierFigure,
    FacilityFigure,
    FindingFigure,
    MemberFigure,
)
from schema.screening.types.findings import Finding, FindingFeedback, RuleSnooze
from schema.screening.types.rules import (
    RuleParameter,
    RuleTrial,
    ScreeningRule,
    ScreeningRuleVersion,
)
from schema.screening.types.runs import ScreeningPlan, ScreeningRun, WatchList, WatchListEntry

__all__ = [
    "AssistanceFigure",
    "DossierFigure",
    "FacilityFigure",
    "Finding",
    "FindingFeedback",
    "FindingFigure",
    "MemberFigure",
    "RuleParameter",
    "RuleSnooze",
    "RuleTrial",
    "ScreeningPlan",
    "ScreeningRule",
    "ScreeningRuleVersion",
    "ScreeningRun",
    "WatchList",
    "WatchListEntry",
]
