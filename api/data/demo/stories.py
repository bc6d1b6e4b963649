"""A story told of a dossier instead of left to the dice: out by a job, fallen back, back again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from api.data.demo.members import Applicant
from schema.assistance.rules import DossierStatus, ExitChannel

# The household that found work, left, lost the work and came back: days before today.
RELAPSE: Final = {"joined": 1_000, "opened": 900, "left": 400, "again": 200}
HALF_YEAR: Final = 183
# Planted for the screening, in small demonstrations too: reviewed too late (D1), never aided (D11).
OVERDUE: Final = (25, 12)
UNAIDED: Final = (33, 7)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a dossier."""

    applied_on: date
    opened_on: date | None = None
    last_review_on: date | None = None
    next_review_on: date | None = None
    exited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a dossier."""

    status: DossierStatus
    dates: Dates
    channel: ExitChannel | None = None
    previous: UUID | None = None


def is_overdue(number: int) -> bool:
    """Whether a dossier was not reviewed in time."""
    return number % OVERDUE[0] == OVERDUE[1]


def is_unaided(number: int) -> bool:
    """Whether a dossier got nothing for long."""
    return number % UNAIDED[0] == UNAIDED[1]


def is_planted(number: int) -> bool:
    """Whether a dossier is in force for the screening to find."""
    return is_overdue(number) or is_unaided(number)


def relapse(
    applicants: Sequence[Applicant], couples: Mapping[int, int], today: date
) -> tuple[int | None, int | None]:
    """Whose dossier is left by a job, and in whose place it comes back."""
    early = today - timedelta(days=RELAPSE["joined"])
    free = [n for n in range(len(applicants)) if n not in couples and not is_planted(n)]
    left = next((number for number in free if applicants[number].joined_on < early), None)
    if left is None or left == free[-1]:
        return None, None
    return left, free[-1]


def left_by_job(today: date) -> Story:
    """In force for a year and a half, then work."""
    opened, left = _ago(today, "opened"), _ago(today, "left")
    applied, last = opened - timedelta(days=20), left - timedelta(days=15)
    dates = Dates(applied, opened, last, None, left)
    return Story(DossierStatus.MONITORED, dates, ExitChannel.E1_JOB)


def back_again(today: date, before: UUID) -> Story:
    """The same worker under a new number."""
    opened = _ago(today, "again")
    last = opened + timedelta(days=HALF_YEAR)
    following = today + timedelta(days=100)
    dates = Dates(opened - timedelta(days=20), opened, last, following)
    return Story(DossierStatus.ACTIVE, dates, previous=before)


def _ago(today: date, what: str) -> date:
    return today - timedelta(days=RELAPSE[what])
