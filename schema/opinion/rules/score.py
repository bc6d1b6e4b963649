"""The level of an item or event: points that people can add up themselves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from schema.opinion.rules.codes import HarmFlag, OpinionLevel, Topic

SCORER_VERSION = "rules-1"
CRISIS = Topic.T17


@dataclass(frozen=True, slots=True)
class Weights:
    """Points and thresholds; the fields are the keys of the rule parameters of ``OPINION``."""

    base_gravest: float = 40
    base_grave: float = 25
    base_other: float = 15
    people_5: float = 10
    people_30: float = 20
    people_100: float = 30
    reach_factor: float = 10
    reach_most: float = 20
    harm: float = 20
    official_media: float = 10
    key_period: float = 10
    spike: float = 10
    red: float = 80
    orange: float = 60
    yellow: float = 40
    blue: float = 20
    near_duplicate_containment: float = 0.6
    near_duplicate_hours: float = 72
    event_days: float = 7
    history_days: float = 30
    author_days: float = 90
    spike_least: float = 5
    spike_cold_start: float = 10
    spike_cold_days: float = 14
    robots_hours: float = 24
    host_pause_seconds: float = 2
    host_patience_seconds: float = 10
    spike_cooling_hours: float = 6
    signature_seconds: float = 300
    key_overlap_hours: float = 48
    delivery_hours: float = 48
    reader_calm: float = 0.1
    reader_negative: float = 0.6
    reader_sure: float = 0.9
    reader_labour: float = 0.5
    reader_topic: float = 0.35


def weights(parameters: Mapping[str, object]) -> Weights:
    """Weights from rule parameters; what they leave out keeps its initial value."""
    known = {field.name for field in fields(Weights)}
    given = {
        key: float(value)
        for key, value in parameters.items()
        if key in known and isinstance(value, int | float)
    }
    return Weights(**given)


# The days when the city is most alert, as month-day pairs; a period may pass the new year.
KEY_PERIODS: tuple[tuple[str, str], ...] = (
    ("12-15", "02-15"),
    ("03-01", "03-15"),
    ("09-25", "10-08"),
)


def in_key_period(day: date, periods: tuple[tuple[str, str], ...]) -> bool:
    """The date falls in one of the periods, ends included."""
    present = day.strftime("%m-%d")
    return any(
        start <= present <= end if start <= end else (present >= start or present <= end)
        for start, end in periods
    )


@dataclass(frozen=True, slots=True)
class Factors:
    """What the score counts."""

    topics: tuple[Topic, ...]
    people: int = 0
    shared: int = 0  # reposts and comments
    harm: tuple[HarmFlag, ...] = ()
    official_media: bool = False
    key_period: bool = False
    spike: bool = False
    reader: str | None = None  # what the model thinks, in words


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of the explanation: the factor, its points, and what caused it."""

    factor: str
    points: float
    cause: str

    def as_json(self) -> dict[str, object]:
        """As stored with the item."""
        return {"factor": self.factor, "points": self.points, "cause": self.cause}


@dataclass(frozen=True, slots=True)
class Score:
    """Points, the level they make, and what they are made of."""

    points: float
    level: OpinionLevel
    contributions: tuple[Contribution, ...]


GRAVEST = frozenset({Topic.T10, Topic.T17})
GRAVE = frozenset({Topic.T01, Topic.T02, Topic.T09})


def level_score(factors: Factors, weigh: Weights) -> Score:
    """Score the factors of a grievance; no topic means no points."""
    if not factors.topics:
        return Score(0.0, OpinionLevel.LOG, ())
    lines = [_base(factors, weigh), *_extent(factors, weigh)]
    if factors.harm:
        lines.append(Contribution("HARM", weigh.harm, "、".join(f.label for f in factors.harm)))
    if factors.official_media:
        lines.append(Contribution("OFFICIAL_MEDIA", weigh.official_media, "公开媒体"))
    if factors.key_period:
        lines.append(Contribution("KEY_PERIOD", weigh.key_period, "重点时段"))
    if factors.spike:
        lines.append(Contribution("SPIKE", weigh.spike, "短时激增"))
    if factors.reader:
        lines.append(Contribution("READER", 0.0, factors.reader))
    points = round(sum(line.points for line in lines), 1)
    return Score(points, level(points, weigh), tuple(lines))


def _base(factors: Factors, weigh: Weights) -> Contribution:
    """The gravest topic's points; an accident at work weighs as gravest when somebody died."""

    def points(topic: Topic) -> float:
        fatal = topic is Topic.T08 and HarmFlag.DEATH in factors.harm
        if topic in GRAVEST or fatal:
            return weigh.base_gravest
        return weigh.base_grave if topic in GRAVE else weigh.base_other

    gravest = max(factors.topics, key=points)
    return Contribution("TOPIC", points(gravest), f"{gravest.value} {gravest.label}")


def _extent(factors: Factors, weigh: Weights) -> list[Contribution]:
    """Points for people and for reach."""
    lines = []
    for least, points in ((100, weigh.people_100), (30, weigh.people_30), (5, weigh.people_5)):
        if factors.people >= least:
            lines.append(Contribution("PEOPLE", points, f"约{factors.people}人"))
            break
    if factors.shared > 0:
        reach = min(weigh.reach_most, round(weigh.reach_factor * math.log10(1 + factors.shared), 1))
        lines.append(Contribution("REACH", reach, f"转发与评论{factors.shared}次"))
    return lines


def level(points: float, weigh: Weights) -> OpinionLevel:
    """The level that a number of points makes."""
    for least, name in (
        (weigh.red, OpinionLevel.RED),
        (weigh.orange, OpinionLevel.ORANGE),
        (weigh.yellow, OpinionLevel.YELLOW),
        (weigh.blue, OpinionLevel.BLUE),
    ):
        if points >= least:
            return name
    return OpinionLevel.LOG


SEVERITY = {
    OpinionLevel.LOG: 0,
    OpinionLevel.BLUE: 1,
    OpinionLevel.YELLOW: 2,
    OpinionLevel.ORANGE: 3,
    OpinionLevel.RED: 4,
}
