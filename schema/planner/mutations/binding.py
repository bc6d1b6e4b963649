"""How the keyword arguments of a service are found in the input of a mutation.

Worked out when the mutation is declared, so that an input field that nobody reads, or a
service's argument that nobody gives, stops the program at its start.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from schema.core.work import Work
from schema.planner.arguments import facts_of, identity
from schema.planner.fields import camel

Service = Callable[..., Awaitable[UUID | None]]
Read = Callable[[object], Any]


@dataclass(frozen=True, slots=True)
class Binding:
    """A service, and how each of its arguments is read from an input."""

    service: Service
    arguments: Mapping[str, Read]
    changes: tuple[str, ...] = ()  # input fields of a service that takes any change

    async def call(self, work: Work, given: object) -> tuple[UUID | None, dict[str, Any]]:
        """Call the service; the id that the row has, and the arguments."""
        values = {name: read(given) for name, read in self.arguments.items()}
        for name in self.changes:
            if (value := getattr(given, name)) is not None:
                values[name] = value
        made = await self.service(work, **values)
        own = getattr(given, "id", None)
        return made or (None if own is None else identity(own)), values


def bind(service: Service, given: type, names: Mapping[str, str]) -> Binding:
    """Bind a service to an input type; ``names`` maps arguments to fields named otherwise.

    An argument takes the field of its name; one that is a dataclass takes its fields from
    the whole input; ``id`` goes to the first UUID argument left. Raises TypeError when an
    argument or a field is left over.
    """
    hints = get_type_hints(service)
    fields = {field.name for field in dataclasses.fields(given)}
    used: set[str] = set()
    arguments: dict[str, Read] = {}
    open_ended = False
    for parameter in list(inspect.signature(service).parameters.values())[1:]:
        name, hint = parameter.name, hints[parameter.name]
        field = names.get(name, name)
        if parameter.kind is parameter.VAR_KEYWORD:
            open_ended = True
        elif field in fields:
            arguments[name] = _field(field, hint)
            used.add(field)
        elif dataclasses.is_dataclass(hint):
            arguments[name] = _whole(hint)
            used |= {entry.name for entry in dataclasses.fields(hint)}
        elif hint is UUID and "id" in fields - used:
            arguments[name] = _field("id", hint)
            used.add("id")
        elif parameter.default is parameter.empty:
            raise TypeError(f"{given.__name__} gives no {name} to {_name(service)}")
    left = sorted(fields - used)
    if left and not open_ended:
        raise TypeError(f"{_name(service)} takes no {', '.join(left)} of {given.__name__}")
    return Binding(service, arguments, tuple(left))


def _whole(kind: Any) -> Read:
    return lambda given: facts_of(kind, given)


def _field(name: str, hint: object) -> Read:
    convert = _converter(name, hint)

    def read(given: object) -> Any:
        value = getattr(given, name)
        return None if value is None else convert(value)

    return read


def _converter(name: str, hint: object) -> Read:
    parts = get_args(hint) if _is_union(hint) else (hint,)
    if UUID in parts:
        return lambda value: identity(str(value), camel(name))
    for part in parts:
        if isinstance(part, type) and dataclasses.is_dataclass(part):
            return _whole(part)
        for item in get_args(part):
            if isinstance(item, type) and dataclasses.is_dataclass(item):
                return _each(_whole(item))
            if item is UUID:
                return _each(lambda value: identity(str(value), camel(name)))
    return lambda value: value


def _each(convert: Read) -> Read:
    def read(values: Any) -> list[Any]:
        return [convert(value) for value in values]

    return read


def _is_union(hint: object) -> bool:
    return get_origin(hint) in {Union, types.UnionType}


def _name(service: Service) -> str:
    return getattr(service, "__name__", repr(service))
