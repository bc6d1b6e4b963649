"""Bounds of a document, measured in one pass, each fragment once.

strawberry's own limiters walk every fragment on every path, which takes
exponential time on nested fragments; here the depth and the size of a fragment
are computed once and reused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.language import DocumentNode, OperationType


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may be at most; ``cost`` bounds the objects of a plan."""

    depth: int = 15
    fields: int = 1500
    aliases: int = 30
    directives: int = 20
    tokens: int = 4000
    mutations: int = 4
    cost: int = 100_000


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a selection set with its fragments unfolded."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


CEILING = 1_000_000
CODES = {
    "depth": "DEPTH_LIMIT",
    "fields": "FIELD_LIMIT",
    "aliases": "ALIAS_LIMIT",
    "directives": "DIRECTIVE_LIMIT",
    "mutations": "MUTATION_LIMIT",
}


@dataclass(slots=True)
class _Walk:
    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, Measure] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def measure(self, selected: SelectionSetNode | None) -> Measure:
        if selected is None:
            return Measure()
        depth = fields = aliases = directives = 0
        for item in selected.selections:
            directives += len(item.directives or ())
            if isinstance(item, FieldNode):
                below = self.measure(item.selection_set)
                below = Measure(below.depth + 1, below.fields + 1, below.aliases, below.directives)
                aliases += item.alias is not None
            elif isinstance(item, FragmentSpreadNode):
                below = self.fragment(item.name.value)
            else:
                below = self.measure(item.selection_set)  # type: ignore[attr-defined]
            depth = max(depth, below.depth)
            fields = min(fields + below.fields, CEILING)
            aliases = min(aliases + below.aliases, CEILING)
            directives = min(directives + below.directives, CEILING)
        return Measure(depth, fields, aliases, directives)

    def fragment(self, name: str) -> Measure:
        if name in self.open or name not in self.fragments:
            return Measure()  # validation refuses cycles and unknown fragments
        if name not in self.known:
            self.open.add(name)
            self.known[name] = self.measure(self.fragments[name].selection_set)
            self.open.discard(name)
        return self.known[name]


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document beyond a bound, with the bound's own code."""
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    walk = _Walk(fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            _check(walk.measure(definition.selection_set), limits)
            if definition.operation is OperationType.MUTATION:
                count = len(definition.selection_set.selections)
                _refuse("mutations", count, limits.mutations)


def _check(found: Measure, limits: Limits) -> None:
    for name in ("depth", "fields", "aliases", "directives"):
        _refuse(name, getattr(found, name), getattr(limits, name))


def _refuse(name: str, found: int, limit: int) -> None:
    if found > limit:
        raise GraphQLError(
            f"The document has too many {name} ({found}); the limit is {limit}.",
            extensions={"code": CODES[name], "limit": limit},
        )
