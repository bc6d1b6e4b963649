"""Hashed character n-grams: the features of the small linear models, by numpy alone.

Only what judges texts imports this module (numpy costs the API process memory
that it does not need).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules.text import SIMPLIFIED

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

BITS = 19  # hashes are of this width; a smaller model uses the lower bits
HEAD, TAIL = 280, 120  # characters of a long text that are read
BATCH = 4096

_ADDRESS = re.compile(r"https?://\S+")
_MENTION = re.compile(r"@[\w\-·]+")
_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_HALF = re.compile("[\ud800-\udfff]")  # of a character: encoders refuse it
STEP = 0x9E3779B97F4A7C15
_STEP = np.uint64(STEP)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def plain(text: str) -> str:
    """The form that models read: NFKC, simplified, no links or names; of a long text both ends.

    Emoticons and punctuation stay, they say much about the mood.
    """
    if len(text) > 4 * (HEAD + TAIL):
        text = text[: 2 * HEAD] + text[-2 * TAIL :]
    form = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED)
    if "http" in form:
        form = _ADDRESS.sub("", form)
    if "@" in form:
        form = _MENTION.sub("@", form)
    form = _HALF.sub("\ufffd", _SPACE.sub(" ", form)).strip()
    return form if len(form) <= HEAD + TAIL else form[:HEAD] + form[-TAIL:]


@dataclass(frozen=True, slots=True)
class Grams:
    """The distinct n-grams of some texts: ``columns`` sorted by text, text i from ``starts[i]``."""

    columns: Integers
    counts: Integers

    @property
    def rows(self) -> Integers:
        """The text of each column."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def values(self) -> Floats:
        """The value of each column: texts have the length one whatever their size."""
        weight = 1 / np.sqrt(np.maximum(self.counts, 1))
        return np.repeat(weight, self.counts).astype(np.float32)


def grams(texts: Sequence[str], bits: int = BITS) -> Grams:
    """The hashed 1- to 3-grams of ``plain`` texts, each once a text."""
    parts = [_batch(texts[i : i + BATCH], bits) for i in range(0, len(texts), BATCH)]
    if not parts:
        return Grams(np.zeros(0, np.int64), np.zeros(0, np.int64))
    return Grams(
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _batch(texts: Sequence[str], bits: int) -> Grams:
    points = [np.frombuffer(t.lower().encode("utf-32-le") or b"\0\0\0\0", np.uint32) for t in texts]
    lengths = np.array([len(p) for p in points])
    characters = np.concatenate(points).astype(np.uint64)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    with np.errstate(over="ignore"):
        one = characters * _STEP
        two = one[:-1] * _STEP + characters[1:]
        three = two[:-1] * _STEP + characters[2:]
        keys = [(row << bits) | mixed(one, 1, bits)]
        for size, hashed in ((2, two), (3, three)):
            last = len(row) - size + 1
            if last > 0:
                whole = row[:last] == row[size - 1 :]
                keys.append(((row[:last] << bits) | mixed(hashed, size, bits))[whole])
    unique = np.unique(np.concatenate(keys))
    counts = np.bincount(unique >> bits, minlength=len(texts)).astype(np.int64)
    return Grams(unique & ((1 << bits) - 1), counts)


def mixed(hashed: NDArray[np.uint64], size: int, bits: int) -> Integers:
    """Spread a rolling hash over all its bits; n-grams of another size hash otherwise."""
    value = hashed + np.uint64(size) * _MIX
    value ^= value >> np.uint64(32)
    value *= _MIX
    value ^= value >> np.uint64(32)
    return (value & np.uint64((1 << bits) - 1)).astype(np.int64)


def narrowed(found: Grams, bits: int) -> Grams:
    """The same n-grams for a model of fewer bits."""
    return Grams(found.columns & ((1 << bits) - 1), found.counts)
