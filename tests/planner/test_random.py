"""Over random filters, orders with nulls, page sizes and callers: every way to count agrees.

The groups of every key add up to ``totalCount`` and to ``aggregate { count }``, and
both cursor walks, forwards and backwards, meet exactly so many rows, in one order.
"""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.planner.inputs import constant_name, group_keys
from schema.planner.limits import Budget, Limits
from schema.planner.model import ColumnField, Node, RootMany, ToManyField, ToOneField
from schema.planner.pool import ReadPool
from schema.planner.schema import PlannedSchema
from schema.root import platform_schema
from tests.planner.conftest import Client, Unwritten
from tests.planner.federation import DAY
from tests.planner.test_properties import CALLERS

pytestmark = pytest.mark.anyio
ROOTS = {
    name: entry
    for name, entry in platform_schema().planner.roots.items()
    if name in {"members", "assistanceRecords", "dossiers", "unions", "facilities", "inspections"}
    and isinstance(entry, RootMany)
}
ORDINARY = {"Date", "Int", "Fen", "Boolean"}


@st.composite
def conditions(draw: st.DrawFn, node: Node, depth: int = 2) -> dict[str, Any]:
    """A filter of the node: columns, links, and / or / not."""
    fields = [f for f in node.fields.values() if _usable(f)]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=2, unique_by=lambda f: f.name))
    made: dict[str, Any] = {}
    for field in chosen:
        if isinstance(field, ColumnField):
            made[field.name] = draw(comparison(field))
        elif depth and isinstance(field, ToOneField):
            made[field.name] = draw(conditions(field.target, 0))
        elif depth and isinstance(field, ToManyField):
            which = draw(st.sampled_from(["some", "none", "every"]))
            made[field.name] = {which: draw(conditions(field.target, 0))}
    if depth:
        joint = draw(st.sampled_from(["", "and", "or", "not"]))
        inner = conditions(node, depth - 1)
        if joint == "not":
            made["not"] = draw(inner)
        elif joint:
            made[joint] = draw(st.lists(inner, max_size=2))
    return made


def _usable(field: object) -> bool:
    if isinstance(field, ColumnField):
        known = field.kind.codes is not None or field.kind.name in ORDINARY
        return known and field.filterable and field.mask is None
    return isinstance(field, ToOneField | ToManyField)


@st.composite
def comparison(draw: st.DrawFn, field: ColumnField) -> dict[str, Any]:
    """One or two operators on a column."""
    if draw(st.booleans()) and field.nullable:
        return {"isNull": draw(st.booleans())}
    if field.kind.codes is not None:
        names = st.sampled_from([code.name for code in field.kind.codes])
        operator = draw(st.sampled_from(["eq", "ne", "in", "notIn"]))
        many = operator in {"in", "notIn"}
        return {operator: draw(st.lists(names, max_size=4) if many else names)}
    if field.kind.name == "Boolean":
        return {"eq": draw(st.booleans())}
    value: Any = draw(st.integers(0, 700))
    if field.kind.name == "Date":
        value = (DAY + dt.timedelta(days=value)).isoformat()
    return {draw(st.sampled_from(["gt", "gte", "lt", "lte", "ne"])): value}


@st.composite
def orders(draw: st.DrawFn, node: Node) -> list[dict[str, str]]:
    """Up to three keys, each in a direction of its own."""
    names = [constant_name(c.name) for c in node.columns() if c.sortable]
    chosen = draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if names else []
    direction = st.sampled_from(["ASC", "DESC"])
    return [{"field": name, "direction": draw(direction)} for name in chosen]


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any], int, str]:
    name = draw(st.sampled_from(sorted(ROOTS)))
    node = ROOTS[name].target
    variables = {"filter": draw(conditions(node)), "orderBy": draw(orders(node)) or None}
    return name, variables, draw(st.integers(1, 8)), draw(st.sampled_from(sorted(CALLERS)))


@pytest.fixture
async def client(federation: str, schema: PlannedSchema) -> AsyncIterator[Client]:
    """A client whose questions may cost what they like."""
    free = Limits(ordinary=Budget(10**6), reports=Budget(10**6))
    unlimited = replace(schema, planner=replace(schema.planner, limits=free))
    async with ReadPool(federation, 1, Unwritten()) as pool:
        yield Client(unlimited, pool)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(question=questions())
async def test_every_way_to_count_agrees(
    client: Client, question: tuple[str, dict[str, Any], int, str]
) -> None:
    name, variables, size, caller = question
    node, who = ROOTS[name].target, CALLERS[caller]
    keys = [key for key, by in group_keys(node).items() if by.column.kind.name != "ID"][:25]
    groups = " ".join(
        f"g{i}: groups(by: [{key}], first: 1000) {{ count }}" for i, key in enumerate(keys)
    )
    head = f"query($filter: {node.name}Filter)"
    figures = f"totalCount aggregate {{ count }} {groups}"
    counted = await client(
        f"{head} {{ {name}(filter: $filter) {{ {figures} }} }}",
        {"filter": variables["filter"]},
        who,
    )
    found = counted[name]
    total = found["totalCount"]
    assert found["aggregate"]["count"] == total
    for index, key in enumerate(keys):
        assert sum(group["count"] for group in found[f"g{index}"]) == total, key
    forward = await _walk(client, name, variables, size, who, backward=False)
    backward = await _walk(client, name, variables, size, who, backward=True)
    assert forward == backward
    assert len(forward) == len(set(forward)) == total


async def _walk(
    client: Client,
    name: str,
    variables: dict[str, Any],
    size: int,
    who: Any,
    *,
    backward: bool,
) -> list[str]:
    """All ids, page by page."""
    take, cursor, more, end = (
        ("last", "before", "hasPreviousPage", "startCursor")
        if backward
        else ("first", "after", "hasNextPage", "endCursor")
    )
    node = ROOTS[name].target
    query = (
        f"query($f: {node.name}Filter, $o: [{node.name}Order!], $c: String, $n: Int) {{"
        f" {name}({take}: $n, {cursor}: $c, filter: $f, orderBy: $o)"
        f" {{ nodes {{ id }} pageInfo {{ {more} {end} }} }} }}"
    )
    seen: list[str] = []
    place = None
    while True:
        given = {"f": variables["filter"], "o": variables["orderBy"], "c": place, "n": size}
        page = (await client(query, given, who))[name]
        ids = [row["id"] for row in page["nodes"]]
        seen = ids + seen if backward else seen + ids
        if not page["pageInfo"][more]:
            return seen
        place = page["pageInfo"][end]
