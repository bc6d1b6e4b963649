# ruff: noqa: S608 - conditions of our own, for a test database
"""Role × scope × type × way: what each may see, and nothing else.

The ways are made from the schema's own registry: a type, a link or a role that is new is
walked too, and fails while ``expected.py`` says nothing of it.
"""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType

from schema.core.principal import Principal, Role, Scope
from schema.planner.model import ColumnField, Node, RootMany, RootOne, ToManyField, ToOneField
from schema.root import platform_schema
from tests.leaks.conftest import Reader
from tests.leaks.expected import READS, STREAMS, Viewer, predicate, viewers
from tests.leaks.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S02", "S03")]
ROOTS = platform_schema().planner.roots
LISTS = {name: root for name, root in ROOTS.items() if isinstance(root, RootMany)}
#: Sums over rows that have no id of their own; the tests of figures compare them.
SUMS = frozenset(
    {"MemberFigure", "DossierFigure", "AssistanceFigure", "FacilityFigure", "FindingFigure"}
)
#: A document for each link would be compiled for each viewer: minutes. More exceed the cost limit.
LINKS_OF_ONE_DOCUMENT = 8
JUDGED = {name: root for name, root in LISTS.items() if root.target.name not in SUMS}


def principal_of(viewer: Viewer) -> Principal:
    identity = uuid4()
    return Principal(f"user:{identity}", viewer.role, viewer.scope, user_id=identity)


async def oracle(reader: Reader, node: Node, viewer: Viewer) -> set[str]:
    condition = predicate(node.name, viewer)
    rows = await reader.rows(f"select t.id from {node.table.name} t where {condition}")
    return {str(row["id"]) for row in rows}


def shown(viewer: Viewer, node: Node, size: int) -> int:
    """A count as the viewer is told it."""
    if viewer.role is not Role.ANALYST or not node.table.info.get("persons"):
        return size
    return 0 if size < 5 else (size + 2) // 5 * 5


