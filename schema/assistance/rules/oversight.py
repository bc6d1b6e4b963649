"""After the payment: a sample that can be drawn again; and what party and government promised."""

import hashlib
from collections.abc import Collection

from schema.core.enums import Labelled
from schema.core.states import Transitions

WHOLE = 10_000  # basis points


def draw(numbers: Collection[str], seed: str, share: int) -> tuple[str, ...]:
    """The sample of ``share`` basis points (at least one): whoever draws again draws the same.

    Each number has its place by the SHA-256 of seed and number, so neither the order nor the
    drawer matters; a larger share only adds to a smaller one.
    """
    size = -(-len(numbers) * share // WHOLE)
    return tuple(sorted(numbers, key=lambda number: _place(seed, number))[:size])


def population_hash(numbers: Collection[str]) -> bytes:
    """What the sample was drawn from, 32 bytes: the same for the same numbers."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).digest()


def _place(seed: str, number: str) -> bytes:
    return hashlib.sha256(f"{seed}|{number}".encode()).digest()


class CommitmentStatus(Labelled):
    """政策承诺状态"""

    IN_PROGRESS = "IN_PROGRESS", "推进中"
    MET = "MET", "已兑现"
    DROPPED = "DROPPED", "未兑现"


COMMITMENT_TRANSITIONS: Transitions[CommitmentStatus] = {
    CommitmentStatus.IN_PROGRESS: (CommitmentStatus.MET, CommitmentStatus.DROPPED),
    # What was given up may be taken up again.
    CommitmentStatus.DROPPED: (CommitmentStatus.IN_PROGRESS,),
    CommitmentStatus.MET: (),
}
