"""Every state machine covers its code list and leads only to its own states."""

from typing import Any

import pytest

from schema.assistance.rules import ASSISTANCE_TRANSITIONS, DOSSIER_TRANSITIONS
from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.states import Transitions, next_state
from schema.facilities.rules import FACILITY_TRANSITIONS
from schema.membership.rules import MEMBERSHIP_TRANSITIONS
from schema.organisation.rules import UNION_TRANSITIONS

MACHINES: tuple[Transitions[Any], ...] = (
    ASSISTANCE_TRANSITIONS,
    DOSSIER_TRANSITIONS,
    FACILITY_TRANSITIONS,
    MEMBERSHIP_TRANSITIONS,
    UNION_TRANSITIONS,
)


@pytest.mark.parametrize("machine", MACHINES)
def test_table_is_complete(machine: Transitions[Any]) -> None:
    codes: type[Labelled] = type(next(iter(machine)))
    states = set(codes)
    assert set(machine) == states
    assert {target for targets in machine.values() for target in targets} <= states


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.requirement("R09")
def test_only_listed_steps_pass(machine: Transitions[Any]) -> None:
    for current, targets in machine.items():
        for target in machine:
            if target in targets:
                assert next_state(machine, current, target) is target
                continue
            with pytest.raises(DomainError):
                next_state(machine, current, target)