async def walk(reader: Reader, who: Principal, name: str) -> list[str]:
    """All ids of a list, page by page."""
    if not LISTS[name].connection:
        return [row["id"] for row in (await reader.ask(who, f"{{ {name} {{ id }} }}"))[name]]
    size = 100 if name == "auditEvents" else 3  # each planted row is in the audit
    text = f"""query($after: String) {{ {name}(first: {size}, after: $after) {{
      nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    found: list[str] = []
    after = None
    while True:
        page = (await reader.ask(who, text, after=after))[name]
        found += [row["id"] for row in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def test_lists_hold_what_may_be_seen(reader: Reader, world: World) -> None:
    for viewer in viewers(world):
        who = principal_of(viewer)
        for name, root in JUDGED.items():
            expected = await oracle(reader, root.target, viewer)  # before: a read is audited too
            found = await walk(reader, who, name)
            assert len(found) == len(set(found))
            assert set(found) == expected, (viewer.name, name)


ONES = {name: root for name, root in ROOTS.items() if isinstance(root, RootOne)}


async def some_ids(reader: Reader, node: Node) -> list[str]:
    rows = await reader.rows(f"select id from {node.table.name} limit 4")
    return [str(row["id"]) for row in rows] + [str(uuid4())]


async def test_an_id_opens_no_more_than_a_list(reader: Reader, world: World) -> None:
    """By the root field of its type; what is foreign and what is missing look alike."""
    for viewer in viewers(world):
        who = principal_of(viewer)
        for name, root in ONES.items():
            seen = await oracle(reader, root.target, viewer)
            for one in await some_ids(reader, root.target):
                text = f"query($id: ID!) {{ {name}(id: $id) {{ id }} }}"
                answer = (await reader.ask(who, text, id=one))[name]
                assert (answer is not None) == (one in seen), (viewer.name, name)


async def test_nodes_open_no_more_than_a_list(reader: Reader, world: World) -> None:
    """Ids of every type at once, by ``nodes``; ``node`` is planned the same way."""
    targets = {root.target.name: root.target for root in JUDGED.values()}.values()
    ids = {node.name: await some_ids(reader, node) for node in targets}
    listed = [one for some in ids.values() for one in some]
    for viewer in viewers(world):
        seen: set[str] = set()
        for node in targets:
            seen |= await oracle(reader, node, viewer)
        found: set[str] = set()
        for start in range(0, len(listed), 50):
            some = listed[start : start + 50]
            text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
            answers = (await reader.ask(principal_of(viewer), text, ids=some))["nodes"]
            found |= {answer["id"] for answer in answers if answer is not None}
        assert found == seen & set(listed), viewer.name


def links(node: Node) -> dict[str, ToOneField | ToManyField]:
    return {
        name: field
        for name, field in node.fields.items()
        if isinstance(field, ToOneField | ToManyField)
        and field.target.name not in SUMS
        and field.target.key == "id"
    }


def below(name: str, field: ToOneField | ToManyField) -> str:
    if isinstance(field, ToOneField):
        return f"{name} {{ id }}"
    if not field.connection:
        return f"{name} {{ id }}"
    return f"{name} {{ nodes {{ id }} totalCount }}"


def ids_below(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list):
        return [row["id"] for row in value]
    return [row["id"] for row in value["nodes"]] if "nodes" in value else [value["id"]]


async def test_links_lead_to_nothing_else(reader: Reader, world: World) -> None:
    for viewer in viewers(world):
        who = principal_of(viewer)
        seen = Counter[str]()
        for name, root in JUDGED.items():
            ways = links(root.target)
            for chunk in chunks(list(ways), LINKS_OF_ONE_DOCUMENT):
                chosen = {link: ways[link] for link in chunk}
                selected = f"{{ {' '.join(below(link, to) for link, to in chosen.items())} }}"
                if root.connection:
                    selected = f"(first: 20) {{ nodes {selected} }}"
                answer = (await reader.ask(who, f"{{ {name} {selected} }}"))[name]
                rows = answer["nodes"] if root.connection else answer
                for link, field in chosen.items():
                    found = {one for row in rows for one in ids_below(row[link])}
                    allowed = await oracle(reader, field.target, viewer)
                    assert found <= allowed, (viewer.name, name, link)
                    seen[field.target.name] += len(found)
        if viewer.name == "CITY_LEADER city":
            assert min(seen[kind] for kind in ("Person", "Dossier", "Inspection")) > 0


def chunks(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


async def test_figures_count_what_may_be_seen(reader: Reader, world: World) -> None:
    """totalCount, aggregate and groups by each key, under the same rule as the list."""
    for viewer in viewers(world):
        who = principal_of(viewer)
        for name, root in JUDGED.items():
            if not root.connection:
                continue
            size = len(await oracle(reader, root.target, viewer))
            told = shown(viewer, root.target, size)
            keys = group_keys(root.target)
            groups = [f"{key}: groups(by: [{key}], first: 100) {{ count }}" for key in keys]
            text = f"{{ {name} {{ totalCount aggregate {{ count }} {' '.join(groups)} }} }}"
            answer = (await reader.ask(who, text))[name]
            assert (answer["totalCount"], answer["aggregate"]["count"]) == (told, told), viewer.name
            for key in keys:
                counts = [group["count"] for group in answer[key]]
                if told == size:
                    assert sum(counts) == size, (viewer.name, name, key)
                else:
                    assert all(count % 5 == 0 and count >= 5 for count in counts)


def group_keys(node: Node) -> list[str]:
    """The enum values of the keys that are plain columns with a code list."""
    kind = platform_schema().graphql.get_type(f"{node.name}GroupBy")
    if not isinstance(kind, GraphQLEnumType):
        return []
    plain = {
        field.name
        for field in node.fields.values()
        if isinstance(field, ColumnField) and field.groupable and field.kind.codes is not None
    }
    return [name for name in kind.values if _camel(name) in plain]


def _camel(name: str) -> str:
    head, *rest = name.lower().split("_")
    return head + "".join(word.capitalize() for word in rest)


@pytest.mark.requirement("S03", "D05")
async def test_analysts_and_volunteers_read_masks(reader: Reader, world: World) -> None:
    text = "{ members(first: 100) { nodes { person { name birthDate documentNumberMask } } } }"
    rows = await reader.rows("select document_mask from person")
    numbers = {row["document_mask"] for row in rows}
    for viewer in viewers(world):
        answer = await reader.ask(principal_of(viewer), text)
        for row in answer["members"]["nodes"]:
            person = row["person"]
            if person is None:
                continue
            masked = viewer.role is Role.ANALYST
            assert ("*" in person["name"]) == masked, viewer.name
            assert person["birthDate"].endswith("01-01") == masked
            assert person["documentNumberMask"] in numbers


async def test_each_role_type_and_stream_is_expected() -> None:
    """A new role or type without a row in ``expected.py`` fails here by its name."""
    assert set(Role) - {Role.JOB} == READS.keys()
    viewer = Viewer("any", Role.CITY_LEADER, Scope(covers_all=True))
    for root in JUDGED.values():
        assert predicate(root.target.name, viewer)
    streams = platform_schema().planner.streams
    assert {name: node.name for name, node in streams.items()} == STREAMS
