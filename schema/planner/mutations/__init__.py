"""What ``mutations.py`` of the domains share: their shape, errors as data, keys, many rows."""

from schema.planner.mutations.declare import (
    Payload,
    changes,
    creates,
    each,
    matching,
    mutation,
    payload,
)
from schema.planner.mutations.failures import MutationError
from schema.planner.mutations.perform import WriteContext, perform
from schema.planner.readback import reference

__all__ = [
    "MutationError",
    "Payload",
    "WriteContext",
    "changes",
    "creates",
    "each",
    "matching",
    "mutation",
    "payload",
    "perform",
    "reference",
]
