"""The linear heads: small quantised weights, and what they say of texts.

``general`` knows reviews and chatter and does not change at a site; ``labour``
knows the eighteen topics and is fitted anew from own sentences and corrections.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules.codes import Topic
from schema.opinion.rules.fitting import Design
from schema.opinion.rules.ngrams import Grams

Floats = NDArray[np.float32]

FOLDER = Path(__file__).parent / "weights"
DIMENSION = 384
LABOUR_BITS = 15
TOPICS = tuple(Topic)
NONE = len(TOPICS)  # the column of "no topic of ours"
NEGATIVE, MODERATE, GRAVE, GRAVEST = (NONE + 1 + i for i in range(4))
COLUMNS = GRAVEST + 1
DOMAINS = ("talk", "stay", "order", "labour")
TALK, LABOUR = DOMAINS.index("talk"), DOMAINS.index("labour")
WIDE = 1 << 17
LEVELS = 127  # of a signed byte


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights [width, k] and bias [k]."""

    weights: Floats
    bias: Floats

    def scores(self, design: Design) -> Floats:
        """Scores [n, k] of n texts."""
        return design.times(self.weights) + self.bias


Named = dict[str, Linear]


def save(heads: Named) -> bytes:
    """Heads as a compressed archive of signed bytes, one scale a column.

    The many small weights of a wide head would vanish in a byte: they keep 16 bits.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, head in heads.items():
        if len(head.weights) > WIDE:
            arrays[f"{name}.weights"] = head.weights.astype(np.float16)
            arrays[f"{name}.scale"] = np.ones(head.weights.shape[1], np.float32)
            arrays[f"{name}.bias"] = head.bias.astype(np.float32)
            continue
        scale = np.abs(head.weights).max(0) / LEVELS
        scale[scale == 0] = 1
        arrays[f"{name}.weights"] = np.round(head.weights / scale).astype(np.int8)
        arrays[f"{name}.scale"] = scale.astype(np.float32)
        arrays[f"{name}.bias"] = head.bias.astype(np.float32)
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def load(content: bytes) -> Named:
    """The heads of ``save``; raises ValueError or KeyError when it is something else."""
    with np.load(BytesIO(content), allow_pickle=False) as found:
        names = {key.rsplit(".", 1)[0] for key in found.files}
        return {
            name: Linear(
                found[f"{name}.weights"].astype(np.float32) * found[f"{name}.scale"],
                found[f"{name}.bias"],
            )
            for name in names
        }


def fingerprint(content: bytes) -> str:
    """A short name of stored heads, so that a reading tells which ones made it."""
    return blake2b(content, digest_size=4).hexdigest()


def only_grams(found: Grams, bits: int) -> Design:
    """A design of n-grams alone."""
    return Design(np.zeros((len(found.counts), 0), np.float32), found, bits)


def sigmoid(scores: Floats) -> Floats:
    """Probabilities of logits."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)


def softmax(scores: Floats) -> Floats:
    """Probabilities [n, k] of scores [n, k]."""
    odds = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(odds / odds.sum(1, keepdims=True), np.float32)


def joined(parts: Sequence[Linear]) -> Linear:
    """Heads over the same features as one, side by side."""
    return Linear(
        np.concatenate([part.weights for part in parts], axis=1),
        np.concatenate([part.bias for part in parts]),
    )
