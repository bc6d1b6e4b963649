"""The state machines, walked at random: what is legal is done, what is not names what is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.assistance.rules import (
    ASSISTANCE_TRANSITIONS,
    BATCH_TRANSITIONS,
    CLAIM_TRANSITIONS,
    COMMITMENT_TRANSITIONS,
    DELIVERY_TRANSITIONS,
    DOSSIER_TRANSITIONS,
    LINE_TRANSITIONS,
    LIVE_LINE_STATES,
    AssistanceStatus,
    BatchStatus,
    BenefitBand,
    ClaimStatus,
    CommitmentStatus,
    DeliveryStatus,
    DossierStatus,
    LineStatus,
    benefit,
)
from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.states import StateErrorCode, next_state

MACHINES: dict[str, tuple[Any, type[Labelled], Labelled, set[Labelled]]] = {
    "SM-DOS": (
        DOSSIER_TRANSITIONS,
        DossierStatus,
        DossierStatus.DRAFT,
        {DossierStatus.CLOSED, DossierStatus.MOVED_OUT, DossierStatus.VOIDED},
    ),
    "SM-AID": (
        ASSISTANCE_TRANSITIONS,
        AssistanceStatus,
        AssistanceStatus.DRAFT,
        {
            AssistanceStatus.REJECTED,
            AssistanceStatus.WITHDRAWN,
            AssistanceStatus.RECOVERED,
        },
    ),
    "SM-BATCH": (BATCH_TRANSITIONS, BatchStatus, BatchStatus.BUILDING, {BatchStatus.CLOSED}),
    "commitment": (
        COMMITMENT_TRANSITIONS,
        CommitmentStatus,
        CommitmentStatus.IN_PROGRESS,
        {CommitmentStatus.MET},
    ),
    "line": (
        LINE_TRANSITIONS,
        LineStatus,
        LineStatus.PENDING,
        {LineStatus.SUCCESS, LineStatus.REQUEUED},
    ),
    "delivery": (
        DELIVERY_TRANSITIONS,
        DeliveryStatus,
        DeliveryStatus.DRAFT,
        {DeliveryStatus.ARCHIVED, DeliveryStatus.CANCELLED},
    ),
    "claim": (
        CLAIM_TRANSITIONS,
        ClaimStatus,
        ClaimStatus.CLAIM_FILED,
        {ClaimStatus.PAID, ClaimStatus.REFUSED},
    ),
}


def reachable(transitions: Any, start: Labelled) -> set[Labelled]:
    """Every state that some walk from the start comes to."""
    seen, waiting = {start}, [start]
    while waiting:
        for state in transitions[waiting.pop()]:
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return seen


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", sorted(MACHINES))
@given(data=st.data())
def test_a_random_walk(name: str, data: st.DataObject) -> None:
    transitions, states, state, _ends = MACHINES[name]
    for _ in range(30):
        wanted = data.draw(st.sampled_from(list(states)))
        legal = transitions[state]
        if wanted in legal:
            assert next_state(transitions, state, wanted) is wanted
            state = wanted
            continue
        with pytest.raises(DomainError) as caught:
            next_state(transitions, state, wanted)
        assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
        assert caught.value.details["legal"] == [one.value for one in legal]


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", sorted(MACHINES))
def test_every_state_is_reached_and_only_ends_have_no_way_out(name: str) -> None:
    transitions, states, start, ends = MACHINES[name]
    assert set(transitions) == set(states)
    assert reachable(transitions, start) == set(states)
    assert {state for state, after in transitions.items() if not after} == ends


def test_money_is_never_on_its_way_and_back() -> None:
    """A paid line has no way out; a failed one is not live."""
    assert LINE_TRANSITIONS[LineStatus.SUCCESS] == ()
    assert LineStatus.FAILED not in LIVE_LINE_STATES


BANDS = (BenefitBand(100_000, 3_000), BenefitBand(500_000, 5_000))


@pytest.mark.parametrize(
    ("self_paid", "expected"),
    [
        (50_000, 0),
        (100_000, 0),
        (300_000, 60_000),
        (500_000, 120_000),
        (700_000, 220_000),
        (100_000_000, 2_000_000),
        (100_003, 0),  # 0.9 fen: rounded down
    ],
)
def test_the_benefit_goes_by_bands(self_paid: int, expected: int) -> None:
    assert benefit(self_paid, BANDS, 2_000_000) == expected


@given(st.integers(0, 10**8), st.integers(0, 10**6))
def test_more_self_paid_never_gives_less(self_paid: int, more: int) -> None:
    assert benefit(self_paid, BANDS, 10**7) <= benefit(self_paid + more, BANDS, 10**7)
