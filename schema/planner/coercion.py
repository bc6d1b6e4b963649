"""Variables from JSON to Python, by functions made once for an operation.

graphql-core's own coercion is exact but slow and goes through strawberry; it is
asked only for the wording when a value does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)
from graphql.pyutils import Undefined

Coerce = Callable[[Any], Any]
LIMIT_32 = 2**31
MAXIMUM_LIST = 1000
MAXIMUM_TEXT = 10_000


class CoercionError(Exception):
    """A value does not fit its type."""


def coercer(kind: Any) -> Coerce:
    """A function that coerces a JSON value to the type or raises CoercionError."""
    if isinstance(kind, GraphQLNonNull):
        inner = coercer(kind.of_type)

        def required(value: Any) -> Any:
            if value is None:
                raise CoercionError
            return inner(value)

        return required
    return _nullable(_by_type(kind))


def _nullable(inner: Coerce) -> Coerce:
    return lambda value: None if value is None else inner(value)


def _by_type(kind: Any) -> Coerce:
    if isinstance(kind, GraphQLList):
        return _list(kind)
    if isinstance(kind, GraphQLInputObjectType):
        return _input_object(kind)
    if isinstance(kind, GraphQLEnumType):
        return _enum(kind)
    return BUILT_IN.get(kind.name) or _custom(kind)


def _list(kind: GraphQLList[Any]) -> Coerce:
    inner: list[Coerce] = []

    def coerce(value: Any) -> Any:
        if not inner:
            inner.append(coercer(kind.of_type))
        if not isinstance(value, list):
            return [inner[0](value)]
        if len(value) > MAXIMUM_LIST:
            raise CoercionError
        return [inner[0](item) for item in value]

    return coerce


def _input_object(kind: GraphQLInputObjectType) -> Coerce:
    inner: dict[str, Coerce] = {}

    def coerce(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise CoercionError
        fields = kind.fields
        result = {}
        for key, item in value.items():
            if key not in fields:
                raise CoercionError
            if key not in inner:
                inner[key] = coercer(fields[key].type)
            result[key] = inner[key](item)
        for key, entry in fields.items():
            if key not in result:
                if entry.default_value is not Undefined:
                    result[key] = entry.default_value
                elif isinstance(entry.type, GraphQLNonNull):
                    raise CoercionError
        return result

    return coerce


def _enum(kind: GraphQLEnumType) -> Coerce:
    names = frozenset(kind.values)

    def coerce(value: Any) -> Any:
        if isinstance(value, str) and value in names:
            return value
        raise CoercionError

    return coerce


def _custom(kind: GraphQLScalarType) -> Coerce:
    parse = kind.parse_value

    def coerce(value: Any) -> Any:
        try:
            return parse(value)
        except GraphQLError:
            raise CoercionError from None

    return coerce


def _int(value: Any) -> int:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is int and -LIMIT_32 <= value < LIMIT_32:
        return value
    raise CoercionError


def _float(value: Any) -> float:
    if type(value) in {int, float} and isfinite(value):
        return float(value)
    raise CoercionError


def _string(value: Any) -> str:
    if type(value) is str and "\0" not in value and len(value) <= MAXIMUM_TEXT:
        return value
    raise CoercionError


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise CoercionError


def _identifier(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return _string(value)


BUILT_IN: dict[str, Coerce] = {
    "Int": _int,
    "Float": _float,
    "String": _string,
    "Boolean": _boolean,
    "ID": _identifier,
}
