"""Job messages of public opinion."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from schema.opinion.rules.briefs import BriefKind


@dataclass(frozen=True, slots=True)
class FeedIntakeDue:
    """Read the feed sources whose time has come, or one source at once."""

    job: ClassVar[str] = "opinion.intake"
    queue: ClassVar[str] = "alerts"

    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class OpinionSweep:
    """Tell those above of steps that are overdue."""

    job: ClassVar[str] = "opinion.sweep"
    queue: ClassVar[str] = "alerts"


@dataclass(frozen=True, slots=True)
class FeedReportsDue:
    """Read the reports that a source has brought and nobody has read."""

    job: ClassVar[str] = "opinion.reports"
    queue: ClassVar[str] = "alerts"

    source_id: UUID


@dataclass(frozen=True, slots=True)
class DeliverAlerts:
    """Send the deliveries that are due."""

    job: ClassVar[str] = "opinion.deliver"
    queue: ClassVar[str] = "alerts"


@dataclass(frozen=True, slots=True)
class MakeBrief:
    """Write the report of a period: of the latest that is over, or of the one with ``day``."""

    job: ClassVar[str] = "opinion.brief"
    queue: ClassVar[str] = "files"

    kind: BriefKind
    day: date | None = None
    revision: int = 1
