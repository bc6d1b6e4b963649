"""The operation cache, coercion of variables, and refusals with their codes."""

import json
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query

from api.web_build import WEB
from schema.core.principal import Principal, Role, Scope
from schema.planner.limits import Limits
from schema.planner.model import RootMany, ToManyField
from schema.planner.operation import OperationErrors
from schema.planner.schema import PlannedSchema
from tests.planner.conftest import ADMINISTRATOR, ANALYST, Client, within
from tests.planner.federation import TOWN, identity
from tests.readme.documents import ENGLISH, examples

pytestmark = pytest.mark.anyio
LIMITS = Limits()
OFFICER = Principal("user:test", Role.TOWNSHIP_OFFICER, Scope(covers_all=True))
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


def _nested(levels: int) -> dict[str, Any]:
    return {"not": _nested(levels - 1)} if levels else {"status": {"eq": "ACTIVE"}}


REFUSED: list[tuple[str, dict[str, Any] | None, str]] = [
    ("{ members(first: 501) { totalCount } }", None, "PAGE_TOO_LARGE"),
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
    (LIST, {"filter": {"or": [{"status": {"eq": "ACTIVE"}}] * 201}}, "FILTER_LIMIT"),
    (LIST, {"filter": _nested(11)}, "FILTER_LIMIT"),
]


@pytest.mark.parametrize(("query", "variables", "code"), REFUSED)
async def test_refusals(
    client: Client, query: str, variables: dict[str, Any] | None, code: str
) -> None:
    with pytest.raises(GraphQLError) as refused:
        await client(query, variables)
    assert (refused.value.extensions or {})["code"] == code
    assert client.pool.executed == 0


@pytest.mark.requirement("S11")
async def test_a_budget_belongs_to_a_role(client: Client) -> None:
    """Two nested pages of 100 are a report; three are too much for anybody."""
    two = "{ unions(first: 100) { nodes { members(first: 100) { nodes { id } } } } }"
    costs = {}
    for who in (OFFICER, ANALYST):
        with pytest.raises(GraphQLError) as refused:
            await client(TOO_DEAR, None, who)
        found = refused.value.extensions or {}
        assert found["cost"] > found["limit"] == LIMITS.budget(who.role).cost
        costs[who.role] = found["limit"]
    assert costs[Role.TOWNSHIP_OFFICER] == 5_000 < costs[Role.ANALYST]
    await client(two, None, ANALYST)
    with pytest.raises(GraphQLError) as refused:
        await client(two, None, OFFICER)
    assert (refused.value.extensions or {})["code"] == "COST_LIMIT"


@pytest.mark.requirement("S11")
async def test_the_answer_tells_its_cost(client: Client) -> None:
    query = "{ unions(first: 7) { nodes { id parent { id } members(first: 3) { nodes { id } } } } }"
    operation = client.operations.get(query, None)
    statement = operation.statement({}, ADMINISTRATOR, client.operations.counters)
    body = await client.pool.fetch_json(statement.sql, statement.arguments({}, ADMINISTRATOR))
    assert json.loads(body)["extensions"] == {"cost": statement.cost}
    assert statement.cost == 1 + 7 * (1 + 1 + (1 + 3))


@pytest.mark.requirement("S12")
async def test_only_reports_have_long_pages(client: Client) -> None:
    for query in (
        "{ members(first: 101) { nodes { id } } }",
        "{ unions(first: 1) { nodes { members(last: 101) { nodes { id } } } } }",
    ):
        await client(query, None, ANALYST)
        with pytest.raises(GraphQLError) as refused:
            await client(query, None, OFFICER)
        assert (refused.value.extensions or {})["code"] == "PAGE_TOO_LARGE"
    with pytest.raises(GraphQLError):
        await client("{ members(first: 501) { nodes { id } } }", None, ANALYST)


@pytest.mark.requirement("S12")
def test_no_list_is_unbounded(schema: PlannedSchema) -> None:
    for entry in schema.planner.roots.values():
        if isinstance(entry, RootMany):
            assert 0 < (entry.page.default or 0) <= 50
    for node in schema.nodes.values():
        for field in node.fields.values():
            if isinstance(field, ToManyField):
                assert 0 < (field.page.default or 0) <= 50


