"""Bounds of a document and of a plan: what one request may ask for at most.

The document is measured in one pass, each fragment once: strawberry's own
limiters walk every fragment on every path, which takes exponential time on
nested fragments. The plan's bounds (cost, page size) depend on the role: see
``Budget`` here and ``schema.planner.cost``.
"""

from __future__ import annotations

from collections.abc import Iterator
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
class Budget:
    """What one plan may cost, and how many entries a page may have."""

    cost: int = 5_000
    page: int = 100


ORDINARY = Budget()
REPORTS = Budget(cost=50_000, page=500)
#: Roles that make reports: they read far and wide, and few people hold them.
REPORTING = frozenset({"ANALYST", "AUDITOR", "CITY_DEPARTMENT", "CITY_LEADER", "JOB"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may be at most, and the budgets of its plan.

    ``introspection`` bounds the depth below ``__schema`` and ``__type``, where the
    tools' own queries unfold the wrappings of a type one by one.
    """

    depth: int = 12
    introspection: int = 20
    fields: int = 1_500
    aliases: int = 30
    directives: int = 20
    tokens: int = 2_000
    mutations: int = 4
    ordinary: Budget = ORDINARY
    reports: Budget = REPORTS

    def budget(self, role: str) -> Budget:
        """The budget of a role, by its code."""
        return self.reports if role in REPORTING else self.ordinary


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a selection set with its fragments unfolded."""

    depth: int = 0
    introspection: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0


CEILING = 1_000_000
CODES = {
    "depth": "DEPTH_LIMIT",
    "introspection": "DEPTH_LIMIT",
    "fields": "FIELD_LIMIT",
    "aliases": "ALIAS_LIMIT",
    "directives": "DIRECTIVE_LIMIT",
    "mutations": "MUTATION_LIMIT",
    "tokens": "TOKEN_LIMIT",
}


@dataclass(slots=True)
class _Walk:
    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, Measure] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def measure(self, selected: SelectionSetNode | None) -> Measure:
        depth = introspection = fields = aliases = directives = roots = 0
        for item in selected.selections if selected is not None else ():
            if isinstance(item, FieldNode):
                below = self._field(item)
            elif isinstance(item, FragmentSpreadNode):
                below = self.fragment(item.name.value)
            else:
                below = self.measure(item.selection_set)  # type: ignore[attr-defined]
            depth = max(depth, below.depth)
            introspection = max(introspection, below.introspection)
            fields = min(fields + below.fields, CEILING)
            aliases = min(aliases + below.aliases, CEILING)
            directives = min(directives + below.directives + len(item.directives or ()), CEILING)
            roots = min(roots + below.roots, CEILING)
        return Measure(depth, introspection, fields, aliases, directives, roots)

    def _field(self, item: FieldNode) -> Measure:
        below = self.measure(item.selection_set)
        aside = item.name.value.startswith("__")
        depth, introspection = below.depth + 1, below.introspection
        if aside:
            depth, introspection = 1, max(below.depth, below.introspection) + 1
        aliases = below.aliases + (item.alias is not None)
        return Measure(depth, introspection, below.fields + 1, aliases, below.directives, 1)

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
    mutations = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            found = walk.measure(definition.selection_set)
            own = len(definition.directives or ())
            if definition.operation is OperationType.MUTATION:
                mutations += found.roots
            for name, size in _sizes(found, own):
                refuse(name, size, getattr(limits, name))
    refuse("mutations", mutations, limits.mutations)


def _sizes(found: Measure, own_directives: int) -> Iterator[tuple[str, int]]:
    yield "depth", found.depth
    yield "introspection", found.introspection
    yield "fields", found.fields
    yield "aliases", found.aliases
    yield "directives", found.directives + own_directives


def refuse(name: str, found: int, limit: int) -> None:
    """Raise GraphQLError with the bound's code when ``found`` is beyond ``limit``."""
    if found > limit:
        raise GraphQLError(
            f"The document has too many {name} ({found}); the limit is {limit}.",
            extensions={"code": CODES[name], "limit": limit},
        )
