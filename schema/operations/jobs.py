"""Job messages of operations, and which of all domains may stand on a timetable."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from schema.assistance.jobs import DossiersDue, EvidenceDue
from schema.core.outbox import JobMessage
from schema.membership.jobs import DuesDue, DuplicatesDue, LapsesDue
from schema.opinion.jobs import DeliverAlerts, FeedIntakeDue, MakeBrief, OpinionSweep
from schema.organisation.jobs import TermsDue
from schema.screening.jobs import (
    CheckFigures,
    EscalateFindings,
    FoldFigures,
    PurgeIdempotencyKeys,
    RunPlans,
    RunScreening,
)


@dataclass(frozen=True, slots=True)
class RunExport:
    """Write the file of an export that needs no approval or has it."""

    job: ClassVar[str] = "export.run"
    queue: ClassVar[str] = "files"

    export_id: UUID


@dataclass(frozen=True, slots=True)
class PurgeExports:
    """Destroy the files of exports whose time has passed."""

    job: ClassVar[str] = "export.purge"
    queue: ClassVar[str] = "files"


@dataclass(frozen=True, slots=True)
class RunImport:
    """Read an uploaded file in."""

    job: ClassVar[str] = "import.run"
    queue: ClassVar[str] = "files"

    import_id: UUID


@dataclass(frozen=True, slots=True)
class SweepUploads:
    """Remove uploads that nothing holds, and files that no row tells of."""

    job: ClassVar[str] = "upload.sweep"
    queue: ClassVar[str] = "files"


@dataclass(frozen=True, slots=True)
class PurgeRuns:
    """Delete what is too old of the history of runs."""

    job: ClassVar[str] = "runs.purge"
    queue: ClassVar[str] = "files"


@dataclass(frozen=True, slots=True)
class DestroyDue:
    """Destroy or anonymise what has been kept for its time."""

    job: ClassVar[str] = "retention.destroy"
    queue: ClassVar[str] = "files"


_MESSAGES: tuple[type[JobMessage], ...] = (
    FeedIntakeDue,
    OpinionSweep,
    DeliverAlerts,
    MakeBrief,
    RunScreening,
    RunPlans,
    EscalateFindings,
    DossiersDue,
    EvidenceDue,
    TermsDue,
    DuesDue,
    LapsesDue,
    DuplicatesDue,
    PurgeExports,
    PurgeRuns,
    SweepUploads,
    FoldFigures,
    CheckFigures,
    PurgeIdempotencyKeys,
    DestroyDue,
)

SCHEDULABLE: dict[str, type[JobMessage]] = {message.job: message for message in _MESSAGES}