EXAMPLES = [path.read_text("utf-8") for path in sorted((WEB / "src/examples").glob("*.graphql"))]
EXAMPLES += [example.query for example in examples(ENGLISH)]


@pytest.mark.parametrize("query", EXAMPLES)
async def test_examples_stay_within_an_ordinary_budget(client: Client, query: str) -> None:
    assert (await client(query)) is not None
    client.sql(query, None, OFFICER)


async def test_cursor_of_another_order_is_refused(client: Client) -> None:
    page = await client("{ members(first: 1) { pageInfo { endCursor } } }")
    cursor = page["members"]["pageInfo"]["endCursor"]
    query = (
        "query($a: String) { members(after: $a, orderBy: [{field: JOINED_ON}]) { nodes { id } } }"
    )
    with pytest.raises(GraphQLError) as refused:
        await client(query, {"a": cursor})
    assert (refused.value.extensions or {})["code"] == "INVALID_CURSOR"


SEARCH = "query($s: String!) { members(filter: {person: {search: $s}}) { totalCount } }"


@pytest.mark.requirement("D12")
@pytest.mark.parametrize("text", ["", "王", "wx", " w x ", "%", "a" * 101])
async def test_a_search_text_says_enough(client: Client, text: str) -> None:
    with pytest.raises(GraphQLError) as refused:
        await client(SEARCH, {"s": text})
    assert (refused.value.extensions or {})["code"] == "SEARCH_TEXT"


@pytest.mark.parametrize(
    ("text", "found"),
    [("王小明", 2), ("小明", 12), ("WXM", 2), ("wangxiaom", 2), ("张 小", 2), ("明明", 0)],
)
async def test_search_by_name_pinyin_and_initials(client: Client, text: str, found: int) -> None:
    assert (await client(SEARCH, {"s": text}))["members"]["totalCount"] == found
    assert client.operations.counters.compiled == 1


async def test_analyst_may_not_search_masked_names(client: Client) -> None:
    with pytest.raises(GraphQLError) as refused:
        await client(SEARCH, {"s": "王小明"}, ANALYST)
    assert (refused.value.extensions or {})["code"] == "FORBIDDEN_FIELD"


IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"


@pytest.mark.requirement("S12")
async def test_at_most_a_hundred_ids(client: Client) -> None:
    ids = [str(identity(4, n)) for n in range(1, 101)]
    found = (await client(IDS, {"ids": ids}))["nodes"]
    assert [node and node["id"] for node in found] == [*ids[:23], *[None] * 77]
    literal = ", ".join(f'"{i}"' for i in [*ids, ids[0]])
    for query, variables in (
        (IDS, {"ids": [*ids, ids[0]]}),
        (f"{{ nodes(ids: [{literal}]) {{ id }} }}", None),
    ):
        with pytest.raises(GraphQLError) as refused:
            await client(query, variables)
        assert (refused.value.extensions or {})["code"] == "TOO_MANY_IDS"


@pytest.mark.requirement("S02")
async def test_a_foreign_id_and_a_missing_one_look_the_same(client: Client) -> None:
    query = "query($id: ID!) { node(id: $id) { id } member(id: $id) { id } }"
    foreign, missing = identity(4, 1), identity(4, 99)
    assert (await client(query, {"id": str(foreign)}))["node"] is not None
    answers = [await client(query, {"id": str(i)}, within(TOWN)) for i in (foreign, missing)]
    assert answers[0] == answers[1] == {"node": None, "member": None}
    assert (await client(IDS, {"ids": [str(foreign)]}, within(TOWN)))["nodes"] == [None]


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


