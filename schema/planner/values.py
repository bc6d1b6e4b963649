"""Arguments as the planner sees them: their shape now, their values at each request.

A statement is compiled once for each *shape* of variables (which are given,
which keys an input object has, the value of booleans, page sizes and order
keys); the remaining values are bound when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    value_from_ast,
)
from graphql.pyutils import Undefined

STRUCTURAL_ENUMS = ("OrderField", "OrderDirection", "GroupBy")


@dataclass(frozen=True, slots=True)
class Bound:
    """A leaf value: a constant of the document, or a place in the variables.

    ``value`` is the coerced value at planning time; only what the shape fixes
    (see ``structural``) may be built into the statement.
    """

    value: Any
    variable: str | None = None
    path: tuple[str | int, ...] = ()

    @property
    def constant(self) -> bool:
        """Whether the value stands in the document itself."""
        return self.variable is None

    def getter(self, convert: Callable[[Any], Any] | None) -> Callable[[Mapping[str, Any]], Any]:
        """A function from coerced variables to the driver's value."""
        if self.variable is None:
            fixed = convert(self.value) if convert else self.value
            return lambda _variables: fixed
        return _reader(self.variable, self.path, convert)


def _reader(
    name: str, path: tuple[str | int, ...], convert: Callable[[Any], Any] | None
) -> Callable[[Mapping[str, Any]], Any]:
    if not path and convert is None:
        return lambda variables: variables[name]
    if not path and convert is not None:
        return lambda variables: convert(variables[name])

    def read(variables: Mapping[str, Any]) -> Any:
        value = variables[name]
        for step in path:
            value = value[step]
        return convert(value) if convert else value

    return read


Argument = Bound | dict[str, Any] | list[Any] | None
MISSING = object()


def argument(node: ValueNode, kind: Any, variables: Mapping[str, Any]) -> Any:
    """An argument's value: dicts and lists of ``Bound`` leaves, None, or ``MISSING``."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(node, VariableNode):
        name = node.name.value
        if name not in variables:
            return MISSING
        return lift(variables[name], kind, name, ())
    if isinstance(node, NullValueNode):
        return None
    if isinstance(kind, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        return _object(node, kind, variables)
    if isinstance(kind, GraphQLList):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        found = [argument(item, kind.of_type, variables) for item in items or ()]
        return [None if item is MISSING else item for item in found]
    value = value_from_ast(node, kind)
    if value is Undefined:
        message = "invalid literal"
        raise GraphQLError(message, node, extensions={"code": "BAD_INPUT"})
    return Bound(value)


def _object(
    node: ObjectValueNode, kind: GraphQLInputObjectType, variables: Mapping[str, Any]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for entry in node.fields or ():
        value = argument(entry.value, kind.fields[entry.name.value].type, variables)
        if value is not MISSING:
            result[entry.name.value] = value
    return result


def lift(value: Any, kind: Any, name: str, path: tuple[str | int, ...]) -> Any:
    """A variable's value as ``Bound`` leaves that remember where they stand."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if value is None:
        return None
    if isinstance(kind, GraphQLInputObjectType):
        return {
            key: lift(item, kind.fields[key].type, name, (*path, key))
            for key, item in value.items()
        }
    if isinstance(kind, GraphQLList):
        if bindable_list(kind):
            return Bound(value, name, path)
        return [lift(item, kind.of_type, name, (*path, i)) for i, item in enumerate(value)]
    return Bound(value, name, path)


def bindable_list(kind: GraphQLList[Any]) -> bool:
    """Whether a list travels as one array parameter: scalars and ordinary enums do."""
    inner = kind.of_type
    if isinstance(inner, GraphQLNonNull):
        inner = inner.of_type
    if isinstance(inner, GraphQLInputObjectType | GraphQLList):
        return False
    return not structural(inner)


def structural(kind: Any) -> bool:
    """Whether a value of this type decides the text of the statement."""
    if isinstance(kind, GraphQLEnumType):
        return kind.name.endswith(STRUCTURAL_ENUMS)
    return getattr(kind, "name", "") == "Boolean"


Shape = Callable[[Any], Any]


def shape_of(kind: Any) -> Shape:
    """A function from a coerced value to the part of it that decides the statement."""
    if isinstance(kind, GraphQLNonNull):
        return shape_of(kind.of_type)
    if isinstance(kind, GraphQLInputObjectType):
        return _object_shape(kind)
    if isinstance(kind, GraphQLList):
        if bindable_list(kind):
            return _presence
        return _list_shape(kind)
    return _itself if structural(kind) else _presence


def _object_shape(kind: GraphQLInputObjectType) -> Shape:
    inner: dict[str, Shape] = {}

    def shape(value: Any) -> Any:
        if value is None:
            return None
        parts = []
        for key, item in value.items():
            if key not in inner:  # recursive types are unfolded as far as values need
                inner[key] = shape_of(kind.fields[key].type)
            parts.append((key, inner[key](item)))
        return tuple(parts)

    return shape


def _list_shape(kind: GraphQLList[Any]) -> Shape:
    inner: list[Shape] = []

    def shape(value: Any) -> Any:
        if value is None:
            return None
        if not inner:
            inner.append(shape_of(kind.of_type))
        return tuple(inner[0](item) for item in value)

    return shape


def _presence(value: Any) -> Any:
    return value is not None


def _itself(value: Any) -> Any:
    return value
