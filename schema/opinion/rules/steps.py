"""Who may take which step of an event: by its level, and by who leads at that level."""

from schema.opinion.rules.codes import EventStatus, OpinionLevel

S = EventStatus
#: Levels whose steps outside the house are a leader's (domain §1.1: leader for I, II).
LED = frozenset({OpinionLevel.RED, OpinionLevel.ORANGE})
LEADERS_STEPS = frozenset({S.DISPATCHED, S.RESPONDING, S.CLOSED})
#: What the union that an event was dispatched to may do itself; the rest where it leads (IV).
LOCAL_STEPS = frozenset({S.VERIFYING})
LEADING_STEPS = LOCAL_STEPS | {S.RESPONDING, S.SOLVING, S.MONITORING}
#: What a person on duty may do without being of a department.
DUTY_STEPS = frozenset({S.SCREENED, S.FALSE_ALARM, S.OUT_OF_AREA, S.CONFIRMED, S.REPORTED})
#: States in which the union that the event was dispatched to sees it.
DISPATCHED = (
    S.DISPATCHED,
    S.VERIFYING,
    S.RESPONDING,
    S.SOLVING,
    S.MONITORING,
    S.CLOSED,
    S.REVIEWED,
)
#: Steps whose text says what was found; the others may be silent.
WITH_TEXT = frozenset(
    {S.FALSE_ALARM, S.OUT_OF_AREA, S.REPORTED, S.RESPONDING, S.CLOSED, S.REVIEWED}
)


def local_steps(level: OpinionLevel) -> frozenset[EventStatus]:
    """The steps that are the township's own at a level."""
    return LEADING_STEPS if level in {OpinionLevel.BLUE, OpinionLevel.LOG} else LOCAL_STEPS


def needs_leader(level: OpinionLevel, target: EventStatus) -> bool:
    """Whether only a leader takes this step."""
    return level in LED and target in LEADERS_STEPS
