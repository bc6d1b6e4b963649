"""The state machines of the organisation, walked at random."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.states import StateErrorCode, next_state
from schema.organisation.rules import (
    BUDGET_TRANSITIONS,
    CHECK_TRANSITIONS,
    SELECTION_TRANSITIONS,
    UNION_TRANSITIONS,
    BudgetStatus,
    CheckStatus,
    OrganisationErrorCode,
    SelectionStatus,
    SixHavesItem,
    UnionStatus,
    check_election,
    check_items,
    contribution_due,
    term_end,
)

MACHINES: dict[str, tuple[Any, type[Labelled], Labelled, set[Labelled]]] = {
    "SM-ORG": (
        UNION_TRANSITIONS,
        UnionStatus,
        UnionStatus.TARGET,
        {UnionStatus.MERGED, UnionStatus.DISSOLVED},
    ),
    "SM-SEL": (
        SELECTION_TRANSITIONS,
        SelectionStatus,
        SelectionStatus.CALL,
        {SelectionStatus.REVOKED, SelectionStatus.EXPIRED},
    ),
    "budget": (BUDGET_TRANSITIONS, BudgetStatus, BudgetStatus.BUDGETED, {BudgetStatus.AUDITED}),
    "check": (
        CHECK_TRANSITIONS,
        CheckStatus,
        CheckStatus.SELF_ASSESSED,
        {CheckStatus.CITY_CONFIRMED},
    ),
}


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", sorted(MACHINES))
@given(data=st.data())
def test_a_random_walk(name: str, data: st.DataObject) -> None:
    transitions, states, state, _ends = MACHINES[name]
    for _ in range(20):
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
    seen, waiting = {start}, [start]
    while waiting:
        for state in transitions[waiting.pop()]:
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    assert seen == set(states) == set(transitions)
    assert {state for state, after in transitions.items() if not after} == ends


@pytest.mark.parametrize(
    ("delegates", "present", "votes", "code"),
    [
        (30, 20, 16, None),
        (30, 19, 19, OrganisationErrorCode.NO_QUORUM),
        (30, 20, 15, OrganisationErrorCode.NOT_ELECTED),
        (30, 31, 20, OrganisationErrorCode.NO_QUORUM),
        (30, 20, 21, OrganisationErrorCode.NOT_ELECTED),
        (0, 0, 0, OrganisationErrorCode.NO_QUORUM),
    ],
)
def test_quorum_and_majority(
    delegates: int, present: int, votes: int, code: OrganisationErrorCode | None
) -> None:
    if code is None:
        check_election(delegates, present, votes)
        return
    with pytest.raises(DomainError) as caught:
        check_election(delegates, present, votes)
    assert caught.value.code is code


def test_terms_are_three_or_five_years() -> None:
    assert term_end(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert term_end(date(2024, 6, 1), 5) == date(2029, 6, 1)
    with pytest.raises(DomainError) as caught:
        term_end(date(2024, 6, 1), 4)
    assert caught.value.code is OrganisationErrorCode.TERM_YEARS


def test_all_six_once() -> None:
    check_items(list(SixHavesItem))
    for items in ([*SixHavesItem][:5], [*SixHavesItem, SixHavesItem.RULES]):
        with pytest.raises(DomainError) as caught:
            check_items(items)
        assert caught.value.code is OrganisationErrorCode.ITEMS_INCOMPLETE


def test_two_per_cent_of_wages_rounded_down() -> None:
    assert [contribution_due(wages, 200) for wages in (0, 49, 50, 1_000_000)] == [0, 0, 1, 20_000]
