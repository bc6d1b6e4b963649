"""Job messages of screening."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RunScreening:
    """Screen all rows by the rules of a kind, or as an already requested run says."""

    job: ClassVar[str] = "screening.run"
    queue: ClassVar[str] = "screening"

    kind: str = "PERIODIC"
    screening_run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RunPlans:
    """Send a run for each plan of screening whose day has come."""

    job: ClassVar[str] = "screening.plans"
    queue: ClassVar[str] = "screening"


@dataclass(frozen=True, slots=True)
class EscalateFindings:
    """Hand findings that are overdue to the union above."""

    job: ClassVar[str] = "screening.escalate"
    queue: ClassVar[str] = "screening"


@dataclass(frozen=True, slots=True)
class FoldFigures:
    """Fold what writes have added to the maintained figures."""

    job: ClassVar[str] = "figures.fold"
    queue: ClassVar[str] = "screening"


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """Compare the maintained figures with a live count."""

    job: ClassVar[str] = "figures.check"
    queue: ClassVar[str] = "screening"


@dataclass(frozen=True, slots=True)
class PurgeIdempotencyKeys:
    """Forget idempotency keys that have expired."""

    job: ClassVar[str] = "idempotency.purge"
    queue: ClassVar[str] = "screening"
