"""Credit codes (GB 32100-2015) and the establishment of a union."""

import pytest

from schema.core.errors import DomainError
from schema.core.states import StateErrorCode, next_state
from schema.organisation.rules import (
    UNION_TRANSITIONS,
    CreditCodeCheck,
    UnionStatus,
    check_credit_code,
    normalise_credit_code,
)


@pytest.mark.parametrize(
    "code",
    ["91350100M000100Y43", "81430682MC00000122", "91430682MA00000156", "81430682MC00012XX5"],
)
def test_valid_codes(code: str) -> None:
    assert check_credit_code(code) is CreditCodeCheck.VALID


def test_a_doubtful_body_is_not_refused() -> None:
    assert check_credit_code("81430682MC00000135") is CreditCodeCheck.BODY_DOUBTFUL


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("81430682MC00000123", CreditCodeCheck.CHECKSUM),
        ("81430682MC0000012", CreditCodeCheck.FORMAT),
        ("81430682MC0000012O", CreditCodeCheck.FORMAT),
        ("", CreditCodeCheck.FORMAT),
    ],
)
def test_invalid_codes(code: str, verdict: CreditCodeCheck) -> None:
    assert check_credit_code(code) is verdict


def test_full_width_code_is_read() -> None:
    assert normalise_credit_code(" ８１430682-mc00000122 ") == "81430682MC00000122"


def test_a_due_union_is_active_after_its_election() -> None:
    assert (
        next_state(UNION_TRANSITIONS, UnionStatus.TERM_DUE, UnionStatus.ACTIVE)
        is UnionStatus.ACTIVE
    )


def test_illegal_step_names_the_legal_ones() -> None:
    with pytest.raises(DomainError) as caught:
        next_state(UNION_TRANSITIONS, UnionStatus.TARGET, UnionStatus.ACTIVE)
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
    assert caught.value.details == {"current": "TARGET", "legal": ["GUIDED"]}
    assert caught.value.path == ("status",)
