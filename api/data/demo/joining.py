"""On which day members joined: by the seasons, until yesterday, not before their union began."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import repeat
from typing import Final

from api.data.demo.unions import Unit
from schema.membership.rules import MembershipStatus as Status

#: Members for so long may have a dossier that is older than a review.
SETTLED_DAYS: Final = 600
#: The dice let people join so many days ago at least; the last of them are spread until yesterday.
LATEST_DAYS: Final = 120
#: How many join in a month, January first: after the spring festival and in autumn.
JOINING: Final = (3, 1, 5, 6, 5, 4, 3, 3, 5, 6, 5, 3)
FRIDAY: Final = 5
GOLDEN: Final = 0.6180339887
#: States of members of a union that was founded this year.
STAYING: Final = frozenset({Status.ACTIVE, Status.APPLIED, Status.APPROVED})


class Joining:
    """Moves days of joining after the dice were rolled: all the rest falls as without it."""

    def __init__(self, today: date) -> None:
        self._settled = today - timedelta(days=SETTLED_DAYS)
        self._yesterday = today - timedelta(days=1)
        self._seasons = list(_seasons(self._settled, self._yesterday))

    def moved(
        self, joined: date | None, hired: date, status: Status, unit: Unit, number: int
    ) -> date | None:
        """The same day, or another one for who is active and joined in the last year and a half.

        None for who has not joined. ``hired`` lies half a year back at least.
        """
        if joined is None:
            return None
        part = number * GOLDEN % 1
        if unit.fresh:
            since = self._yesterday - unit.founded_on
            return max(hired, unit.founded_on + timedelta(days=int(since.days * part * part)))
        if status is not Status.ACTIVE or joined < self._settled:
            return joined
        first = bisect_left(self._seasons, hired)
        return self._seasons[first + int(part * (len(self._seasons) - first))]


def _seasons(first: date, last: date) -> Iterator[date]:
    """The working days from first to last, each as often as its month has people joining."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.isoweekday() <= FRIDAY:
            yield from repeat(day, JOINING[day.month - 1])
