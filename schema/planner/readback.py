"""Planned reads inside graphql-core's executor: payloads of mutations, mixed queries.

The planner reads what the client selected below a payload's entity in one
statement, on the connection of readers and under the caller's access rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

import msgspec
from graphql import GraphQLResolveInfo, parse

from schema.core.principal import Principal
from schema.planner import plan
from schema.planner.analysis import Analysis
from schema.planner.model import Node
from schema.planner.operation import Planner, Statement
from schema.planner.pool import ReadPool
from schema.planner.selection import Document, Selection
from schema.planner.values import Bound

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A row that a mutation wrote; the planner reads what the client selected of it."""

    identity: UUID


def reference(python: type[T], identity: UUID) -> T:
    """The entity of a payload: ``Payload(member=reference(Membership, id))``."""
    del python
    return cast("T", Reference(identity))


class ReadContext(Protocol):
    """What a resolver's context must offer for planned reads."""

    principal: Principal
    planner: Planner
    read_pool: ReadPool


async def read_root(_source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    """One root field, when graphql-core executes the operation (mixed with introspection)."""
    document, selection = _selection(info)
    outputs = [(selection.key, _analysis(info, document).root(selection))]
    return (await _run(info, outputs))[selection.key]


async def read_reference(node: Node, found: Any, info: GraphQLResolveInfo[Any]) -> Any:
    """What was selected of a referenced row; anything else is passed through."""
    if isinstance(found, list):
        return [await read_reference(node, item, info) for item in found]
    if not isinstance(found, Reference):
        return found
    document, selection = _selection(info)
    inner = _analysis(info, document).object(node, selection)
    one = plan.OnePlan(inner, key=Bound(str(found.identity)))
    return (await _run(info, [(selection.key, one)]))[selection.key]


async def read_matching(
    info: GraphQLResolveInfo[Any], root: str, most: int
) -> tuple[int, list[dict[str, Any]]]:
    """What the ``filter`` of this call finds under a root field, as its caller sees it.

    How many there are, and id and version of the first ``most``.
    """
    document, selection = _selection(info)
    called = selection.nodes[0]
    given = [a for a in called.arguments or () if a.name.value == "filter"]
    asked = parse(f"{{ {root}(first: {most}) {{ totalCount nodes {{ id version }} }} }}")
    bare = cast("Any", asked.definitions[0]).selection_set.selections[0]
    field = dataclasses.replace(bare, arguments=(*bare.arguments, *given))
    found = _analysis(info, document).root(Selection(root, (field,)))
    page = (await _run(info, [(root, found)]))[root]
    return page["totalCount"], page["nodes"]


def _selection(info: GraphQLResolveInfo[Any]) -> tuple[Document, Selection]:
    variables = getattr(info.variable_values, "coerced", info.variable_values)
    document = Document(info.schema, info.fragments, cast("Mapping[str, Any]", variables))
    return document, Selection(str(info.path.key), tuple(info.field_nodes))


def _analysis(info: GraphQLResolveInfo[Any], document: Document) -> Analysis:
    context = cast("ReadContext", info.context)
    analysis = context.planner.analysis(document, context.principal)
    return dataclasses.replace(analysis, tagged=True)


async def _run(info: GraphQLResolveInfo[Any], outputs: list[tuple[str, plan.RootPlan]]) -> Any:
    context = cast("ReadContext", info.context)
    principal = context.principal
    made: Statement = context.planner.statement(outputs, principal)
    variables = getattr(info.variable_values, "coerced", info.variable_values)
    arguments = made.arguments(cast("Mapping[str, Any]", variables), principal)
    body = await context.read_pool.fetch_json(made.sql, arguments, principal)
    return msgspec.json.decode(body)["data"]
