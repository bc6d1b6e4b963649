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
