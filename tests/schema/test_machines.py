"""Every state machine of every domain, walked at random; found by name, so none is forgotten."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schema
from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.states import StateErrorCode, Transitions, next_state

STEPS = 20


def found() -> Iterator[tuple[str, Transitions[Labelled]]]:
    for module in pkgutil.walk_packages(schema.__path__, "schema."):
        if ".rules" in module.name:
            for name, value in vars(import_module(module.name)).items():
                if name.endswith("_TRANSITIONS"):
                    yield name, value


MACHINES: dict[str, Transitions[Labelled]] = dict(sorted(found()))


def states_of(machine: Transitions[Labelled]) -> list[Labelled]:
    """All states of a machine: those that its table names, whatever else the enum holds."""
    following = (state for after in machine.values() for state in after)
    return list(dict.fromkeys([*machine, *following]))


def test_the_machines_of_the_domain_are_there() -> None:
    named = {"UNION", "MEMBERSHIP", "DOSSIER", "ASSISTANCE", "BATCH", "LINE", "FACILITY", "CASE"}
    assert {f"{name}_TRANSITIONS" for name in named} <= MACHINES.keys()


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", MACHINES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_random_walk(name: str, data: st.DataObject) -> None:
    """A legal move is taken; an illegal one is a typed error that names the legal ones."""
    machine = MACHINES[name]
    states = states_of(machine)
    state = data.draw(st.sampled_from(states))
    for _ in range(STEPS):
        wanted = data.draw(st.sampled_from(states))
        legal = machine.get(state, ())
        if wanted in legal:
            assert next_state(machine, state, wanted) is wanted
            state = wanted
            continue
        with pytest.raises(DomainError) as caught:
            next_state(machine, state, wanted)
        assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
        assert caught.value.details == {
            "current": state.value,
            "legal": [one.value for one in legal],
        }


@pytest.mark.requirement("R09")
@pytest.mark.parametrize("name", MACHINES)
def test_no_state_is_cut_off(name: str) -> None:
    """From one of the states that may be first every other one is reached; no state loops alone."""
    machine = MACHINES[name]
    everything = set(states_of(machine))

    def reached(start: Labelled) -> set[Labelled]:
        seen, waiting = {start}, [start]
        while waiting:
            for state in machine.get(waiting.pop(), ()):
                if state not in seen:
                    seen.add(state)
                    waiting.append(state)
        return seen

    assert max(len(reached(state)) for state in everything) == len(everything)
    assert all(state not in machine.get(state, ()) for state in everything)
