"""Where the rules and the models differ about a post: which of them is heard."""

from collections.abc import Sequence

from schema.opinion.rules.codes import HarmFlag, Stance
from schema.opinion.rules.matching import TopicHit
from schema.opinion.rules.score import CRISIS, Weights
from schema.opinion.rules.verdict import Reading

# Turns of phrase that a bitter post borrows; publicity, advertising and fiction are what they are.
_BORROWED = frozenset({Stance.QUESTION, Stance.THANKS})


def second_opinion(
    found: tuple[TopicHit, ...],
    stance: Stance,
    flags: Sequence[HarmFlag],
    reading: Reading,
    weigh: Weights,
) -> tuple[tuple[TopicHit, ...], Stance]:
    """Topics and stance with what the models add; danger to life is never talked down.

    The models add a topic that no keyword named, hear a complaint without
    keywords, and silence keywords in a text that they surely find calm.
    """
    if flags or any(hit.topic is CRISIS for hit in found):
        return _added(found, reading, weigh), stance
    topics = _added(found, reading, weigh)
    if stance is Stance.GRIEVANCE and reading.p_negative < weigh.reader_calm:
        return topics, Stance.OTHER
    if reading.labour < weigh.reader_labour or not topics:
        return topics, stance
    if stance is Stance.OTHER and reading.p_negative >= weigh.reader_negative:
        return topics, Stance.GRIEVANCE
    if stance in _BORROWED and reading.p_negative >= weigh.reader_sure:
        return topics, Stance.GRIEVANCE
    return topics, stance


def _added(found: tuple[TopicHit, ...], reading: Reading, weigh: Weights) -> tuple[TopicHit, ...]:
    """The rules' topics, then those that the models alone are fairly sure of."""
    if reading.labour < weigh.reader_labour or reading.p_negative < weigh.reader_negative:
        return found
    known = {hit.topic for hit in found}
    added = [
        TopicHit(topic, round(score, 3), (), grievance=True)
        for topic, score in reading.topics
        if score >= weigh.reader_topic and topic not in known
    ]
    return (*found, *added)