@pytest.mark.requirement("S09")
def test_document_bounds(schema: PlannedSchema) -> None:
    deep = "{ unions { nodes " + "{ parent " * 14 + "{ id }" + " }" * 14 + " } }"
    aliases = " ".join(f"a{i}: totalCount" for i in range(31))
    directives = " ".join("totalCount @include(if: true)" for _ in range(21))
    assert refusal(schema, deep) == "DEPTH_LIMIT"
    assert refusal(schema, f"{{ unions {{ {aliases} }} }}") == "ALIAS_LIMIT"
    assert refusal(schema, f"{{ unions {{ {directives} }} }}") == "DIRECTIVE_LIMIT"
    wide = " ".join("id name code" for _ in range(300))
    assert refusal(schema, f"{{ unions {{ nodes {{ {wide} {wide} }} }} }}") == "FIELD_LIMIT"
    assert refusal(schema, "{ " + "__typename " * 2001 + "}") == "TOKEN_LIMIT"


@pytest.mark.requirement("S09")
def test_a_document_at_the_bounds_is_taken(schema: PlannedSchema) -> None:
    deep = "{ unions { nodes " + "{ parent " * 9 + "{ id }" + " }" * 9 + " } }"
    aliases = " ".join(f"a{i}: totalCount" for i in range(30))
    directives = " ".join("totalCount @include(if: true)" for _ in range(20))
    for document in (deep, f"{{ unions {{ {aliases} }} }}", f"{{ unions {{ {directives} }} }}"):
        schema.operations().get(document, None)
    schema.operations().get(get_introspection_query(), None)


@pytest.mark.requirement("S13")
def test_at_most_four_mutations_a_document(schema: PlannedSchema) -> None:
    field = 'cancelJobRun(id: "x") { errors { code } }'
    many = " ".join(f"m{i}: {field}" for i in range(5))
    assert refusal(schema, f"mutation {{ {many} }}") == "MUTATION_LIMIT"
    hidden = f"mutation {{ ...F }} fragment F on Mutation {{ {many} }}"
    assert refusal(schema, hidden) == "MUTATION_LIMIT"
    split = f"mutation A {{ ...F }} mutation B {{ {field} }} fragment F on Mutation {{ {many} }}"
    assert refusal(schema, split) == "MUTATION_LIMIT"


@pytest.mark.requirement("S10")
def test_fragment_bomb_is_measured_in_linear_time(schema: PlannedSchema) -> None:
    bomb = "{ unions { nodes { ...f0 } } } " + " ".join(
        f"fragment f{i} on UnionOrganisation {{ ...f{i + 1} ...f{i + 1} }}" for i in range(100)
    )
    assert refusal(schema, bomb + " fragment f100 on UnionOrganisation { id }") == "FIELD_LIMIT"


def test_unknown_field_is_a_validation_error(schema: PlannedSchema) -> None:
    with pytest.raises(OperationErrors):
        schema.operations().get("{ unions { nope } }", None)


@pytest.mark.requirement("S25")
async def test_values_never_enter_the_statement(client: Client) -> None:
    """Texts of the document and of the variables are parameters; names come from the schema."""
    evil = "x'); drop table person; --"
    said = json.dumps(evil)
    queries = [
        f"{{ unions(filter: {{name: {{contains: {said}}}}}) {{ totalCount }} }}",
        f"{{ unions(filter: {{code: {{in: [{said}]}}}}) {{ totalCount }} }}",
        f"{{ unions(filter: {{search: {said}}}) {{ totalCount }} }}",
        f"{{ members(filter: {{person: {{search: {said}}}}}) {{ totalCount }} }}",
    ]
    for query in queries:
        assert "drop" not in client.sql(query)
        assert list((await client(query)).values()) == [{"totalCount": 0}]
    for order in (evil, "NAME; drop table person", "id"):
        query = "query($o: [UnionOrganisationOrder!]) { unions(orderBy: $o) { totalCount } }"
        with pytest.raises(GraphQLError):
            await client(query, {"o": [{"field": order}]})


async def test_an_alias_longer_than_a_column_name_is_kept(client: Client) -> None:
    alias = "a" * 70
    found = await client(f"{{ unions(first: 1) {{ nodes {{ {alias}: code {alias}b: name }} }} }}")
    assert list(found["unions"]["nodes"][0]) == [alias, f"{alias}b"]
