"""How ``subscriptions.py`` of the domains declare a stream."""

from collections.abc import Callable
from typing import TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., object])


def subscription(description: str) -> Callable[[F], F]:
    """A field of Subscription made of an async generator of references."""
    return cast("Callable[[F], F]", strawberry.subscription(description=description))
