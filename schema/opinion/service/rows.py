"""From a post to the row of its item: judged by the rules, with what the models think."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from schema.core.vault import vault
from schema.core.work import Work
from schema.opinion.rules.assess import Assessment, Context, assess
from schema.opinion.rules.codes import Stance
from schema.opinion.rules.score import SCORER_VERSION
from schema.opinion.rules.text import is_repost
from schema.opinion.rules.verdict import Reading
from schema.opinion.service.reading import RawItem

GRAVE = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A post and what is thought of it."""

    item: RawItem
    assessment: Assessment
    reading: Reading | None
    occurred_at: datetime
    is_history: bool


def judge(work: Work, context: Context, item: RawItem, reading: Reading | None) -> Judged:
    """Judge one post in its context."""
    assessment = assess(item.words, _with_reach(context, item), reading)
    published = item.published_at
    occurred = published if published is not None and published <= work.now else work.now
    age = timedelta(days=context.weights.history_days)
    return Judged(item, assessment, reading, occurred, work.now - occurred > age)


def _with_reach(context: Context, item: RawItem) -> Context:
    return Context(
        context.source_is_local,
        context.official_media,
        context.key_period,
        item.repost + item.comment,
        context.organisations,
        context.weights,
    )


def place(one: Judged) -> str:
    """The township code of a post, or nothing."""
    return next(iter(one.assessment.where.townships), "")


def text_hash(assessment: Assessment) -> bytes:
    """16 bytes that equal texts share."""
    return blake2b(assessment.bare.encode(), digest_size=16).digest()


def row_of(
    work: Work, source_id: UUID, raw: bytes, one: Judged, divisions: dict[str, UUID]
) -> dict[str, object]:
    """The values of an item's row; ``divisions``: township code to the division in force."""
    item, judged = one.item, one.assessment
    author = vault().blind_index("opinion.author", item.author) if item.author else None
    return {
        "source_id": source_id,
        "external_id": item.external_id,
        "url": item.url,
        "published_at": item.published_at,
        "fetched_at": work.now,
        "occurred_at": one.occurred_at,
        "title": item.title,
        "text": item.text,
        "author_hash": author,
        "read_count": item.read,
        "like_count": item.like,
        "repost_count": item.repost,
        "comment_count": item.comment,
        "raw_hash": raw,
        "text_hash": text_hash(judged),
        "signature": judged.signature,
        "division_id": divisions.get(place(one)),
        "is_history": one.is_history,
        "is_repost": item.is_repost or is_repost(item.text),
        "severity": severity(one),
        "signals": [] if one.reading is None else [s.as_json() for s in one.reading.signals],
        **_judgement(judged),
        "reading": None if one.reading is None else one.reading.in_words(),
        "scorer_version": _version(one.reading),
    }


def severity(one: Judged) -> int:
    """What the models say; the rules' word where there are none, or where they find it grave.

    Words added to a grave post, in whatever language, must not make it harmless.
    """
    by_rules = one.assessment.severity if one.assessment.counts else 0
    if one.reading is None:
        return one.assessment.severity
    return max(one.reading.severity, by_rules if by_rules >= GRAVE else min(by_rules, 1))


def _version(reading: Reading | None) -> str:
    """The rules' version and, where models spoke, theirs."""
    return SCORER_VERSION if reading is None else f"{SCORER_VERSION}+{reading.version}"


def _judgement(judged: Assessment) -> dict[str, object]:
    return {
        "stance": judged.stance if judged.topics else Stance.OTHER,
        "topic": judged.topic,
        "topics": [hit.as_json() for hit in judged.topics],
        "level": judged.level,
        "score": judged.score.points,
        "explanation": [line.as_json() for line in judged.score.contributions],
        "people_estimate": judged.people,
        "harm_flags": [flag.value for flag in judged.harm],
        "places": list(judged.where.townships),
        "employer": judged.where.employer,
        "in_area": judged.in_area,
        "counts": judged.counts,
        "is_restricted": judged.is_restricted,
    }
