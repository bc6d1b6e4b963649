"""What must hold of every list: counts, groups and cursor walks tell the same story."""

from dataclasses import replace
from typing import Any

import pytest

from schema.core.principal import Principal, Role, Scope
from schema.planner.limits import Budget, Limits
from schema.planner.model import RootMany, ToManyField
from schema.planner.pool import ReadPool
from schema.planner.schema import PlannedSchema
from tests.planner.conftest import ADMINISTRATOR, Client, Unwritten, within
from tests.planner.federation import FACTORY, OTHER_TOWN, SHOP, TOWN

pytestmark = pytest.mark.anyio
# Analysts are shown rounded figures (schema.planner.disclosure), these exact ones.
CALLERS = {
    "wide": Principal("user:test", Role.TOWNSHIP_OFFICER, Scope(unions=(TOWN, SHOP), wide=True)),
    "administrator": ADMINISTRATOR,
    "auditor": Principal("user:test", Role.AUDITOR, Scope(covers_all=True)),
    "town": within(TOWN),
    "two towns": within(TOWN, OTHER_TOWN),
    "factory": within(FACTORY),
    "nothing": within(),
}
LISTS = {
    "members": ("STATUS", "EMPLOYMENT_FORM", "JOINED_ON_MONTH"),
    "dossiers": ("CATEGORY", "UNION_ID"),
    "assistanceRecords": ("KIND", "PAID_ON_YEAR"),
    "facilities": ("KIND", "DIVISION_ID"),
    "unions": ("LEVEL", "FOUNDED_ON_MONTH"),
}
ORDERS = {
    "members": (
        "[]",
        "[{field: CONTRACT_END_ON}]",
        "[{field: ENDED_ON, direction: DESC}]",
        "[{field: ENDED_ON}, {field: JOINED_ON, direction: DESC}]",
    ),
    "unions": ("[{field: FOUNDED_ON}]", "[{field: WORKERS_COUNT, direction: DESC}]"),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", LISTS)
async def test_groups_count_and_walk_agree(client: Client, name: str, caller: str) -> None:
    who = CALLERS[caller]
    for key in LISTS[name]:
        query = (
            f"{{ {name} {{ totalCount aggregate {{ count }} groups(by: [{key}]) {{ count }} }} }}"
        )
        found = (await client(query, None, who))[name]
        walked = await walk(client, name, "[]", who, size=4)
        total = found["totalCount"]
        assert total == found["aggregate"]["count"] == len(walked) == len(set(walked))
        assert total == sum(group["count"] for group in found["groups"])


@pytest.mark.parametrize(
    ("name", "order"), [(n, o) for n, orders in ORDERS.items() for o in orders]
)
async def test_backward_is_forward_reversed(client: Client, name: str, order: str) -> None:
    forward = await walk(client, name, order, ADMINISTRATOR, size=3)
    backward = await walk(client, name, order, ADMINISTRATOR, size=3, backward=True)
    assert backward == forward
    assert len(forward) == len(set(forward)) > 0


async def walk(
    client: Client, name: str, order: str, who: Principal, *, size: int, backward: bool = False
) -> list[str]:
    """All ids of a list, page by page."""
    take, cursor, more, end = (
        ("last", "before", "hasPreviousPage", "startCursor")
        if backward
        else ("first", "after", "hasNextPage", "endCursor")
    )
    ordering = "" if order == "[]" else f", orderBy: {order}"
    query = (
        f"query($cursor: String) {{ {name}({take}: {size}, {cursor}: $cursor{ordering})"
        f" {{ nodes {{ id }} pageInfo {{ {more} {end} }} }} }}"
    )
    seen: list[str] = []
    variables: dict[str, Any] = {}
    while True:
        page = (await client(query, variables, who))[name]
        ids = [node["id"] for node in page["nodes"]]
        seen = ids + seen if backward else seen + ids
        if not page["pageInfo"][more]:
            return seen
        variables = {"cursor": page["pageInfo"][end]}


PLACES = {
    "members": "[]",
    "dossiers": "[]",
    "assistanceRecords": "[]",
    "facilities": "[]",
    "unions": "[{field: WORKERS_COUNT, direction: DESC}]",
}


@pytest.mark.requirement("S02")
@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", PLACES)
async def test_a_foreign_cursor_shows_nothing_foreign(
    client: Client, name: str, caller: str
) -> None:
    """Cursors are not signed: whoever makes one up chooses a place, never a row.

    From the place of every row of the whole list, seen or not, a caller gets exactly those
    of his own rows that come after it (and before it, backwards).
    """
    who, order = CALLERS[caller], PLACES[name]
    ordering = "" if order == "[]" else f", orderBy: {order}"
    every = f"{{ {name}(first: 100{ordering}) {{ edges {{ cursor node {{ id }} }} }} }}"
    places = (await client(every))[name]["edges"]
    whole = [place["node"]["id"] for place in places]
    own = [one for one in whole if one in set(await walk(client, name, order, who, size=100))]
    both = f"""query($c: String) {{
      after: {name}(first: 100, after: $c{ordering}) {{ nodes {{ id }} }}
      before: {name}(last: 100, before: $c{ordering}) {{ nodes {{ id }} }} }}"""
    for index, place in enumerate(places):
        found = await client(both, {"c": place["cursor"]}, who)
        ids = {way: [row["id"] for row in found[way]["nodes"]] for way in found}
        assert ids["after"] == [one for one in whole[index + 1 :] if one in own]
        assert ids["before"] == [one for one in whole[:index] if one in own]


@pytest.mark.requirement("D05")
def test_no_order_follows_a_masked_column(schema: PlannedSchema) -> None:
    """Else a cursor made up would find out, half by half, what the mask hides."""
    masked = {
        node.name: {name for field in node.columns() if field.mask for name in field.needs}
        for node in schema.nodes.values()
    }
    assert masked["Person"] >= {"name", "birth_date"}
    lists = [root for root in schema.planner.roots.values() if isinstance(root, RootMany)]
    lists += [
        field  # type: ignore[misc]
        for node in schema.nodes.values()
        for field in node.fields.values()
        if isinstance(field, ToManyField)
    ]
    for many in lists:
        assert {sort.column for sort in many.order}.isdisjoint(masked[many.target.name])
    for node in schema.nodes.values():
        for field in node.columns():
            assert not (field.sortable and field.needs[0] in masked[node.name])


async def test_scope_holds_on_every_path(client: Client) -> None:
    """A row outside the scope is invisible by id, by relation, in counts and in filters."""
    who = within(FACTORY)
    query = """
    query($other: ID!) {
      byId: union(id: $other) { name }
      missing: union(id: "00000000-0000-7000-8000-999999999999") { name }
      parents: unions { nodes { code parent { code } } }
      filtered: unions(filter: {parent: {name: {contains: "工会"}}}) { totalCount }
    }"""
    found = await client(query, {"other": str(SHOP)}, who)
    assert found == {
        "byId": None,
        "missing": None,
        "parents": {"nodes": [{"code": "U4", "parent": None}]},
        "filtered": {"totalCount": 0},
    }


JOIN = """{
  unions { nodes { code
    members(first: 5) { totalCount nodes { id person { id } union { code }
      dossiers { nodes { id union { code } household { id } assessments { totalCount }
        assistanceRecords { nodes { id union { code } } } } } } }
    facilities { nodes { id union { code } inspections { nodes { id facility { code } } } } }
    dossiers { nodes { id } } assistanceRecords { totalCount } } }
}"""


@pytest.mark.parametrize("caller", CALLERS)
async def test_implied_access_equals_the_repeated_check(
    federation: str, schema: PlannedSchema, caller: str
) -> None:
    """Leaving out a rule that the path implies must not change any answer."""
    free = replace(schema.planner, limits=Limits(ordinary=Budget(10**6), reports=Budget(10**6)))
    schema = replace(schema, planner=free)
    strict = replace(schema, planner=replace(free, trust_implied=False))
    async with ReadPool(federation, 1, Unwritten()) as pool:
        short, full = Client(schema, pool), Client(strict, pool)
        who = CALLERS[caller]
        assert await short(JOIN, None, who) == await full(JOIN, None, who)
        if not who.scope.covers_all:
            assert len(short.sql(JOIN, None, who)) < len(full.sql(JOIN, None, who))
