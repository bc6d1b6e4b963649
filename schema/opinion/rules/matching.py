"""Which topics a text names, and by which words."""

from dataclasses import dataclass

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
from schema.opinion.rules.topics import PRECEDENCE, TOPICS, TopicRule

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


LITERALS = frozenset(
    literal
    for rule in TOPICS.values()
    for listed in (rule.grievance, rule.subject, rule.at_work, rule.false_friends)
    for literal in literals(listed)
)


def _topics_by_literal() -> dict[str, tuple[Topic, ...]]:
    """The topics that each literal may name, so that the others need not be tried."""
    naming: dict[str, set[Topic]] = {}
    for topic, rule in TOPICS.items():
        for listed in (rule.grievance, rule.subject, rule.at_work):
            for wanted in listed:
                for literal in wanted.parts[0]:
                    naming.setdefault(literal, set()).add(topic)
    return {literal: tuple(topics) for literal, topics in naming.items()}


_NAMING = _topics_by_literal()


def topics_of(scan: Scan, cues: Cues) -> tuple[TopicHit, ...]:
    """The topics of a text: danger to life first, then complaints, then the best score."""
    candidates = {topic for literal in scan.found for topic in _NAMING.get(literal, ())}
    hits = [hit for topic in candidates if (hit := _topic_hit(scan, topic, cues))]
    hits.sort(key=lambda hit: (
        hit.topic is not CRISIS, not hit.grievance, -hit.score, PRECEDENCE.index(hit.topic),
    ))
    return tuple(hits)


def _topic_hit(scan: Scan, topic: Topic, cues: Cues) -> TopicHit | None:
    rule = TOPICS[topic]
    blots = _blots(scan, rule)
    strong = _hits(scan, rule.grievance, blots, deniable=True)
    if cues.work or cues.first_person:
        strong += _hits(scan, rule.at_work, blots, deniable=True)
    weak = _hits(scan, rule.subject, blots, deniable=False)
    if not strong and not weak:
        return None
    points = GRIEVANCE_WEIGHT * min(len(strong), ENOUGH_HITS) + SUBJECT_WEIGHT * min(len(weak), 2)
    named = tuple(dict.fromkeys(hit.words for hit in (*strong, *weak)))
    grievance = bool(strong) or cues.complaint
    return TopicHit(topic, round(points / (points + GRIEVANCE_WEIGHT), 3), named, grievance)


def _blots(scan: Scan, rule: TopicRule) -> tuple[Place, ...]:
    """The places of false friends."""
    return tuple(
        place for friend in rule.false_friends for hit in find(scan, friend) for place in hit.places
    )


def _hits(
    scan: Scan, listed: tuple[Pattern, ...], blots: tuple[Place, ...], *, deniable: bool
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
