"""SM-EVT: the life of an opinion event. Raising or lowering its level changes no state."""

from schema.opinion.rules.codes import EventStatus

S = EventStatus

TRANSITIONS: dict[EventStatus, tuple[EventStatus, ...]] = {
    S.DETECTED: (S.SCREENED,),
    S.SCREENED: (S.FALSE_ALARM, S.OUT_OF_AREA, S.CONFIRMED),
    S.CONFIRMED: (S.REPORTED,),
    S.REPORTED: (S.DISPATCHED,),
    S.DISPATCHED: (S.VERIFYING,),
    S.VERIFYING: (S.RESPONDING,),
    S.RESPONDING: (S.SOLVING,),
    S.SOLVING: (S.MONITORING,),
    S.MONITORING: (S.CLOSED,),
    S.CLOSED: (S.REVIEWED,),
}
# Events that further items may join and whose level may rise.
ACTIVE = (
    S.DETECTED,
    S.SCREENED,
    S.CONFIRMED,
    S.REPORTED,
    S.DISPATCHED,
    S.VERIFYING,
    S.RESPONDING,
    S.SOLVING,
    S.MONITORING,
)
#: Events that nothing is waited for any more.
ENDED = (S.FALSE_ALARM, S.OUT_OF_AREA, S.CLOSED, S.REVIEWED)
