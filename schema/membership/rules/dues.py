"""How much dues are, and who keeps which part; amounts in fen, shares in basis points."""

from dataclasses import dataclass
from typing import Final

WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class DuesShares:
    """Dues of a month (fen): what the member's union keeps, what it passes up."""

    amount: int
    kept: int
    passed: int


def dues_of_wage(wage: int, rate: int) -> int:
    """The dues of a basic wage (fen), whole fen, rounded down."""
    return wage * rate // WHOLE


def share_dues(amount: int, kept_share: int) -> DuesShares:
    """Share an amount out; what cannot be divided stays with the member's union."""
    passed = amount * (WHOLE - kept_share) // WHOLE
    return DuesShares(amount, amount - passed, passed)


def receipt_number(year: int, running: int) -> str:
    """``HF2024-00000012``: the number of a receipt for dues."""
    return f"HF{year}-{running:08d}"
