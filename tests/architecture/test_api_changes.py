"""The schema's promise to clients: documented, and never broken without a note."""

import re
from fnmatch import fnmatchcase
from functools import cache

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.utilities import BreakingChange, find_breaking_changes

from schema.root import platform_schema
from tests.architecture.test_sources import ROOT

NOTES = ROOT / "deploy" / "api-changes.md"
#: Names of standards are the same in every language.
STANDARDS = {
    "CoordinateSystem.WGS84",
    "CoordinateSystem.GCJ02",
    "FeedFormat.RSS",
    "FeedFormat.ATOM",
}
RELEASED = ROOT / "schema" / "released.graphql"


@cache
def present() -> GraphQLSchema:
    return build_schema(platform_schema().sdl())


def unnoted(changes: list[BreakingChange], notes: str) -> list[str]:
    """The changes for which no pattern of the notes stands."""
    patterns = re.findall(r"`([^`\s]+)`", notes)
    return [
        change.description
        for change in changes
        if not any(
            fnmatchcase(word.rstrip("."), pattern)
            for word in change.description.split()
            for pattern in patterns
        )
    ]


@pytest.mark.requirement("R16")
def test_no_breaking_change_without_a_note() -> None:
    released = build_schema(RELEASED.read_text(encoding="utf-8"))
    changes = find_breaking_changes(released, present())
    assert unnoted(changes, NOTES.read_text(encoding="utf-8")) == []


@pytest.mark.requirement("R16")
def test_the_gate_sees_what_breaks() -> None:
    before = build_schema("type Query { a: Int! b(x: Int): String }")
    after = build_schema("type Query { a: Int b(x: Int!): String }")
    changes = find_breaking_changes(before, after)
    assert len(unnoted(changes, "nothing")) == 2
    assert len(unnoted(changes, "- `Query.b(x:)`: is asked for")) == 1
    assert unnoted(changes, "- `Query.b*`, `Query.a`: for a reason") == []


def test_everything_has_words_in_chinese() -> None:
    missing = []
    for name, kind in present().type_map.items():
        if name.startswith("__") or name in {"Int", "Float", "String", "Boolean", "ID"}:
            continue
        parts = [(name, kind.description)]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            parts += [
                (f"{name}.{field}", entry.description) for field, entry in kind.fields.items()
            ]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            parts += [
                (f"{name}.{field}({argument})", given.description)
                for field, entry in kind.fields.items()
                for argument, given in entry.args.items()
            ]
        parts += [(f"{name}.{v}", e.description) for v, e in getattr(kind, "values", {}).items()]
        missing += [
            place for place, words in parts if not re.search(r"[\u4e00-\u9fff]", words or "")
        ]
    assert set(missing) <= STANDARDS


def test_deprecations_carry_reasons() -> None:
    assert '@deprecated(reason: "No longer supported")' not in platform_schema().sdl()
    assert not re.search(r"@deprecated(?!\(reason:)", platform_schema().sdl())
