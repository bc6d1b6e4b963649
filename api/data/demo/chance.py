"""Chance that repeats: dice and identifiers that a seed decides."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import count
from typing import TypeVar
from uuid import UUID

Choice = TypeVar("Choice")

VERSION_7 = 7 << 76
VARIANT = 2 << 62
FIRST_MOMENT = 1_672_531_200_000  # 2023-01-01 UTC in milliseconds
IDS_PER_MILLISECOND = 64


def dice(seed: int, purpose: str) -> random.Random:
    """A random generator of its own for each purpose, so that parts do not disturb each other."""
    return random.Random(f"gonghui/{seed}/{purpose}")  # noqa: S311 - invented data, no secrets


def identities(seed: int, purpose: str) -> Iterator[UUID]:
    """UUIDs in time order with the marks of version 7; the same for a seed and a purpose."""
    digest = blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    salt = int.from_bytes(digest, "big")
    marks = VERSION_7 | VARIANT | (salt & 0x3FFF_FFFF_FFFF) << 16
    for number in count():
        moment, within = divmod(number, IDS_PER_MILLISECOND)
        yield UUID(int=(FIRST_MOMENT + moment) << 80 | within << 64 | marks)


def weighted(choices: Sequence[tuple[Choice, int]]) -> list[Choice]:
    """Each choice as often as its weight says, for ``choice`` to draw from."""
    return [choice for choice, weight in choices for _ in range(weight)]


def day_between(roll: random.Random, first: date, last: date) -> date:
    """A day from ``first`` to ``last``, both included; ``first`` when they are out of order."""
    span = (last - first).days
    return first if span <= 0 else first + timedelta(days=int(roll.random() * (span + 1)))
