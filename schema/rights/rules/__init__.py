"""Code lists and the state machine of rights cases; pure functions."""

from schema.rights.rules.codes import (
    CaseOutcome,
    CaseRoute,
    CaseSource,
    CaseStatus,
    RightsError,
    Topic,
)
from schema.rights.rules.states import (
    CASE_TRANSITIONS,
    ENDED_CASES,
    INITIAL_PARAMETERS,
    LEADERS_ROUTES,
    RULE,
    WITH_TEXT,
    deadline_key,
)

__all__ = [
    "CASE_TRANSITIONS",
    "ENDED_CASES",
    "INITIAL_PARAMETERS",
    "LEADERS_ROUTES",
    "RULE",
    "WITH_TEXT",
    "CaseOutcome",
    "CaseRoute",
    "CaseSource",
    "CaseStatus",
    "RightsError",
    "Topic",
    "deadline_key",
]
