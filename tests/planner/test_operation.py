"""The operation cache, coercion of variables, and refusals with their codes."""

from typing import Any

import pytest
from graphql import GraphQLError

from schema.planner.operation import OperationErrors
from schema.planner.schema import PlannedSchema
from tests.planner.conftest import ADMINISTRATOR, ANALYST, Client, within
from tests.planner.federation import TOWN

pytestmark = pytest.mark.anyio
LIST = """query($first: Int, $after: String, $filter: MembershipFilter, $more: Boolean = false) {
  members(first: $first, after: $after, filter: $filter) { nodes { id status @include(if: $more) } }
}"""


async def test_repeated_query_is_neither_parsed_nor_compiled(client: Client) -> None:
    counters = client.operations.counters
    await client(LIST, {"first": 2, "filter": {"joinedOn": {"gte": "2024-01-01"}}})
    assert (counters.parsed, counters.compiled) == (1, 1)
    for day in ("2024-02-01", "2025-01-01", "2020-12-31"):
        await client(LIST, {"first": 2, "filter": {"joinedOn": {"gte": day}}})
    assert (counters.parsed, counters.compiled, counters.hits) == (1, 1, 3)


async def test_each_shape_is_compiled_once(client: Client) -> None:
    shapes: list[dict[str, Any]] = [
        {"first": 2},
        {"first": 3},
        {"first": 2, "more": True},
        {"first": 2, "filter": {}},
        {"first": 2, "filter": {"status": {"eq": "ACTIVE"}}},
        {"first": 2, "filter": {"status": {"in": ["ACTIVE"]}}},
    ]
    for _ in range(2):
        for variables in shapes:
            await client(LIST, variables)
    assert client.operations.counters.compiled == len(shapes)
    await client(LIST, {"first": 2}, ANALYST)
    await client(LIST, {"first": 2}, within(TOWN))
    assert client.operations.counters.compiled == len(shapes) + 2


async def test_values_of_one_shape_differ_in_answer(client: Client) -> None:
    query = "query($s: [MembershipStatus!]) { members(filter: {status: {in: $s}}) { totalCount } }"
    active = await client(query, {"s": ["ACTIVE"]})
    both = await client(query, {"s": ["ACTIVE", "RETAINED"]})
    assert (active["members"]["totalCount"], both["members"]["totalCount"]) == (18, 23)
    assert client.operations.counters.compiled == 1


TOO_DEAR = """{ members(first: 100) { nodes { union { members(first: 100) { nodes { union {
  members(first: 100) { nodes { id } } } } } } } } }"""
REFUSED: list[tuple[str, dict[str, Any] | None, str]] = [
    ("{ members(first: 101) { totalCount } }", None, "PAGE_TOO_LARGE"),
    ("{ members(first: 0) { totalCount } }", None, "BAD_INPUT"),
    ("{ members(first: 1, last: 1) { totalCount } }", None, "BAD_INPUT"),
    ('{ members(after: "x", last: 1) { nodes { id } } }', None, "BAD_INPUT"),
    ('{ members(after: "x") { nodes { id } } }', None, "INVALID_CURSOR"),
    ('{ member(id: "x") { id } }', None, "BAD_INPUT"),
    ("{ members(filter: {status: null}) { totalCount } }", None, "BAD_INPUT"),
    ("{ members(filter: {status: {eq: null}}) { totalCount } }", None, "BAD_INPUT"),
    ("{ members { groups(by: []) { count } } }", None, "BAD_INPUT"),
    ("{ members { groups(by: [STATUS], first: 1001) { count } } }", None, "PAGE_TOO_LARGE"),
    (
        "{ members(orderBy: [{field: JOINED_ON}, {field: JOINED_ON}]) { nodes { id } } }",
        None,
        "BAD_INPUT",
    ),
    (LIST, {"first": "2"}, "BAD_INPUT"),
    (LIST, {"first": 2**31}, "BAD_INPUT"),
    (LIST, {"filter": {"nope": 1}}, "BAD_INPUT"),
    (LIST, {"filter": {"joinedOn": {"gte": "2024-02-30"}}}, "BAD_INPUT"),
    (LIST, {"filter": {"employerName": {"eq": "a\0b"}}}, "BAD_INPUT"),
    (LIST, {"filter": {"status": {"eq": "NOPE"}}}, "BAD_INPUT"),
    (LIST, {"after": "bm90IGpzb24="}, "INVALID_CURSOR"),
    ("query($f: Boolean!) { members { totalCount @skip(if: $f) } }", {}, "BAD_INPUT"),
    (TOO_DEAR, None, "COST_LIMIT"),
]


@pytest.mark.parametrize(("query", "variables", "code"), REFUSED)
async def test_refusals(
    client: Client, query: str, variables: dict[str, Any] | None, code: str
) -> None:
    with pytest.raises(GraphQLError) as refused:
        await client(query, variables)
    assert (refused.value.extensions or {})["code"] == code
    assert client.pool.executed == 0


async def test_cursor_of_another_order_is_refused(client: Client) -> None:
    page = await client("{ members(first: 1) { pageInfo { endCursor } } }")
    cursor = page["members"]["pageInfo"]["endCursor"]
    query = (
        "query($a: String) { members(after: $a, orderBy: [{field: JOINED_ON}]) { nodes { id } } }"
    )
    with pytest.raises(GraphQLError) as refused:
        await client(query, {"a": cursor})
    assert (refused.value.extensions or {})["code"] == "INVALID_CURSOR"


async def test_analyst_may_not_filter_by_a_masked_name(client: Client) -> None:
    query = '{ members(filter: {person: {name: {eq: "王小明"}}}) { totalCount } }'
    assert (await client(query, None, ADMINISTRATOR))["members"]["totalCount"] == 2
    with pytest.raises(GraphQLError) as refused:
        await client(query, None, ANALYST)
    assert (refused.value.extensions or {})["code"] == "FORBIDDEN_FIELD"


def refusal(schema: PlannedSchema, query: str) -> str:
    with pytest.raises(GraphQLError) as refused:
        schema.operations().get(query, None)
    return str((refused.value.extensions or {})["code"])


def test_document_bounds(schema: PlannedSchema) -> None:
    deep = "{ unions { nodes " + "{ parent " * 14 + "{ id }" + " }" * 14 + " } }"
    aliases = " ".join(f"a{i}: totalCount" for i in range(31))
    directives = " ".join("totalCount @include(if: true)" for _ in range(21))
    assert refusal(schema, deep) == "DEPTH_LIMIT"
    assert refusal(schema, f"{{ unions {{ {aliases} }} }}") == "ALIAS_LIMIT"
    assert refusal(schema, f"{{ unions {{ {directives} }} }}") == "DIRECTIVE_LIMIT"


def test_fragment_bomb_is_measured_in_linear_time(schema: PlannedSchema) -> None:
    bomb = "{ unions { nodes { ...f0 } } } " + " ".join(
        f"fragment f{i} on UnionOrganisation {{ ...f{i + 1} ...f{i + 1} }}" for i in range(200)
    )
    assert refusal(schema, bomb + " fragment f200 on UnionOrganisation { id }") == "FIELD_LIMIT"


def test_unknown_field_is_a_validation_error(schema: PlannedSchema) -> None:
    with pytest.raises(OperationErrors):
        schema.operations().get("{ unions { nope } }", None)
