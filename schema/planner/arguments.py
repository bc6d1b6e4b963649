"""From the input of a mutation to the plain values that services take."""

import dataclasses
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import strawberry

from schema.core.errors import DomainError, ErrorCode
from schema.planner.fields import camel

T = TypeVar("T")
Given = Annotated[T, strawberry.argument(description="输入")]
Identifier = Annotated[strawberry.ID, strawberry.argument(description="标识")]
ExpectedVersion = Annotated[
    int, strawberry.argument(description="读取时的版本号: a conflict returns the current values")
]
IdempotencyKey = Annotated[
    str, strawberry.argument(description="幂等键 (1–255 个字符): the same call runs once")
]


def identity(text: str, field: str = "id") -> UUID:
    """The id behind a GraphQL ID; raises DomainError INVALID at ``field``."""
    try:
        return UUID(text)
    except ValueError:
        raise DomainError(ErrorCode.INVALID, "标识格式不正确", path=(field,)) from None


def facts_of(kind: type[T], given: object, **more: object) -> T:
    """Make a dataclass of facts from an input's fields of the same names.

    Fields left out or null fall back to the dataclass's own default; ids become
    UUIDs. ``more`` adds or overrides.
    """
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cast("Any", kind)):
        value = getattr(given, field.name, None)
        if value is None:
            continue
        values[field.name] = _plain(value, field.name, hints[field.name])
    return kind(**{**values, **more})


def _plain(value: object, name: str, hint: object) -> object:
    if UUID in {hint, *get_args(hint)}:
        return identity(str(value), camel(name))
    return tuple(cast("list[object]", value)) if get_origin(hint) is tuple else value
