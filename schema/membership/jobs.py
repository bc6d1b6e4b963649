"""Job messages of membership."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DuesDue:
    """Enter what every active member owes for the present month."""

    job: ClassVar[str] = "membership.dues"
    queue: ClassVar[str] = "membership"


@dataclass(frozen=True, slots=True)
class LapsesDue:
    """Propose a lapse for whoever has not paid for the months of the rule."""

    job: ClassVar[str] = "membership.lapses"
    queue: ClassVar[str] = "membership"


@dataclass(frozen=True, slots=True)
class DuplicatesDue:
    """Note the pairs of persons that seem to be one."""

    job: ClassVar[str] = "membership.duplicates"
    queue: ClassVar[str] = "membership"
