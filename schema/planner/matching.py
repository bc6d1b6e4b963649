"""Mutations that name their rows by a filter: its argument, and how it reaches the planner.

The filter's type is the list's own, made with the schema; what a call gives for it is
planned from the document (``readback.read_matching``), never by strawberry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schema.planner.fields import node_of
from schema.planner.outputs import Outputs, argument

MARK = "__filters__"


def offer_filters(mutation: type, outputs: Outputs) -> None:
    """Add ``filter`` to the mutations whose resolver is marked with the type it finds."""
    definition = mutation.__strawberry_definition__  # type: ignore[attr-defined]
    for field in definition.fields:
        found = getattr(getattr(field.base_resolver, "wrapped_func", None), MARK, None)
        if found is not None:
            kind = outputs.inputs.filter_of(node_of(found))
            field.arguments = [argument("filter", kind, "哪些记录"), *field.arguments]


def without_filter(resolve: Callable[..., Any] | None) -> Callable[..., Any]:
    """The resolver without the argument that it does not take."""

    def called(source: Any, info: Any, filter: Any = None, **given: Any) -> Any:  # noqa: A002
        del filter
        return resolve(source, info, **given) if resolve else None

    return called
