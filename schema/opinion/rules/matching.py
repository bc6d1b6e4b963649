"""Which topics a text names, and by which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from schema.opinion.rules.codes import Topic
from schema.opinion.rules.cues import Cues
from schema.opinion.rules.patterns import (
    Hit,
    Pattern,
    Place,
    Scan,
    find,
    is_negated,
    literals,
    overlaps,
)
from schema.opinion.rules.score import CRISIS
from schema.opinion.rules.topics import PRECEDENCE, TOPICS

GRIEVANCE_WEIGHT = 2.0
SUBJECT_WEIGHT = 1.0
ENOUGH_HITS = 4  # further hits of one topic say no more


@dataclass(frozen=True, slots=True)
class TopicHit:
    """One topic of a text: score 0 to 1, the words that named it, whether they complain."""

    topic: Topic
    score: float
    words: tuple[str, ...]
    grievance: bool

    def as_json(self) -> dict[str, object]:
        """As stored with the item."""
        return {"code": self.topic.value, "score": self.score, "words": list(self.words)}


class Group(IntEnum):
    """What a pattern of a topic is for."""

    GRIEVANCE = 0
    AT_WORK = 1
    SUBJECT = 2
    FALSE_FRIEND = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: Topic
    group: Group
    pattern: Pattern


def _entries() -> list[_Entry]:
    """Every pattern of every topic."""
    return [
        _Entry(topic, group, wanted)
        for topic, rule in TOPICS.items()
        for group, listed in (
            (Group.GRIEVANCE, rule.grievance),
            (Group.AT_WORK, rule.at_work),
            (Group.SUBJECT, rule.subject),
            (Group.FALSE_FRIEND, rule.false_friends),
        )
        for wanted in listed
    ]


def _by_literal() -> dict[str, tuple[int, ...]]:
    """For each literal the patterns whose first part it may be, so that no others are tried."""
    naming: dict[str, set[int]] = {}
    for number, entry in enumerate(_ENTRIES):
        for literal in entry.pattern.parts[0]:
            naming.setdefault(literal, set()).add(number)
    return {literal: tuple(numbers) for literal, numbers in naming.items()}


_ENTRIES = _entries()
_NAMING = _by_literal()
LITERALS = frozenset(literals(entry.pattern for entry in _ENTRIES))

Candidates = dict[Group, list[Pattern]]


def topics_of(scan: Scan, cues: Cues) -> tuple[TopicHit, ...]:
    """The topics of a text: danger to life first, then complaints, then the best score."""
    candidates: dict[Topic, Candidates] = {}
    for number in sorted({n for literal in scan.found for n in _NAMING.get(literal, ())}):
        entry = _ENTRIES[number]
        groups = candidates.setdefault(entry.topic, {})
        groups.setdefault(entry.group, []).append(entry.pattern)
    hits = [
        hit for topic, some in candidates.items() if (hit := _topic_hit(scan, topic, some, cues))
    ]
    hits.sort(
        key=lambda hit: (
            hit.topic is not CRISIS,
            not hit.grievance,
            -hit.score,
            PRECEDENCE.index(hit.topic),
        )
    )
    return tuple(hits)


def _topic_hit(scan: Scan, topic: Topic, some: Candidates, cues: Cues) -> TopicHit | None:
    friends = some.get(Group.FALSE_FRIEND, ())
    blots = [place for friend in friends for hit in find(scan, friend) for place in hit.places]
    strong = _hits(scan, some.get(Group.GRIEVANCE, ()), blots, deniable=True)
    if cues.work:
        strong += _hits(scan, some.get(Group.AT_WORK, ()), blots, deniable=True)
    weak = _hits(scan, some.get(Group.SUBJECT, ()), blots, deniable=False)
    if not strong and not weak:
        return None
    points = GRIEVANCE_WEIGHT * min(_distinct(strong), ENOUGH_HITS)
    points += SUBJECT_WEIGHT * min(_distinct(weak), 2)
    named = tuple(dict.fromkeys(hit.words for hit in (*strong, *weak)))
    grievance = bool(strong) or cues.complaint
    return TopicHit(topic, round(points / (points + GRIEVANCE_WEIGHT), 3), named, grievance)


def _distinct(hits: Sequence[Hit]) -> int:
    """How many hits there are when those that share characters count once."""
    taken: list[Place] = []
    count = 0
    for hit in hits:
        if not overlaps(hit, taken):
            count += 1
            taken.extend(hit.places)
    return count


def _hits(
    scan: Scan, listed: Sequence[Pattern], blots: Sequence[Place], *, deniable: bool
) -> list[Hit]:
    """The first match of each pattern that nothing in the text denies or explains away."""
    result = []
    for wanted in listed:
        for hit in find(scan, wanted):
            if overlaps(hit, blots) or (deniable and is_negated(scan.text, hit)):
                continue
            result.append(hit)
            break
    return result
