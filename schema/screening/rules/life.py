"""The life of a finding (SM-FIND), its deadlines, and how a run of rules ends."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from schema.core.clock import SHANGHAI
from schema.core.states import Transitions
from schema.screening.rules.codes import (
    FindingStatus,
    PlanRhythm,
    PlanStatus,
    ScreeningState,
    VersionStatus,
)

FINAL_STATES = (ScreeningState.SUCCEEDED, ScreeningState.PARTIAL)
OPEN_STATES = (
    FindingStatus.OPEN,
    FindingStatus.ASSIGNED,
    FindingStatus.IN_PROGRESS,
    FindingStatus.SNOOZED,
)
# One finding at most of a key is live. A dismissed one lives on silently until its condition
# ends, or else the next night would open it again.
LIVE_STATES = (*OPEN_STATES, FindingStatus.DISMISSED)

FINDING_TRANSITIONS: Transitions[FindingStatus] = {
    FindingStatus.OPEN: (
        FindingStatus.ASSIGNED,
        FindingStatus.SNOOZED,
        FindingStatus.RESOLVED,
        FindingStatus.DISMISSED,
    ),
    FindingStatus.ASSIGNED: (
        FindingStatus.IN_PROGRESS,
        FindingStatus.SNOOZED,
        FindingStatus.RESOLVED,
        FindingStatus.DISMISSED,
    ),
    FindingStatus.IN_PROGRESS: (FindingStatus.SNOOZED, FindingStatus.RESOLVED),
    FindingStatus.SNOOZED: (FindingStatus.OPEN, FindingStatus.RESOLVED),
    FindingStatus.RESOLVED: (FindingStatus.VERIFIED,),
    FindingStatus.VERIFIED: (FindingStatus.CLOSED,),
    FindingStatus.DISMISSED: (FindingStatus.CLOSED,),
    FindingStatus.CLOSED: (),
}

VERSION_TRANSITIONS: Transitions[VersionStatus] = {
    VersionStatus.DRAFT: (VersionStatus.PUBLISHED, VersionStatus.RETIRED),
    VersionStatus.PUBLISHED: (VersionStatus.RETIRED,),
    VersionStatus.RETIRED: (),
}
PLAN_TRANSITIONS: Transitions[PlanStatus] = {
    PlanStatus.ACTIVE: (PlanStatus.PAUSED, PlanStatus.CLOSED),
    PlanStatus.PAUSED: (PlanStatus.ACTIVE, PlanStatus.CLOSED),
    PlanStatus.CLOSED: (),
}
_WEEK = timedelta(days=7)


def is_due(rhythm: PlanRhythm, last: date | None, today: date) -> bool:
    """Whether a plan that ran last on a day is to run today."""
    if last is None:
        return True
    if rhythm is PlanRhythm.ONCE or last >= today:
        return False
    if rhythm is PlanRhythm.WEEKLY:
        return today - last >= _WEEK
    if rhythm is PlanRhythm.MONTHLY:
        return (last.year, last.month) != (today.year, today.month)
    if rhythm is PlanRhythm.QUARTERLY:
        return (last.year, (last.month - 1) // 3) != (today.year, (today.month - 1) // 3)
    return True


def due_moments(
    now: datetime, deadlines: Mapping[str, int], working_days: Callable[[date, int], date]
) -> dict[int, datetime]:
    """By severity, the moment by which a finding opened now must be dealt with.

    ``working_days(start, count)`` counts forward; deadlines in days end with the
    Asia/Shanghai day.
    """
    today = now.astimezone(SHANGHAI).date()
    return {
        4: now + timedelta(hours=deadlines["due_hours_4"]),
        3: _end_of(working_days(today, deadlines["due_working_days_3"])),
        2: _end_of(working_days(today, deadlines["due_working_days_2"])),
        1: _end_of(today + timedelta(days=deadlines["due_days_1"])),
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def final_state(rules: int, failed: int) -> ScreeningState:
    """The state of a run of so many rules of which so many failed."""
    if failed == 0:
        return ScreeningState.SUCCEEDED
    return ScreeningState.FAILED if failed == rules else ScreeningState.PARTIAL


def before_working_days(today: date, count: int, working_days: Callable[[date, int], date]) -> date:
    """The latest day after which ``count`` working days had passed before ``today``."""
    day = today - timedelta(days=1)
    while working_days(day, count) >= today:
        day -= timedelta(days=1)
    return day
