"""Bookings of rooms: what may be asked for; that no two overlap, the database holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schema.core.errors import DomainError, ErrorCode
from schema.facilities.rules.codes import FacilityErrorCode


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """A room from ``starts_at`` to before ``ends_at``, by the minute, for a unit or group."""

    starts_at: datetime
    ends_at: datetime
    party: str
    party_size: int
    purpose: str


@dataclass(frozen=True, slots=True)
class BookingTerms:
    """How long a booking may be (minutes) and how far ahead (days)."""

    most_minutes: int
    days_ahead: int


def check_booking(facts: BookingFacts, terms: BookingTerms, capacity: int, now: datetime) -> None:
    """Refuse impossible facts with DomainError INVALID, too much with BOOKING_LIMIT."""
    whole = all(not (at.second or at.microsecond) for at in (facts.starts_at, facts.ends_at))
    if not whole or facts.ends_at <= facts.starts_at or facts.starts_at < now:
        raise DomainError(
            ErrorCode.INVALID, "预约时段须按分钟、在未来且结束晚于开始", path=("startsAt",)
        )
    if not facts.party.strip() or not facts.purpose.strip():
        raise DomainError(ErrorCode.INVALID, "须填写使用单位和用途", path=("party",))
    if facts.party_size < 1:
        raise DomainError(ErrorCode.INVALID, "人数须为正数", path=("partySize",))
    if facts.party_size > capacity:
        raise DomainError(
            FacilityErrorCode.BOOKING_LIMIT, path=("partySize",), details={"capacity": capacity}
        )
    if facts.ends_at - facts.starts_at > timedelta(minutes=terms.most_minutes):
        raise DomainError(
            FacilityErrorCode.BOOKING_LIMIT,
            path=("endsAt",),
            details={"mostMinutes": terms.most_minutes},
        )
    if facts.starts_at > now + timedelta(days=terms.days_ahead):
        raise DomainError(
            FacilityErrorCode.BOOKING_LIMIT,
            path=("startsAt",),
            details={"daysAhead": terms.days_ahead},
        )
