"""What an intake did, in numbers."""

from dataclasses import asdict, dataclass, fields


@dataclass(slots=True)
class IntakeCounts:
    """Counts of one intake; they add up over chunks and sources."""

    sources: int = 0
    failed_sources: int = 0
    waiting_sources: int = 0
    seen: int = 0
    refused: int = 0
    items: int = 0
    known: int = 0
    duplicates: int = 0
    out_of_area: int = 0
    logged: int = 0
    history: int = 0
    events_opened: int = 0
    events_joined: int = 0
    alerts: int = 0
    hurried: int = 0

    def add(self, other: "IntakeCounts") -> None:
        """Add another intake's counts to these."""
        for count in fields(self):
            setattr(self, count.name, getattr(self, count.name) + getattr(other, count.name))

    def as_result(self) -> dict[str, object]:
        """As the job run keeps them."""
        return asdict(self)
