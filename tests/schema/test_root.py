"""The committed SDL is the schema's, every part of it is described, every list is planned."""

from pathlib import Path

import graphql
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType

import schema
from schema.root import platform_schema

COMMITTED = Path(schema.__file__).with_name("schema.graphql")


def test_committed_sdl() -> None:
    """Run ``gonghui schema print > schema/schema.graphql`` after a change of types."""
    same = COMMITTED.read_text() == platform_schema().sdl()
    assert same, "the types changed: gonghui schema print > schema/schema.graphql"


def test_everything_is_described() -> None:
    bare = []
    for name, kind in graphql.build_schema(COMMITTED.read_text()).type_map.items():
        if name.startswith("__") or kind in graphql.specified_scalar_types.values():
            continue
        if not kind.description:
            bare.append(name)
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            bare += [f"{name}.{f}" for f, entry in kind.fields.items() if not entry.description]
        if isinstance(kind, GraphQLObjectType):
            bare += [
                f"{name}.{f}({a})"
                for f, entry in kind.fields.items()
                for a, argument in entry.args.items()
                if not argument.description
            ]
        if isinstance(kind, GraphQLEnumType):
            bare += [f"{name}.{v}" for v, entry in kind.values.items() if not entry.description]
    assert bare == []
