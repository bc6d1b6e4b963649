"""Screening rules, plans, runs, the findings they open and close; maintained figures as views."""

from schema.screening.tables.figures import (
    assistance_figure,
    dossier_figure,
    facility_figure,
    finding_figure,
    member_figure,
)
from schema.screening.tables.findings import LIVE, finding, finding_feedback, rule_snooze
from schema.screening.tables.rules import rule_trial, screening_rule, screening_rule_version
from schema.screening.tables.runs import (
    screening_plan,
    screening_run,
    watch_list,
    watch_list_entry,
)

__all__ = [
    "LIVE",
    "assistance_figure",
    "dossier_figure",
    "facility_figure",
    "finding",
    "finding_feedback",
    "finding_figure",
    "member_figure",
    "rule_snooze",
    "rule_trial",
    "screening_plan",
    "screening_rule",
    "screening_rule_version",
    "screening_run",
    "watch_list",
    "watch_list_entry",
]
