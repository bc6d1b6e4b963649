"""State machines: one table of legal transitions each, and the one place that reads it."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from schema.core.enums import Labelled
from schema.core.errors import DomainError

State = TypeVar("State", bound=Labelled)
Transitions = Mapping[State, tuple[State, ...]]


class StateErrorCode(Labelled):
    """Codes of state machines."""

    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION", "当前状态下不能进行此操作"


def next_state(
    transitions: Transitions[State],
    current: State,
    target: State,
    *,
    path: Sequence[str | int] = ("status",),
) -> State:
    """``target`` when the table allows it from ``current``.

    Raises DomainError ILLEGAL_TRANSITION with the present state and the legal
    next ones in ``details``; a state absent from the table has no way out.
    """
    legal = transitions.get(current, ())
    if target in legal:
        return target
    choices = "、".join(state.label for state in legal) or "无"
    raise DomainError(
        StateErrorCode.ILLEGAL_TRANSITION,
        f"不能由“{current.label}”变为“{target.label}”, 可变为: {choices}",
        path=path,
        details={"current": current.value, "legal": [state.value for state in legal]},
    )
