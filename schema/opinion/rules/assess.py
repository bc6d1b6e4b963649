"""From a text to what the platform thinks of it, with the reasons."""

from dataclasses import dataclass, field, replace

from schema.opinion.rules import cues as cue_words
from schema.opinion.rules import geography, harm, matching
from schema.opinion.rules.codes import HarmFlag, OpinionLevel, Stance, Topic
from schema.opinion.rules.cues import Cues, read_cues, silent_stance
from schema.opinion.rules.geography import Whereabouts, whereabouts
from schema.opinion.rules.harm import harm_flags
from schema.opinion.rules.matching import TopicHit, topics_of
from schema.opinion.rules.near import Post, bands
from schema.opinion.rules.patterns import Lexicon, Scan
from schema.opinion.rules.people import people_estimate
from schema.opinion.rules.score import CRISIS, GRAVE, GRAVEST, Factors, Score, Weights, level_score
from schema.opinion.rules.second import second_opinion
from schema.opinion.rules.text import bare, readable
from schema.opinion.rules.verdict import Reading

LEXICON = Lexicon(matching.LITERALS | cue_words.LITERALS | harm.LITERALS | geography.LITERALS)

CROWD = 20  # people; so many are grave whatever the matter
_LIFE = frozenset({HarmFlag.DEATH, HarmFlag.SUICIDE, HarmFlag.WEAPON})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a post besides its text."""

    source_is_local: bool = False
    official_media: bool = False
    key_period: bool = False
    shared: int = 0
    organisations: tuple[str, ...] = ()
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result: topics best first, stance, facts, score and level with their explanation."""

    topics: tuple[TopicHit, ...]
    stance: Stance
    in_area: bool
    where: Whereabouts
    people: int
    harm: tuple[HarmFlag, ...]
    score: Score
    bare: str
    signature: list[int]

    @property
    def topic(self) -> Topic | None:
        """The main topic."""
        return self.topics[0].topic if self.topics else None

    @property
    def counts(self) -> bool:
        """A grievance of this area: it may open an event."""
        return self.stance is Stance.GRIEVANCE and self.in_area and bool(self.topics)

    @property
    def severity(self) -> int:
        """0 to 4 by the rules alone: life in danger 4 or 3, a crowd or a grave topic 3 or 2."""
        if self.stance is not Stance.GRIEVANCE or not self.topics:
            return 0
        if self.is_restricted and HarmFlag.SUICIDE in self.harm:
            return 4
        if _LIFE.intersection(self.harm) or self.people >= CROWD or self.topic in GRAVEST:
            return 3
        return 2 if self.topic in GRAVE else 1

    @property
    def is_restricted(self) -> bool:
        """A person may be in danger: hidden from the ordinary view."""
        return any(hit.topic is CRISIS for hit in self.topics)

    @property
    def level(self) -> OpinionLevel:
        """The level that the score makes."""
        return self.score.level

    @property
    def post(self) -> Post:
        """What decides whether another post is the same one."""
        topic = self.topic.value if self.topic else None
        return Post(self.bare, self.where.employer, self.where.townships, topic)


def assess(text: str, context: Context, reading: Reading | None = None) -> Assessment:
    """Judge one text (title and body together, at most 20,000 characters).

    ``reading``: what the models think of it; without it the rules speak alone.
    """
    plain = readable(text)
    # 有没有 and 多少 ask; read as 没有 and 少 they would complain.
    scan = LEXICON.scan(plain.replace("有没有", "是否").replace("多少", "几何"))
    cues = read_cues(scan)
    where = whereabouts(
        scan, source_is_local=context.source_is_local, organisations=context.organisations
    )
    found = topics_of(scan, cues)
    stance = _stance(scan, cues, found, where)
    flags = harm_flags(scan)
    if reading is not None and where.employer is None:
        where = replace(where, employer=reading.employer)
    if reading is not None:
        found, stance = second_opinion(found, stance, flags, reading, context.weights)
    people = people_estimate(plain)
    in_area = where.local or context.source_is_local
    counted = found if stance is Stance.GRIEVANCE and in_area else ()
    factors = Factors(
        topics=tuple(hit.topic for hit in counted),
        people=people,
        shared=context.shared,
        harm=flags,
        official_media=context.official_media,
        key_period=context.key_period,
        reader=None if reading is None else reading.in_words(),
    )
    stripped = bare(plain)
    return Assessment(
        topics=found,
        stance=stance,
        in_area=in_area,
        where=where,
        people=people,
        harm=flags,
        score=level_score(factors, context.weights),
        bare=stripped,
        signature=bands(stripped) if found else [],
    )


def _stance(scan: Scan, cues: Cues, found: tuple[TopicHit, ...], where: Whereabouts) -> Stance:
    """What the text does; danger to life is never silenced by a turn of phrase."""
    if not found:
        return Stance.OTHER
    if found[0].topic is CRISIS and cues.first_person:
        return Stance.GRIEVANCE
    grievance = any(hit.grievance for hit in found)
    silent = silent_stance(scan, cues, grievance=grievance, abroad=where.abroad)
    if silent is not None:
        return silent
    return Stance.GRIEVANCE if grievance else Stance.OTHER
