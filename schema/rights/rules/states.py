"""SM-CASE: the life of a case, and by when each state is to be left (domain §7.2–§7.4)."""

from collections.abc import Mapping
from datetime import date

from schema.core.parameter import Parameter
from schema.rights.rules.codes import CaseRoute, CaseStatus

S, R = CaseStatus, CaseRoute
_ENDED = (S.WITHDRAWN,)

CASE_TRANSITIONS: Mapping[CaseStatus, tuple[CaseStatus, ...]] = {
    S.REGISTERED: (S.TRIAGED, *_ENDED),
    S.TRIAGED: (S.ACCEPTED, S.NOT_ACCEPTED, *_ENDED),
    S.ACCEPTED: (S.ROUTED, *_ENDED),
    S.ROUTED: (S.HANDLING, *_ENDED),
    S.HANDLING: (S.MEDIATING, S.REFERRED, S.JOINT_HANDLING, S.SUSPENDED, *_ENDED),
    S.MEDIATING: (S.RESOLVED, *_ENDED),
    S.REFERRED: (S.RESOLVED, *_ENDED),
    S.JOINT_HANDLING: (S.RESOLVED, *_ENDED),
    S.SUSPENDED: (S.HANDLING, *_ENDED),
    S.RESOLVED: (S.PERFORMED_CHECKED, *_ENDED),
    S.PERFORMED_CHECKED: (S.CLOSED, *_ENDED),
    S.CLOSED: (S.REOPENED,),
    S.REOPENED: (S.HANDLING, *_ENDED),
}
#: States in which nothing is due.
ENDED_CASES = (S.NOT_ACCEPTED, S.CLOSED, S.WITHDRAWN)
#: What must be said when a state is entered.
WITH_TEXT = frozenset({S.NOT_ACCEPTED, S.SUSPENDED, S.RESOLVED, S.CLOSED, S.REOPENED, S.WITHDRAWN})
#: Ways that only a leader orders.
LEADERS_ROUTES = frozenset({R.SUPERVISE, R.JOINT})

RULE = "CASE"
_START = date(2020, 1, 1)
_INTERNAL = "临湘市总工会维权案件办理规定 (内部)"
_PETITIONS = "信访工作条例 (60日内办结, 可延长不超过30日)"
_FIGURES: tuple[tuple[str, int, str], ...] = (
    ("triage_working_days", 1, _INTERNAL),
    ("accept_working_days", 3, _INTERNAL),
    ("hand_over_working_days", 2, _INTERNAL),
    ("transfer_working_days", 15, _INTERNAL),
    ("assign_working_days", 15, _INTERNAL),
    ("supervise_working_days", 5, _INTERNAL),
    ("joint_working_days", 5, _INTERNAL),
    ("mediation_days", 15, "劳动争议调解仲裁法第十四条"),
    ("finish_days", 60, _PETITIONS),
    ("check_days", 7, _INTERNAL),
    ("collective_least", 5, _INTERNAL),
)
INITIAL_PARAMETERS = tuple(
    Parameter(RULE, key, value, _START, basis) for key, value, basis in _FIGURES
)

_OF_ROUTE: Mapping[CaseRoute, str] = {
    R.TRANSFER: "transfer_working_days",
    R.ASSIGN: "assign_working_days",
    R.SUPERVISE: "supervise_working_days",
    R.JOINT: "joint_working_days",
}
_OF_STATE: Mapping[CaseStatus, str] = {
    S.REGISTERED: "triage_working_days",
    S.TRIAGED: "accept_working_days",
    S.ACCEPTED: "hand_over_working_days",
    S.MEDIATING: "mediation_days",
    S.REFERRED: "finish_days",
    S.JOINT_HANDLING: "finish_days",
    S.RESOLVED: "check_days",
    S.PERFORMED_CHECKED: "check_days",
    S.REOPENED: "accept_working_days",
}


def deadline_key(status: CaseStatus, route: CaseRoute | None) -> str | None:
    """The parameter that says how long a case may stay in a state; None where nothing is due."""
    if status in {S.ROUTED, S.HANDLING} and route is not None:
        return _OF_ROUTE[route]
    return _OF_STATE.get(status)
