"""The time limits of an event's steps by its level (domain §9.5), and when each runs out.

The figures bind government bodies; the federation adopted them. Each is a parameter of the
rule ``OPINION_CLOCK`` whose value is one figure under the name of its unit.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from schema.core.clock import SHANGHAI, calendar_date
from schema.core.parameter import Parameter
from schema.opinion.rules.codes import EventStatus, OpinionLevel
from schema.opinion.rules.stages import ClockKind

RULE = "OPINION_CLOCK"
_START = date(2020, 1, 1)
_BASIS = (
    "国办发〔2016〕61号、国办发〔2016〕80号 (权威信息5小时, 发布会24小时, 答复48小时);"
    " 国家突发公共事件总体应急预案 (4小时上报); 其余为内部规定"
)
S, K = EventStatus, ClockKind
_RED, _ORANGE, _YELLOW, _BLUE = "red", "orange", "yellow", "blue"
_HOUR, _DAY = 60, 24 * 60

Limit = Mapping[str, int]
IsWorkday = Callable[[date], bool]

_LIMITS: Mapping[str, Limit] = {
    # A person in danger is with a human being within this time, whatever the level.
    "crisis": {"minutes": 15},
    f"screening_{_RED}": {"minutes": 15},
    f"screening_{_ORANGE}": {"minutes": 30},
    f"screening_{_YELLOW}": {"minutes": 2 * _HOUR},
    f"screening_{_BLUE}": {"office_minutes": 4 * _HOUR},
    f"phone_report_{_RED}": {"minutes": 30},
    f"first_report_{_RED}": {"minutes": _HOUR},
    f"first_report_{_ORANGE}": {"minutes": 2 * _HOUR},
    f"first_report_{_YELLOW}": {"minutes": 4 * _HOUR},
    f"first_report_{_BLUE}": {"next_day_minute": 9 * _HOUR},
    f"formal_report_{_RED}": {"minutes": 4 * _HOUR},
    f"reply_{_RED}": {"minutes": 5 * _HOUR},
    f"reply_{_ORANGE}": {"minutes": 5 * _HOUR},
    f"reply_{_YELLOW}": {"minutes": _DAY},
    f"reply_{_BLUE}": {"minutes": 2 * _DAY},
    f"answer_{_RED}": {"minutes": _DAY},
    f"answer_{_ORANGE}": {"minutes": _DAY},
    f"answer_{_YELLOW}": {"minutes": 2 * _DAY},
    f"answer_{_BLUE}": {"working_days": 5},
    f"observation_{_RED}": {"minutes": 8 * _HOUR},
    f"observation_{_ORANGE}": {"minutes": 12 * _HOUR},
    f"observation_{_YELLOW}": {"minutes": _DAY},
    f"monitoring_{_RED}": {"minutes": 7 * _DAY},
    f"monitoring_{_ORANGE}": {"minutes": 7 * _DAY},
    f"monitoring_{_YELLOW}": {"minutes": 5 * _DAY},
    f"monitoring_{_BLUE}": {"minutes": 3 * _DAY},
    # How often an overdue step is told to those above, and how often at most.
    "escalate_every_crisis": {"minutes": 15},
    f"escalate_every_{_RED}": {"minutes": 15},
    f"escalate_every_{_ORANGE}": {"minutes": 30},
    f"escalate_every_{_YELLOW}": {"minutes": 2 * _HOUR},
    f"escalate_every_{_BLUE}": {"minutes": _DAY},
    "escalations": {"times": 4},
    "office_opens": {"day_minute": 8 * _HOUR},
    "office_closes": {"day_minute": 17 * _HOUR + 30},
}
INITIAL_PARAMETERS = tuple(
    Parameter(RULE, key, dict(value), _START, _BASIS) for key, value in _LIMITS.items()
)

#: The clocks that begin when an event comes into a state.
STARTED_IN: Mapping[EventStatus, tuple[ClockKind, ...]] = {
    S.DETECTED: (K.CRISIS, K.SCREENING),
    S.CONFIRMED: (K.PHONE_REPORT, K.FIRST_REPORT, K.FORMAL_REPORT, K.REPLY, K.ANSWER),
    S.MONITORING: (K.OBSERVATION, K.MONITORING),
}
#: The clocks that stop, their work done, when an event comes into a state.
MET_IN: Mapping[EventStatus, tuple[ClockKind, ...]] = {
    S.SCREENED: (K.CRISIS, K.SCREENING),
    S.REPORTED: (K.PHONE_REPORT, K.FIRST_REPORT),
    S.RESPONDING: (K.REPLY,),
    S.SOLVING: (K.ANSWER,),
    S.CLOSED: (K.MONITORING,),
}
#: States in which nothing is waited for any more.
SILENT = frozenset({S.FALSE_ALARM, S.OUT_OF_AREA, S.CLOSED, S.REVIEWED})
#: The clocks that run on through a state, for a level that is raised on the way.
_LONG = (K.FORMAL_REPORT, K.REPLY, K.ANSWER)
EXPECTED: Mapping[EventStatus, tuple[ClockKind, ...]] = {
    S.DETECTED: STARTED_IN[S.DETECTED],
    S.CONFIRMED: STARTED_IN[S.CONFIRMED],
    S.REPORTED: _LONG,
    S.DISPATCHED: _LONG,
    S.VERIFYING: _LONG,
    S.RESPONDING: (K.FORMAL_REPORT, K.ANSWER),
    S.SOLVING: (K.FORMAL_REPORT,),
    S.MONITORING: STARTED_IN[S.MONITORING],
}


def limit_key(kind: ClockKind, level: OpinionLevel) -> str:
    """The parameter that holds the limit of a clock at a level."""
    if kind is ClockKind.CRISIS:
        return "crisis"
    return f"{kind.value.lower()}_{level.value.lower()}"


def due_moment(
    start: datetime, limit: Limit, office: tuple[int, int], works: IsWorkday
) -> datetime:
    """The moment at which a limit that began at ``start`` runs out.

    ``office``: minutes of the day between which offices work; ``works`` tells working days.
    Raises ValueError for a unit that is not known.
    """
    [(unit, number)] = limit.items()
    if unit == "minutes":
        return start + timedelta(minutes=number)
    if unit == "office_minutes":
        return _office_time(start, timedelta(minutes=number), office, works)
    if unit == "working_days":
        return _at(_working_day(calendar_date(start), number, works), office[1])
    if unit == "next_day_minute":
        return _at(calendar_date(start) + timedelta(days=1), number)
    message = f"a limit of {unit}"
    raise ValueError(message)


def _office_time(
    start: datetime, left: timedelta, office: tuple[int, int], works: IsWorkday
) -> datetime:
    """Time counts only while offices work."""
    day = calendar_date(start)
    while True:
        opens, closes = _at(day, office[0]), _at(day, office[1])
        begun = max(start, opens)
        if works(day) and begun < closes:
            if begun + left <= closes:
                return begun + left
            left -= closes - begun
        day += timedelta(days=1)


def _working_day(day: date, count: int, works: IsWorkday) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= works(day)
    return day


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute)
