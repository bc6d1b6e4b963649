"""How ``subscriptions.py`` of the domains declare a stream."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

import strawberry

#: What every stream of new rows says of itself (see ``changes.Heard``).
MANY = "; 一次过多时不逐条发送, 只以 extensions.code = MANY_CHANGED 提示重读列表"
F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Announced:
    """Rows that a stream's reader is to be shown, as far as he may see them.

    ``least``: more of them than are named, from this id on (see ``changes.Heard``).
    """

    identities: tuple[UUID, ...]
    least: UUID | None = None


def subscription(description: str) -> Callable[[F], F]:
    """A field of Subscription made of an async generator of what is announced."""
    return cast("Callable[[F], F]", strawberry.subscription(description=description))


def announced(python: type[T], identities: Iterable[UUID], least: UUID | None = None) -> T:
    """What a stream yields: ids of rows of its type; the planner reads what was selected."""
    del python
    return cast("T", Announced(tuple(dict.fromkeys(identities)), least))
