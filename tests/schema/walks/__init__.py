"""A walk through GraphQL for each programme of people, places and money (domain §2)."""

from collections.abc import Callable
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])
#: The programmes that a walk shows, by the walk's name.
WALKS: dict[str, tuple[str, ...]] = {}


def walks(*programmes: str) -> Callable[[Test], Test]:
    """Say which programmes a test walks through."""

    def note(test: Test) -> Test:
        WALKS[f"{test.__module__}.{test.__name__}"] = programmes
        return test

    return note
