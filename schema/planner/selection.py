"""Selection sets: fragments spread, equal response keys merged, directives obeyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.language import BooleanValueNode


@dataclass(frozen=True, slots=True)
class Selection:
    """One response key: the field nodes merged under it, the first gives name and arguments."""

    key: str
    nodes: tuple[FieldNode, ...]

    @property
    def name(self) -> str:
        """The GraphQL field name."""
        return self.nodes[0].name.value


@dataclass(frozen=True, slots=True)
class Document:
    """What a selection needs around it: fragments and coerced variables."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def collect(self, sets: tuple[SelectionSetNode, ...]) -> list[Selection]:
        """The fields of merged selection sets, in the order of the answer."""
        merged: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selected in sets:
            self._walk(selected, merged, visited)
        return [Selection(key, tuple(nodes)) for key, nodes in merged.items()]

    def below(self, selection: Selection) -> list[Selection]:
        """The fields below a field."""
        sets = tuple(n.selection_set for n in selection.nodes if n.selection_set is not None)
        return self.collect(sets)

    def _walk(
        self, selected: SelectionSetNode, merged: dict[str, list[FieldNode]], visited: set[str]
    ) -> None:
        for item in selected.selections:
            if not self._included(item):
                continue
            if isinstance(item, FieldNode):
                key = item.alias.value if item.alias else item.name.value
                merged.setdefault(key, []).append(item)
            elif isinstance(item, InlineFragmentNode):
                self._walk(item.selection_set, merged, visited)
            elif isinstance(item, FragmentSpreadNode) and item.name.value not in visited:
                visited.add(item.name.value)
                self._walk(self.fragments[item.name.value].selection_set, merged, visited)

    def _included(self, item: SelectionNode) -> bool:
        for directive in item.directives or ():
            name = directive.name.value
            if name == "skip" and self._condition(directive):
                return False
            if name == "include" and not self._condition(directive):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        value = (directive.arguments or ())[0].value
        if isinstance(value, VariableNode):
            return bool(self.variables[value.name.value])
        return isinstance(value, BooleanValueNode) and value.value
