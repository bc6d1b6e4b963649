"""The small pattern language of the keyword rules.

``a`` is a literal; ``a/b`` any of them; ``a+b`` both within 15 characters of
each other in any order (``a/b+c/d`` any pair of them). All literals of all
rules are found in one pass over the text; patterns then work on what was found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

REACH = 15
CONTEXT = 12
MOST_PLACES = 50  # of one literal; a text that repeats it more often says nothing new

_NEGATED = re.compile(
    r"(?:没有?|从未|从不|从没有?|并未|并没有?|尚未|未|不存在|无|不是|并非|不会|不再|杜绝|防止|避免|预防|防范|零"
    r"|不用|不必|绝不|严禁|远离|消除|根治|整治|打击|治理|严查|查处|拒绝|(?<!不得)不)"
    r"(?:再|过|任何|发生|出现|存在|人|一个|一次|一例|被|什么|有|所谓的?|的|会|要|是|因|恶意|农民工|一起|新的|进行)*$"
)
_CLAUSE_END = re.compile(r"[,。;!?、:\n]")
STARTS_NEGATED = ("不", "没", "未", "无")

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One literal, or several within reach; each part is the tuple of its alternatives."""

    source: str
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern matched: (start, literal) of each part."""

    places: tuple[Place, ...]

    @property
    def words(self) -> str:
        """The literals found, as shown in an explanation."""
        return "+".join(literal for _, literal in self.places)


def words(listing: str) -> frozenset[str]:
    """A set of literals separated by white space."""
    return frozenset(listing.split())


def pattern(source: str) -> Pattern:
    """Read one pattern."""
    return Pattern(source, tuple(tuple(part.split("/")) for part in source.split("+")))


def patterns(sources: str) -> tuple[Pattern, ...]:
    """Read a list of patterns separated by white space."""
    return tuple(pattern(source) for source in sources.split())


@dataclass(frozen=True, slots=True)
class Scan:
    """A ``readable`` text and where each literal of the rules stands in it."""

    text: str
    found: Mapping[str, Sequence[int]]

    def has(self, wanted: frozenset[str]) -> bool:
        """Some of the literals stand in the text."""
        return not wanted.isdisjoint(self.found)

    def places(self, literals: Iterable[str]) -> Iterator[Place]:
        """Every (start, literal) of some literals."""
        for literal in literals:
            for start in self.found.get(literal, ()):
                yield start, literal


class Lexicon:
    """Finds every occurrence of many literals in one pass, by their first two characters."""

    def __init__(self, literals: Iterable[str]) -> None:
        """Index the literals; single characters have a table of their own."""
        pairs: dict[str, list[str]] = {}
        self._single: set[str] = set()
        for literal in sorted(set(literals)):
            if len(literal) == 1:
                self._single.add(literal)
            else:
                pairs.setdefault(literal[:2], []).append(literal)
        self._pairs = {start: tuple(listed) for start, listed in pairs.items()}

    def scan(self, text: str) -> Scan:
        """Look through one text."""
        found: dict[str, list[int]] = {}
        pairs = self._pairs
        for start, pair in enumerate(map("".join, pairwise(text))):
            if pair in pairs:
                for literal in pairs[pair]:
                    if text.startswith(literal, start):
                        found.setdefault(literal, []).append(start)
        for single in self._single.intersection(text):
            found[single] = [i for i, character in enumerate(text) if character == single]
        return Scan(text, {literal: places[:MOST_PLACES] for literal, places in found.items()})


def find(scan: Scan, wanted: Pattern) -> Iterator[Hit]:
    """Every match of a pattern; each further part stands within reach of the one before."""
    chains: list[tuple[Place, ...]] = [(place,) for place in scan.places(wanted.parts[0])]
    for part in wanted.parts[1:]:
        if not chains:
            return
        found = list(scan.places(part))
        chains = [
            (*chain, place)
            for place in found
            for chain in chains
            if _gap(chain[-1], place) <= REACH
        ][:MOST_PLACES]
    for chain in chains:
        yield Hit(chain)


def _gap(one: Place, other: Place) -> int:
    """Characters between two literals; overlapping literals are out of reach of each other."""
    if one[0] > other[0]:
        one, other = other, one
    between = other[0] - one[0] - len(one[1])
    return between if between >= 0 else REACH + 1


def is_negated(text: str, hit: Hit) -> bool:
    """Something denies, prevents or fights what a hit names (没有拖欠工资, 杜绝事故).

    A literal that begins with a negation is a complaint in itself and cannot be denied.
    """
    return any(
        not literal.startswith(STARTS_NEGATED) and denied_at(text, start)
        for start, literal in hit.places
    )


def denied_at(text: str, start: int) -> bool:
    """A negation in the same clause leads up to this place."""
    before = text[max(0, start - CONTEXT) : start]
    clause = _CLAUSE_END.split(before)[-1]
    return bool(clause) and _NEGATED.search(clause) is not None


def overlaps(hit: Hit, blots: Sequence[Place]) -> bool:
    """A hit uses characters of a false friend."""
    return any(
        start < blot + len(friend) and blot < start + len(literal)
        for start, literal in hit.places
        for blot, friend in blots
    )


def literals(listed: Iterable[Pattern]) -> Iterator[str]:
    """Every literal of some patterns."""
    for wanted in listed:
        for part in wanted.parts:
            yield from part
