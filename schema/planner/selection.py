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
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
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

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def collect(self, sets: tuple[SelectionSetNode, ...], kind: str) -> list[Selection]:
        """The fields of merged selection sets on the object type ``kind``, in answer order."""
        merged: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selected in sets:
            self._walk(selected, kind, merged, visited)
        return [Selection(key, tuple(nodes)) for key, nodes in merged.items()]

    def below(self, selection: Selection, kind: str) -> list[Selection]:
        """The fields below a field whose object is of the type ``kind``."""
        sets = tuple(n.selection_set for n in selection.nodes if n.selection_set is not None)
        return self.collect(sets, kind)

    def _applies(self, condition: NamedTypeNode | None, kind: str) -> bool:
        if condition is None or condition.name.value == kind:
            return True
        found = self.schema.get_type(condition.name.value)
        own = self.schema.get_type(kind)
        return (
            isinstance(found, GraphQLInterfaceType | GraphQLUnionType)
            and isinstance(own, GraphQLObjectType)
            and self.schema.is_sub_type(found, own)
        )

    def _walk(
        self,
        selected: SelectionSetNode,
        kind: str,
        merged: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for item in selected.selections:
            if not self._included(item):
                continue
            if isinstance(item, FieldNode):
                key = item.alias.value if item.alias else item.name.value
                merged.setdefault(key, []).append(item)
            elif isinstance(item, InlineFragmentNode):
                if self._applies(item.type_condition, kind):
                    self._walk(item.selection_set, kind, merged, visited)
            elif isinstance(item, FragmentSpreadNode) and item.name.value not in visited:
                visited.add(item.name.value)
                fragment = self.fragments[item.name.value]
                if self._applies(fragment.type_condition, kind):
                    self._walk(fragment.selection_set, kind, merged, visited)

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
