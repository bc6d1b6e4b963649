"""What a reader of posts thinks of one text, whichever tier it is."""

from dataclasses import dataclass

from schema.opinion.rules.codes import Topic


@dataclass(frozen=True, slots=True)
class Signal:
    """One ground of a reading: what it speaks for, how strongly, and by which words."""

    feature: str
    value: float
    words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As stored with the item."""
        return {
            "feature": self.feature,
            "value": round(self.value, 3),
            "words": list(self.words),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models think of one text; severity 0 (none) to 4 (life in danger)."""

    negative: bool
    p_negative: float
    topics: tuple[tuple[Topic, float], ...]
    severity: int
    labour: float
    version: str
    signals: tuple[Signal, ...] = ()
    employer: str | None = None

    def as_json(self) -> dict[str, object]:
        """One line of ``gonghui opinion classify``."""
        return {
            "negative": self.negative,
            "p_negative": round(self.p_negative, 4),
            "topics": [{"code": t.value, "score": round(p, 4)} for t, p in self.topics],
            "severity": self.severity,
        }

    def in_words(self) -> str:
        """One line of an item's explanation."""
        first = next(iter(self.topics), None)
        named = f", {first[0].value} {first[1]:.2f}" if first else ""
        return f"负面概率 {self.p_negative:.2f}{named}, 严重度 {self.severity} ({self.version})"
