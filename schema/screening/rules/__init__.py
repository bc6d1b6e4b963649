"""Kinds, severities, deadlines and the life of a finding (SM-FIND); the catalogue of rules.

Source: domain §8. Thresholds are parameters; ``INITIAL_PARAMETERS`` are their first values.
"""

from schema.screening.rules.catalogue import AWAITED, CATALOGUE, RuleDefinition
from schema.screening.rules.codes import (
    HIGHEST,
    LOWEST,
    FindingStatus,
    PlanRhythm,
    PlanStatus,
    RuleOrigin,
    RunMode,
    ScreeningErrorCode,
    ScreeningKind,
    ScreeningState,
    SubjectType,
    TargetGroup,
    Verdict,
    VersionStatus,
)
from schema.screening.rules.explanation import EVIDENCE_LABELS, in_words, plain
from schema.screening.rules.expression import Fault, Path
from schema.screening.rules.life import (
    FINAL_STATES,
    FINDING_TRANSITIONS,
    LIVE_STATES,
    OPEN_STATES,
    PLAN_TRANSITIONS,
    VERSION_TRANSITIONS,
    before_working_days,
    due_moments,
    final_state,
    is_due,
)
from schema.screening.rules.parameters import INITIAL_PARAMETERS

__all__ = [
    "AWAITED",
    "CATALOGUE",
    "EVIDENCE_LABELS",
    "FINAL_STATES",
    "FINDING_TRANSITIONS",
    "HIGHEST",
    "INITIAL_PARAMETERS",
    "LIVE_STATES",
    "LOWEST",
    "OPEN_STATES",
    "PLAN_TRANSITIONS",
    "VERSION_TRANSITIONS",
    "Fault",
    "FindingStatus",
    "Path",
    "PlanRhythm",
    "PlanStatus",
    "RuleDefinition",
    "RuleOrigin",
    "RunMode",
    "ScreeningErrorCode",
    "ScreeningKind",
    "ScreeningState",
    "SubjectType",
    "TargetGroup",
    "Verdict",
    "VersionStatus",
    "before_working_days",
    "due_moments",
    "final_state",
    "in_words",
    "is_due",
    "plain",
]
