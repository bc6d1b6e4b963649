"""Numbers that people read out: a prefix, the year, and a part that cannot be guessed."""

import secrets
from datetime import date

# Crockford's alphabet: no letter that is mistaken for a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def make_number(prefix: str, day: date) -> str:
    """``DA2026-7F3K9Q2M``; unique by the constraint of its column (1 in 10^12 a pair)."""
    return f"{prefix}{day.year}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
