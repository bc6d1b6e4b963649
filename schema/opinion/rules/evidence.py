"""What the keyword rules find, as numbers for the models and as words for people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules.assess import LEXICON
from schema.opinion.rules.codes import HarmFlag, Stance, Topic
from schema.opinion.rules.cues import read_cues, silent_stance
from schema.opinion.rules.harm import harm_flags
from schema.opinion.rules.matching import TopicHit, topics_of
from schema.opinion.rules.people import people_estimate
from schema.opinion.rules.text import readable

CROWDS = (5, 20, 100)
SCALE = 0.7  # of a rule against the n-grams, in the penalty that a model pays for it
_TOPICS = tuple(Topic)
_STANCES = tuple(Stance)
_HARMS = tuple(HarmFlag)
WIDTH = len(_TOPICS) + len(_STANCES) + len(_HARMS) + len(CROWDS) + 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rules' findings about one text."""

    topics: tuple[TopicHit, ...]
    harm: tuple[HarmFlag, ...]
    people: int
    stance: Stance | None
    complaint: bool
    first_person: bool

    def numbers(self) -> NDArray[np.float32]:
        """The features, shape [WIDTH]."""
        row = np.zeros(WIDTH, np.float32)
        for hit in self.topics:
            row[_TOPICS.index(hit.topic)] = hit.score if hit.grievance else hit.score / 2
        at = len(_TOPICS)
        if self.stance is not None:
            row[at + _STANCES.index(self.stance)] = 1
        at += len(_STANCES)
        for flag in self.harm:
            row[at + _HARMS.index(flag)] = 1
        at += len(_HARMS)
        row[at : at + len(CROWDS)] = [self.people >= crowd for crowd in CROWDS]
        row[-3:] = self.complaint, self.first_person, any(hit.grievance for hit in self.topics)
        return row * SCALE


def evidence(text: str) -> Evidence:
    """Look through one text (at most 20,000 characters)."""
    form = readable(text)
    scan = LEXICON.scan(form)
    cues = read_cues(scan)
    topics = topics_of(scan, cues)
    grievance = any(hit.grievance for hit in topics)
    return Evidence(
        topics,
        harm_flags(scan),
        people_estimate(form),
        silent_stance(scan, cues, grievance=grievance, abroad=False),
        cues.complaint,
        cues.first_person,
    )
