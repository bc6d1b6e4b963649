"""How good readings are: the figures of ``gonghui opinion evaluate``."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schema.opinion.rules.codes import Topic
from schema.opinion.rules.labelled import Labelled
from schema.opinion.rules.verdict import Reading

SERIOUS = 3
TOP = 3

Pairs = Sequence[tuple[Labelled, Reading]]


@dataclass(frozen=True, slots=True)
class Rates:
    """Right and wrong of one class."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the shown that are right."""
        return self.hits / max(self.hits + self.false, 1)

    @property
    def recall(self) -> float:
        """Share of the true that are shown."""
        return self.hits / max(self.hits + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)


def rates(truth: Sequence[object], given: Sequence[object], of: object) -> Rates:
    """Rates of one class."""
    pairs = list(zip(truth, given, strict=True))
    return Rates(
        sum(t == of and g == of for t, g in pairs),
        sum(t != of and g == of for t, g in pairs),
        sum(t == of and g != of for t, g in pairs),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What evaluation found."""

    texts: int
    accuracy: float
    negative: Rates
    first: float
    among_three: float
    macro_f1: float
    grave_recall: float
    grave_precision: float

    @property
    def score(self) -> float:
        """One number by which two models are compared."""
        return (self.negative.f1 + self.first + self.among_three + self.grave_recall) / 4


def figures(pairs: Pairs) -> Figures:
    """The figures of all texts; topics are counted where people named one."""
    truth = [one.negative for one, _ in pairs]
    given = [reading.negative for _, reading in pairs]
    named = [(one, reading) for one, reading in pairs if one.topic is not None]
    grave = rates(
        [one.severity >= SERIOUS for one, _ in pairs],
        [reading.severity >= SERIOUS for _, reading in pairs],
        of=True,
    )
    each = [rates([o.topic for o, _ in named], firsts(named), topic) for topic in Topic]
    present = [r for r in each if r.hits + r.missed]
    size = max(len(named), 1)
    return Figures(
        len(pairs),
        sum(t == g for t, g in zip(truth, given, strict=True)) / max(len(pairs), 1),
        rates(truth, given, of=True),
        sum(o.topic is first for (o, _), first in zip(named, firsts(named), strict=True)) / size,
        sum(o.topic in best(reading) for o, reading in named) / size,
        sum(r.f1 for r in present) / max(len(present), 1),
        grave.recall,
        grave.precision,
    )


def best(reading: Reading) -> list[Topic]:
    """The topics that a person sees first."""
    return [topic for topic, _ in reading.topics[:TOP]]


def firsts(pairs: Pairs) -> list[Topic | None]:
    """The first topic of each reading."""
    return [next(iter(best(reading)), None) for _, reading in pairs]


def report(pairs: Pairs) -> Iterator[str]:
    """The lines that a person reads."""
    found = figures(pairs)
    yield f"texts {found.texts:,}"
    yield (
        f"negative   accuracy {found.accuracy:.3f}  F1 {found.negative.f1:.3f}"
        f"  precision {found.negative.precision:.3f}  recall {found.negative.recall:.3f}"
    )
    named = [pair for pair in pairs if pair[0].topic is not None]
    if named:
        yield (
            f"topics     top-1 {found.first:.3f}  top-3 {found.among_three:.3f}"
            f"  macro-F1 {found.macro_f1:.3f}"
        )
        yield (
            f"grave      recall {found.grave_recall:.3f}  precision {found.grave_precision:.3f}"
            f"  (severity {SERIOUS} and more)"
        )
        yield from _topics(named)
        yield from _confusion(named)


def _topics(named: Pairs) -> Iterator[str]:
    yield "topic           texts     F1  top-1  top-3"
    given = firsts(named)
    for topic in Topic:
        one = rates([o.topic for o, _ in named], given, topic)
        of = [reading for o, reading in named if o.topic is topic]
        if of:
            three = sum(topic in best(reading) for reading in of) / len(of)
            shown = f"{len(of):>5}  {one.f1:.3f}  {one.recall:.3f}  {three:.3f}"
            yield f"{topic.value} {topic.label:<10} {shown}"


def _confusion(named: Pairs) -> Iterator[str]:
    """Rows: what people say; columns: what is shown first."""
    cells = Counter(zip([o.topic for o, _ in named], firsts(named), strict=True))
    codes = [*Topic, None]
    names = [topic.value if topic else "  -" for topic in codes]
    yield "shown:  " + " ".join(names)
    for topic in Topic:
        yield f"{topic.value}    " + " ".join(f"{cells[topic, other]:>3}" for other in codes)
