"""Life cycles of facilities (SM-FAC, domain §6.1) and of bookings, and who takes which step."""

from collections.abc import Mapping
from typing import Final

from schema.core.states import Transitions
from schema.facilities.rules.codes import BookingStatus, FacilityStatus, InspectionKind

FACILITY_TRANSITIONS: Transitions[FacilityStatus] = {
    FacilityStatus.PROPOSED: (FacilityStatus.APPROVED,),
    FacilityStatus.APPROVED: (FacilityStatus.BUILDING,),
    FacilityStatus.BUILDING: (FacilityStatus.ACCEPTANCE,),
    FacilityStatus.ACCEPTANCE: (FacilityStatus.OPEN,),
    FacilityStatus.OPEN: (
        FacilityStatus.MAINTENANCE,
        FacilityStatus.SUSPENDED,
        FacilityStatus.RECTIFYING,
        FacilityStatus.CLOSED,
    ),
    FacilityStatus.MAINTENANCE: (FacilityStatus.OPEN,),
    FacilityStatus.SUSPENDED: (FacilityStatus.OPEN,),
    FacilityStatus.RECTIFYING: (FacilityStatus.OPEN,),
    FacilityStatus.CLOSED: (),
}

FIRST_STATES: Final = (FacilityStatus.PROPOSED, FacilityStatus.OPEN)
#: Steps that the keeping union takes by itself; the others need review or decision.
OWN_STEPS: Final = frozenset(
    {FacilityStatus.BUILDING, FacilityStatus.ACCEPTANCE, FacilityStatus.MAINTENANCE}
)
#: Steps that only a decision takes: a plan approved, a facility closed for good.
DECIDED_STEPS: Final = frozenset({FacilityStatus.APPROVED, FacilityStatus.CLOSED})
#: States that somebody must give a reason for.
WITH_REASON: Final = frozenset({FacilityStatus.SUSPENDED, FacilityStatus.CLOSED})
#: The inspections that a keeper or chair carries out himself.
OWN_INSPECTIONS: Final = frozenset({InspectionKind.SELF})

BOOKING_TRANSITIONS: Transitions[BookingStatus] = {
    BookingStatus.BOOKED: (BookingStatus.USED, BookingStatus.ABSENT, BookingStatus.CANCELLED),
    BookingStatus.USED: (),
    BookingStatus.ABSENT: (),
    BookingStatus.CANCELLED: (),
}
#: A booking that was kept or missed lies in the past, one that is cancelled does not.
AFTER_START: Final[Mapping[BookingStatus, bool]] = {
    BookingStatus.USED: True,
    BookingStatus.ABSENT: True,
    BookingStatus.CANCELLED: False,
}
