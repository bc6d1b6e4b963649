"""Builds the GraphQL schema: planned queries, ordinary mutations, one documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.schema.config import StrawberryConfig

from schema.planner.analysis import TYPE_TAG
from schema.planner.limits import Limits
from schema.planner.matching import offer_filters, without_filter
from schema.planner.model import Node, RootAny, RootField
from schema.planner.operation import OperationCache, Planner
from schema.planner.outputs import Outputs, PlannedField, output_type
from schema.planner.readback import read_reference, read_root
from schema.planner.scalars import SCALARS

BACK_REFERENCE = "strawberry-definition"
#: For linters that read the printed schema: what two of their rules cannot know.
LINTED = (
    "# eslint-disable @graphql-eslint/strict-id-in-types -- pages, edges and figures have none\n"
    "# eslint-disable @graphql-eslint/no-typename-prefix -- username is one word"
)


@dataclass(frozen=True, slots=True)
class PlannedSchema:
    """The strawberry schema with the planner bound to it."""

    strawberry: strawberry.Schema
    graphql: GraphQLSchema
    planner: Planner
    nodes: Mapping[str, Node]

    def operations(self) -> OperationCache:
        """A fresh cache of operations (one a process)."""
        return OperationCache(self.planner)

    def sdl(self) -> str:
        """The schema definition language, as committed in ``schema/schema.graphql``."""
        return f"{LINTED}\n\n{self.strawberry.as_str()}\n"


def build_schema(
    roots: Mapping[str, RootField],
    *,
    mutation: type | None = None,
    subscription: type | None = None,
    scope_type: sa.types.TypeEngine[Any] | None = None,
    limits: Limits | None = None,
) -> PlannedSchema:
    """Join root fields, mutations and streams into one schema.

    ``scope_type`` is the SQL type of the unions in a principal's scope.
    """
    outputs = Outputs()
    query = output_type("Query", "查询入口: every field is answered by one SQL statement.")
    fields = [outputs.root(name, entry) for name, entry in roots.items()]
    found = tuple(node for node in outputs.nodes.values() if node.identified)
    if found:
        more = {
            "node": RootAny(found, "任一对象, 按标识查询; 不存在或无权查看时为空"),
            "nodes": RootAny(
                found, "若干对象, 按给出的标识顺序; 不存在或无权查看处为空", many=True
            ),
        }
        fields += [outputs.root(name, entry) for name, entry in more.items()]
        roots = {**roots, **more}
    query.__strawberry_definition__.fields = fields  # type: ignore[attr-defined]
    if mutation is not None:
        offer_filters(mutation, outputs)
    config = StrawberryConfig(scalar_map=SCALARS)
    made = strawberry.Schema(query, mutation=mutation, subscription=subscription, config=config)
    graphql: GraphQLSchema = made._schema  # noqa: SLF001 - strawberry offers no accessor
    _bind(graphql, outputs.nodes)
    followed = graphql.subscription_type.fields if graphql.subscription_type else {}
    streams = {
        name: outputs.nodes[_named(entry)]
        for name, entry in followed.items()
        if _named(entry) in outputs.nodes
    }
    planner = Planner(graphql, roots, scope_type or sa.Uuid(), limits or Limits(), streams=streams)
    return PlannedSchema(made, graphql, planner, outputs.nodes)


def _bind(schema: GraphQLSchema, nodes: Mapping[str, Node]) -> None:
    """Set the resolvers of planned fields, and of payload fields that return a node."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _by_tag
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        if kind.name in nodes:
            kind.is_type_of = None  # a planned object is a dict of the answer
        for name, entry in kind.fields.items():
            declared = (entry.extensions or {}).get(BACK_REFERENCE)
            if isinstance(declared, PlannedField):
                entry.resolve = read_root if kind is schema.query_type else _by_response_key
            elif kind is schema.mutation_type and "filter" in entry.args:
                entry.resolve = without_filter(entry.resolve)
            elif (node := nodes.get(_named(entry))) is not None:
                entry.resolve = _referencing(node, name, entry.resolve)


def _named(entry: GraphQLField) -> str:
    kind: Any = entry.type
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return str(kind.name)


def _by_tag(value: Any, _info: GraphQLResolveInfo[Any], _kind: Any) -> str:
    """The planner writes the type beside the values (see ``Analysis.tagged``)."""
    return str(value[TYPE_TAG])


def _by_response_key(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    """A planned value stands in the answer under its response key."""
    return source[info.path.key]


def _referencing(node: Node, name: str, resolve: Callable[..., Any] | None) -> Callable[..., Any]:
    async def read(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        found = resolve(source, info, **arguments) if resolve else getattr(source, name)
        return await read_reference(node, found, info)

    return read
