"""Fitting the heads: the labour heads from labelled sentences, the general ones from reviews."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules import heads
from schema.opinion.rules.evidence import evidence
from schema.opinion.rules.fitting import Design, balance, fit
from schema.opinion.rules.heads import LABOUR_BITS, NONE, TOPICS, Linear, Named
from schema.opinion.rules.labelled import Labelled
from schema.opinion.rules.ngrams import BITS, Grams, grams, narrowed, plain

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

EMBEDDING_SCALE = 1.6  # an embedding says more than the n-grams: it pays a smaller penalty
MOOD_SCALE = 0.25
STRENGTH = 10.0
GENERAL_STRENGTH = 8.0
DOMAIN_STRENGTH = 20.0
EXPERT_STRENGTH = 60.0
# Share of the embedding's say beside the n-grams. Orders have twice the texts of the others
# to learn n-grams from, and the encoder knows little of food.
EXPERT_SHARE = (1.0, 1.0, 0.1)


def labour_design(
    texts: Sequence[str], found: Grams, mood: Floats, embedded: Floats | None
) -> Design:
    """What the labour heads see: n-grams and general mood; with embeddings also the rules.

    ``mood``: the general logit of the n-grams, shape [n]; ``embedded``: [n, 384].
    """
    narrow = narrowed(found, LABOUR_BITS)
    tone = np.clip(mood, -8, 8)[:, None] * MOOD_SCALE
    if embedded is None:
        return Design(tone.astype(np.float32), narrow, LABOUR_BITS)
    rules = np.stack([evidence(text).numbers() for text in texts])
    dense = np.concatenate([embedded * EMBEDDING_SCALE, rules, tone], axis=1)
    return Design(dense.astype(np.float32), narrow, LABOUR_BITS)


def fit_labour(items: Sequence[Labelled], mood: Floats, embedded: Floats | None) -> Linear:
    """All labour heads side by side, columns as ``heads`` names them."""
    texts = [plain(item.text) for item in items]
    design = labour_design(texts, grams(texts), mood, embedded)
    topic = np.array([TOPICS.index(i.topic) if i.topic else NONE for i in items])
    kinds = NONE + 1
    weights, bias = fit(
        design, topic, kinds, strength=STRENGTH, importance=balance(topic, kinds, 0.5)
    )
    questions = (
        [item.negative for item in items],
        *([item.severity >= least for item in items] for least in (2, 3, 4)),
    )
    return heads.joined([Linear(weights, bias), *(_binary(design, asked) for asked in questions)])


def _binary(design: Design, asked: Sequence[bool]) -> Linear:
    labels = np.array(asked, np.int64)
    return Linear(*fit(design, labels, 2, strength=STRENGTH, importance=balance(labels, 2, 0.5)))


def fit_mood(texts: Sequence[str], negative: Integers) -> Linear:
    """The n-gram head of the general mood, from ``plain`` texts."""
    design = heads.only_grams(grams(texts), BITS)
    weigh = balance(negative, 2)
    return Linear(
        *fit(design, negative, 2, strength=GENERAL_STRENGTH, importance=weigh, iterations=60)
    )


def fit_general(embedded: Floats, negative: Integers, domain: Integers, labour: Floats) -> Named:
    """Which domain a text is of, and the mood within each domain but labour.

    ``embedded`` [n, 384] with ``domain`` 0 to 2 of each; ``labour`` [m, 384]: labour talk.
    """
    everything = np.concatenate([embedded, labour])
    which = np.concatenate([domain, np.full(len(labour), heads.LABOUR)])
    weigh = balance(which, len(heads.DOMAINS), 0.5)
    gate = Linear(
        *fit(
            Design(everything),
            which,
            len(heads.DOMAINS),
            strength=DOMAIN_STRENGTH,
            importance=weigh,
        )
    )
    experts = []
    for number, share in enumerate(EXPERT_SHARE):
        # Short reviews look like talk, so the head of talk learns from everything.
        of = (domain == number) | (number == heads.TALK)
        weights, bias = fit(
            Design(embedded[of]),
            negative[of],
            2,
            strength=EXPERT_STRENGTH,
            importance=balance(negative[of], 2),
            iterations=200,
        )
        experts.append(Linear(weights * share, bias * share))
    return {"domain": gate, "experts": heads.joined(experts)}


def fit_gate(texts: Sequence[str], labour: Integers) -> Linear:
    """Labour talk or not, by n-grams alone: the gate of the smallest tier."""
    design = heads.only_grams(grams(texts, LABOUR_BITS), LABOUR_BITS)
    weigh = balance(labour, 2, 0.5)
    return Linear(*fit(design, labour, 2, strength=STRENGTH, importance=weigh, iterations=60))
