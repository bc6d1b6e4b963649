"""Near-duplicates: a MinHash signature to find candidates, then a strict comparison.

Character 3-grams, 24 bands of 3 rows. Each row is not a permutation of its own:
the 3-grams are hashed once into three orders, and a row takes the hash that
follows a fixed point on the circle. For well-mixed hashes two texts agree in a
row with the probability of their Jaccard similarity, as with MinHash, at a
fraction of the work (one sort and 24 bisections an order).
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from zlib import crc32

GRAM = 3
BANDS = 24
SHORTEST = 20  # characters; shorter posts are compared exactly
_MASK = 0xFFFFFFFF
_MIXERS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
# Points spread over the circle by the golden ratio, a different run for each order.
_POINTS = tuple(
    tuple(((order * BANDS + band + 1) * 0x9E3779B1) & _MASK for band in range(BANDS))
    for order in range(len(_MIXERS))
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千万几]{1,6}(?=[个名人天月年元块万岁次度])"
)


@dataclass(frozen=True, slots=True)
class Post:
    """What decides whether two posts are one: their bare text and the facts they name."""

    text: str
    employer: str | None
    townships: tuple[str, ...]
    topic: str | None


def grams(text: str) -> frozenset[str]:
    """The character 3-grams of a bare text."""
    return frozenset([text[i : i + GRAM] for i in range(len(text) - GRAM + 1)])


def bands(text: str) -> list[int]:
    """The signature of a bare text: 24 signed 32-bit band keys, none for a short text."""
    if len(text) < SHORTEST:
        return []
    hashes = [crc32(gram.encode()) for gram in grams(text)]
    rows = [
        _row_values(hashes, mixer, points) for mixer, points in zip(_MIXERS, _POINTS, strict=True)
    ]
    return [_band_key(band, rows[0][band], rows[1][band], rows[2][band]) for band in range(BANDS)]


def _row_values(hashes: list[int], mixer: int, points: tuple[int, ...]) -> list[int]:
    """For each point the next hash on the circle, in the order that ``mixer`` makes."""
    order = sorted([((h ^ (h >> 15)) * mixer & _MASK) for h in hashes])
    size = len(order)
    return [order[position if (position := bisect_left(order, p)) < size else 0] for p in points]


def _band_key(band: int, a: int, b: int, c: int) -> int:
    mixed = ((a * 0x9E3779B1 ^ b * 0x85EBCA77 ^ c * 0xC2B2AE3D ^ band * 0x27D4EB2F) >> 7) & _MASK
    return mixed - (1 << 32) if mixed >> 31 else mixed


def containment(one: str, other: str) -> float:
    """Share of the shorter text's 3-grams that the other text has too, 0 to 1."""
    first, second = grams(one), grams(other)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def is_same_post(one: Post, other: Post, least: float) -> bool:
    """One post told again; another employer, place, topic or other figures make it another post."""
    if one.topic != other.topic or contradict(one, other):
        return False
    if one.text == other.text:
        return True
    if min(len(one.text), len(other.text)) < SHORTEST:
        return False
    return not _figures_differ(one.text, other.text) and containment(one.text, other.text) >= least


def contradict(one: Post, other: Post) -> bool:
    """Both name an employer, or a place, and not the same."""
    if one.employer and other.employer and not same_name(one.employer, other.employer):
        return True
    return bool(one.townships and other.townships) and not set(one.townships) & set(other.townships)


def same_name(one: str, other: str) -> bool:
    """Names of one employer: a longer form of it, or with one character mistyped or doubled."""
    if one in other or other in one:
        return True
    short, long = sorted((one, other), key=len)
    ahead = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if ahead is None or len(long) - len(short) > 1:
        return False
    return short[ahead + (len(short) == len(long)) :] == long[ahead + 1 :]


def _figures_differ(one: str, other: str) -> bool:
    """Both give figures and neither's figures are among the other's (a cut copy has fewer)."""
    first, second = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(first and second) and not (first <= second or second <= first)
