"""Which words of a text moved a head: the n-grams whose weights say most."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules import ngrams
from schema.opinion.rules.heads import LABOUR_BITS, Linear

Integers = NDArray[np.int64]

SHOWN = 4  # words of a signal
SIZES = (2, 3)  # a single character says nothing to a reader
_STEP = np.uint64(ngrams.STEP)


def telling_words(form: str, head: Linear, column: int) -> tuple[str, ...]:
    """The n-grams of a ``plain`` text with the largest weights in a column, best first.

    Those that overlap are shown once; one that speaks against is not shown.
    """
    weights = head.weights[len(head.weights) - (1 << LABOUR_BITS) :, column]
    found: list[tuple[float, int, int]] = []
    for size, hashed in zip(SIZES, _hashes(form.lower()), strict=True):
        with np.errstate(over="ignore"):
            worth = weights[ngrams.mixed(hashed, size, LABOUR_BITS)]
        best = np.argsort(-worth)[: 3 * SHOWN].tolist()
        found += [(float(worth[at]), at, size) for at in best if worth[at] > 0]
    return _apart(form, sorted(found, key=lambda one: (-one[0], one[1])))


def _hashes(form: str) -> Sequence[NDArray[np.uint64]]:
    """The rolling hashes of the 2- and 3-grams, as ``ngrams`` makes them."""
    characters = np.frombuffer(form.encode("utf-32-le"), np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        two = characters[:-1] * _STEP * _STEP + characters[1:]
        return two, two[:-1] * _STEP + characters[2:]


def _apart(form: str, found: Sequence[tuple[float, int, int]]) -> tuple[str, ...]:
    taken: set[int] = set()
    words: list[str] = []
    for _, start, size in found:
        word = form[start : start + size]
        span = set(range(start, start + size))
        if span & taken or not word.isalnum() or word in words:
            continue
        taken |= span
        words.append(word)
        if len(words) == SHOWN:
            break
    return tuple(words)
