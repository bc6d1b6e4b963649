"""Job messages of assistance: ids only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PayLine:
    """Pay one line of a released batch through the bank's direct link."""

    job: ClassVar[str] = "assistance.pay"
    queue: ClassVar[str] = "payments"

    line_id: str


@dataclass(frozen=True, slots=True)
class EvidenceDue:
    """Remind of the proofs that are about to run out."""

    job: ClassVar[str] = "assistance.evidence"
    queue: ClassVar[str] = "assistance"


@dataclass(frozen=True, slots=True)
class DossiersDue:
    """Turn the dossiers whose day has come: reviews, monitoring, its end."""

    job: ClassVar[str] = "assistance.dossiers"
    queue: ClassVar[str] = "assistance"
