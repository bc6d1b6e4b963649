"""Aid that is on its way today: at each desk, for each band of amounts, whatever the season.

The yearly rhythm of ``aid`` leaves weeks without a request. These wait for the next step on
the day on which the demonstration is loaded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.data.demo.dossiers import Dossier
from api.data.demo.stories import is_unaided
from schema.assistance.rules import IN_FORCE_DOSSIER_STATES
from schema.assistance.rules import AssistanceKind as Kind
from schema.assistance.rules import AssistanceStatus as Status
from schema.core.calendar import WorkCalendar

#: Of so many dossiers in force, one has something on its way.
EVERY: Final = 10
PUBLISHED_AFTER: Final = 1
APPROVED_AFTER: Final = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """Where aid stands, its amount in hundreds of yuan, from and to, and days since asked."""

    status: Status
    kind: Kind
    low: int
    high: int
    days: int


#: Bands of approval: up to 1 000 yuan, up to 5 000, above.
STAGES: Final = (
    Stage(Status.CENTRE_REVIEWED, Kind.TEMP, 5, 10, 9),
    Stage(Status.PUBLIC_NOTICE, Kind.TEMP, 5, 10, 10),
    Stage(Status.SCHEDULED, Kind.MEDICAL, 15, 50, 31),
    Stage(Status.IN_BATCH, Kind.MEDICAL, 12, 48, 45),
    Stage(Status.SUBMITTED, Kind.TEMP, 5, 10, 2),
    Stage(Status.CENTRE_REVIEWED, Kind.MEDICAL, 15, 50, 10),
    Stage(Status.PUBLIC_NOTICE, Kind.MEDICAL, 15, 50, 10),
    Stage(Status.IN_BATCH, Kind.MEDICAL, 55, 80, 36),
    Stage(Status.GRASSROOTS_CHECKED, Kind.MEDICAL, 15, 45, 5),
    Stage(Status.CENTRE_REVIEWED, Kind.MEDICAL, 55, 90, 11),
    Stage(Status.PUBLIC_NOTICE, Kind.MEDICAL, 52, 70, 11),
    Stage(Status.IN_BATCH, Kind.TEMP, 6, 10, 44),
    Stage(Status.SCHEDULED, Kind.TEMP, 5, 10, 30),
    Stage(Status.IN_BATCH, Kind.TEMP, 5, 9, 35),
)


@dataclass(frozen=True, slots=True)
class Flight:
    """A request on its way, with the days of its steps as far as it came."""

    made: Dossier
    stage: Stage
    period: str
    requested_on: date
    approved_on: date
    notice_until: date


def flights(
    dossiers: Sequence[Dossier], calendar: WorkCalendar, notice_days: int, today: date
) -> Iterator[Flight]:
    """Each stage at least once, as far as there are dossiers; in a larger federation more often."""
    free = [
        made
        for made in dossiers
        if made.status in IN_FORCE_DOSSIER_STATES and not is_unaided(made.number)
    ]
    step = max(1, min(EVERY, len(free) // len(STAGES)))
    # The households of the stories stand at the front and at the end of the list.
    for turn, made in enumerate(free[step // 2 :: step]):
        stage = STAGES[turn % len(STAGES)]
        asked = today - timedelta(days=stage.days)
        approved = asked + timedelta(days=APPROVED_AFTER)
        published = approved + timedelta(days=PUBLISHED_AFTER)
        period = f"{asked.year}-{'ZY' if stage.kind is Kind.MEDICAL else 'LS'}{turn + 1:05d}"
        yield Flight(made, stage, period, asked, approved, calendar.add(published, notice_days))
