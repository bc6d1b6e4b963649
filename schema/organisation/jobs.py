"""Job messages of the organisation."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TermsDue:
    """Turn the unions whose term has ended: they wait for their election."""

    job: ClassVar[str] = "organisation.terms"
    queue: ClassVar[str] = "organisation"
