"""What a text is about, whether it complains, how grave it is: by the heads and the rules.

Two opinions on the mood are weighed by how much the text is labour talk: the
general one, learned from reviews and chatter, and that of the labour heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules import harm, heads, learning
from schema.opinion.rules.codes import HarmFlag, Topic
from schema.opinion.rules.fitting import Design
from schema.opinion.rules.harm import harm_flags
from schema.opinion.rules.heads import (
    GRAVE,
    GRAVEST,
    LABOUR,
    LABOUR_BITS,
    MODERATE,
    NEGATIVE,
    NONE,
    TOPICS,
    Linear,
    Named,
    only_grams,
    sigmoid,
    softmax,
)
from schema.opinion.rules.ngrams import BITS, Grams, grams, narrowed, plain
from schema.opinion.rules.patterns import Lexicon
from schema.opinion.rules.people import people_estimate
from schema.opinion.rules.signals import telling_words
from schema.opinion.rules.text import readable
from schema.opinion.rules.verdict import Reading, Signal

Floats = NDArray[np.float32]

SHOWN = 5  # topics of a reading
LEAST_SCORE = 0.02
SURELY_NONE = 0.93  # more than that and no topic is shown
HALF = 0.5
CALM = 0.3  # below this probability a text is no grievance, however grave its words
# Low, for a grave post that nobody sees costs more than one looked at in vain.
GRAVE_FROM, GRAVEST_FROM, MODERATE_FROM = 0.06, 0.5, 0.4
SURELY_GRAVE = 0.4
CROWD = 20
_HARM = Lexicon(harm.LITERALS)
_LIFE = frozenset({HarmFlag.DEATH, HarmFlag.SUICIDE, HarmFlag.WEAPON})
_GRAVE_TOPICS = frozenset({Topic.T10, Topic.T17})


@dataclass(frozen=True, slots=True)
class Models:
    """The heads of one tier; ``embedding`` says whether the labour heads see vectors."""

    general: Named
    labour: Linear
    version: str
    embedding: bool


def understand(
    texts: Sequence[str], models: Models, embedded: Floats | None, *, explain: bool = False
) -> list[Reading]:
    """Read texts as they came; ``embedded`` [n, d] are the vectors of their ``plain`` forms.

    ``explain`` adds the grounds of each complaint, which takes a while of its own.
    """
    if not texts:
        return []
    forms = [plain(text) for text in texts]
    found = grams(forms, BITS)
    mood, labour = moods(found, models.general, embedded)
    tone = models.general["mood"].scores(only_grams(found, BITS))[:, 0]
    seen = embedded if models.embedding else None
    if seen is None:
        design = learning.labour_design(forms, found, tone, None)
    else:
        design = learning.labour_design(texts, found, tone, seen)
    scores = models.labour.scores(design)
    chance = labour * sigmoid(scores[:, NEGATIVE]) + (1 - labour) * sigmoid(mood)
    topics = softmax(scores[:, : NONE + 1])
    grave = sigmoid(scores)
    head = models.labour if explain else None
    return [
        _reading(
            forms[i], float(chance[i]), topics[i], grave[i], float(labour[i]), models.version, head
        )
        for i in range(len(texts))
    ]


def moods(found: Grams, general: Named, embedded: Floats | None) -> tuple[Floats, Floats]:
    """The general logit of being negative, and the probability of labour talk, each [n]."""
    logit = general["mood"].scores(only_grams(found, BITS))[:, 0]
    if embedded is None or embedded.shape[1] != heads.DIMENSION:
        narrow = only_grams(narrowed(found, LABOUR_BITS), LABOUR_BITS)
        return logit, sigmoid(general["gate"].scores(narrow)[:, 0])
    design = Design(embedded)
    share = softmax(general["domain"].scores(design))
    experts = general["experts"].scores(design)
    rest = share[:, :LABOUR] / np.maximum(share[:, :LABOUR].sum(1, keepdims=True), 1e-6)
    return logit + (rest * experts).sum(1), share[:, LABOUR]


def _reading(
    form: str,
    chance: float,
    topics: Floats,
    grave: Floats,
    labour: float,
    version: str,
    head: Linear | None,
) -> Reading:
    ranked = [] if topics[NONE] > SURELY_NONE else np.argsort(-topics[:NONE])[:SHOWN].tolist()
    shown = tuple(
        (TOPICS[i], float(topics[i]))
        for n, i in enumerate(ranked)
        if not n or topics[i] > LEAST_SCORE
    )
    first = shown[0][0] if shown else None
    grade, causes = severity(form, chance, first, grave, labour)
    signals: tuple[Signal, ...] = ()
    if head is not None and chance >= CALM and first is not None:
        signals = (
            Signal("NEGATIVE", chance, telling_words(form, head, NEGATIVE)),
            Signal(f"TOPIC_{first.value}", shown[0][1], telling_words(form, head, ranked[0])),
            *causes,
        )
    return Reading(chance >= HALF, chance, shown, grade, labour, version, signals)


def severity(
    form: str, chance: float, first: Topic | None, grave: Floats, labour: float
) -> tuple[int, tuple[Signal, ...]]:
    """0 to 4 with its causes: never less than what danger to life or a crowd demands.

    Talk that hardly looks like labour talk has a severity only when it may be about life.
    """
    flags = _LIFE.intersection(harm_flags(_HARM.scan(readable(form))))
    danger = bool(flags) or grave[GRAVEST] >= HALF or grave[GRAVE] >= SURELY_GRAVE
    if chance < CALM or first is None or (labour < CALM and not danger):
        return 0, ()
    people = people_estimate(readable(form))
    causes = [Signal(f"HARM_{flag.value}", 1.0) for flag in HarmFlag if flag in flags]
    if people >= CROWD:
        causes.append(Signal("CROWD", people))
    if first in _GRAVE_TOPICS:
        causes.append(Signal(f"GRAVE_{first.value}", 1.0))
    if grave[GRAVE] >= GRAVE_FROM:
        causes.append(Signal("GRAVE", float(grave[GRAVE])))
    if grave[GRAVEST] >= GRAVEST_FROM or (first is Topic.T17 and HarmFlag.SUICIDE in flags):
        return 4, (*causes, Signal("GRAVEST", float(grave[GRAVEST])))
    if causes:
        return 3, tuple(causes)
    moderate = grave[MODERATE] >= MODERATE_FROM
    return 1 + int(moderate), (Signal("MODERATE", float(grave[MODERATE])),)
