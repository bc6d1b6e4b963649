"""The platform's own labelled sentences: all invented, none copied from anywhere.

``sentences/T01.txt`` to ``T18.txt`` hold grievances, one a line as ``severity text``;
the other files hold ``negative topic text``, with ``-`` for no topic of ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from schema.opinion.rules.codes import Topic

FOLDER = Path(__file__).parent / "sentences"
HELD_OUT = 5  # every fifth sentence judges and is never learned from
MODERATE = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what people say of it; ``kind`` names the file that it stands in."""

    text: str
    negative: bool
    topic: Topic | None
    severity: int
    kind: str = "correction"

    @property
    def held_out(self) -> bool:
        """Chosen by the text itself, so that the choice stays when others are added."""
        return blake2b(self.text.encode(), digest_size=4).digest()[0] % HELD_OUT == 0


def own_sentences(folder: Path = FOLDER) -> list[Labelled]:
    """Every labelled sentence, in the order of the files."""
    return [
        _read(path.stem, line)
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def _read(kind: str, line: str) -> Labelled:
    if kind in Topic.__members__:
        severity, text = line.split(" ", 1)
        return Labelled(text, negative=True, topic=Topic[kind], severity=int(severity), kind=kind)
    negative, topic, text = line.split(" ", 2)
    complains = negative == "1"
    return Labelled(
        text,
        negative=complains,
        topic=None if topic == "-" else Topic[topic],
        severity=0 if not complains else 1 if topic == "-" else MODERATE,
        kind=kind,
    )


def divided(items: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """What is learned from, and what judges."""
    listed: Sequence[Labelled] = list(items)
    return [one for one in listed if not one.held_out], [one for one in listed if one.held_out]
