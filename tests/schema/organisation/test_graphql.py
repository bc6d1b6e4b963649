"""Every list of the organisation read with the readers' rights; tile = list for each figure."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.organisation.queries import QUERIES
from schema.organisation.rules import SixHavesItem
from schema.planner.model import RootMany
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.schema.test_mutations import Context, Send, ids, make_union, send

__all__ = ["ids", "send"]
pytestmark = pytest.mark.anyio
LISTS = {name: root for name, root in QUERIES.items() if isinstance(root, RootMany)}
TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
async def ask(migrated: Stores, engine: AsyncEngine, principal: Principal) -> AsyncIterator[Any]:
    """Runs a query on a connection of the readers' role."""
    schema = platform_schema()
    async with ReadPool(migrated.reader_url, 1, ReadLog(engine)) as pool:

        async def run(text: str) -> Any:
            context = Context(principal, engine, pool, schema.planner)
            result = await schema.strawberry.execute(text, context_value=context)
            assert result.errors is None
            return result.data

        yield run


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_every_column_of_every_list_can_be_read(ask: Any, name: str) -> None:
    columns = " ".join(field.name for field in LISTS[name].target.columns())
    nodes = f"edges {{ node {{ {columns} }} }}"
    found = await ask(f"{{ {name}(first: 2) {{ totalCount aggregate {{ count }} {nodes} }} }}")
    assert found[name]["totalCount"] == found[name]["aggregate"]["count"]


FLAGS = [
    (name, field.name)
    for name, root in sorted(LISTS.items())
    for field in root.target.columns()
    if field.groupable
    and field.filterable
    and field.kind.name == "Boolean"
    and root.target.name != "Division"
]


async def plant(send: Send, ids: dict[str, str]) -> str:
    """A union with an election, a failing check, an employer without a union, money."""
    union = await make_union(send, ids)
    day = str(TODAY - timedelta(days=400))
    made = await send(
        "holdElection",
        "election { id termYears }",
        unionId=union,
        kind="RENEWAL",
        heldOn=day,
        delegates=30,
        present=28,
        votes=20,
        chairName="赵主席",
        minutes="M-1",
        termYears=3,
    )
    assert made["errors"] == []
    items = [
        {"item": item.value, "met": item != "RULES", "evidence": "佐证"} for item in SixHavesItem
    ]
    made = await send(
        "assessSixHaves",
        "sixHaves { compliant items { edges { node { item } } } }",
        unionId=union,
        year=TODAY.year,
        items=items,
    )
    assert not made["sixHaves"]["compliant"]
    assert len(made["sixHaves"]["items"]["edges"]) == 6
    made = await send(
        "registerEnterprise",
        "enterprise { id unionMissing hasUnion nonPublic }",
        creditCode="91430682MA00000156",
        name="某公司",
        unionId=union,
        divisionId=ids["division"],
        ownership="PRIVATE",
        headcount=25,
    )
    firm = made["enterprise"]
    assert (firm["unionMissing"], firm["hasUnion"], firm["nonPublic"]) == (True, False, True)
    made = await send(
        "declareContribution",
        "contribution { due dueOn overdue }",
        enterpriseId=firm["id"],
        year=TODAY.year - 1,
        quarter=1,
        wages=1_000_000,
    )
    assert made["contribution"]["overdue"]
    made = await send(
        "planBudget",
        "budget { id version toGrassroots toWeak }",
        unionId=ids["city"],
        beneficiaryId=union,
        year=TODAY.year,
        item="TRAINING",
        title="培训",
        amount=100,
    )
    assert made["errors"] == []
    return union


@pytest.mark.usefixtures("ids")
async def test_tile_is_list(send: Send, ids: dict[str, str], ask: Any) -> None:
    """Each yes or no: the groups' counts are those of the lists that they drill to."""
    await plant(send, ids)
    for name, flag in FLAGS:
        key = "".join(f"_{c}" if c.isupper() else c.upper() for c in flag)
        rows = f"first: 50, filter: {{ {flag}: {{ eq: %s }} }}"
        listed = f"{{ edges {{ node {{ id {flag} }} }} }}"
        found = await ask(
            f"{{ tile: {name} {{ totalCount groups(by: [{key}]) {{ key {{ {flag} }} count }} }}"
            f" yes: {name}({rows % 'true'}) {listed} no: {name}({rows % 'false'}) {listed} }}"
        )
        told = {group["key"][flag]: group["count"] for group in found["tile"]["groups"]}
        assert sum(told.values()) == found["tile"]["totalCount"], (name, flag)
        for answer, value in (("yes", True), ("no", False)):
            nodes = [edge["node"] for edge in found[answer]["edges"]]
            assert len(nodes) == told.get(value, 0), (name, flag, value)
            assert all(node[flag] is value for node in nodes)


async def test_the_tree_of_a_day(send: Send, ids: dict[str, str], ask: Any) -> None:
    union = await make_union(send, ids)
    renamed = await send(
        "updateUnion", "union { name version }", id=union, expectedVersion=1, name="新街道工会"
    )
    assert renamed["union"]["name"] == "新街道工会"

    async def on(day: object) -> list[str]:
        found = await ask(f'{{ unionVersions(asOf: "{day}") {{ edges {{ node {{ name }} }} }} }}')
        return sorted(edge["node"]["name"] for edge in found["unionVersions"]["edges"])

    assert await on(TODAY) == ["临湘市总工会", "新街道工会"]
    assert await on(TODAY - timedelta(days=1)) == []


async def test_the_year_of_union_funds(send: Send, ids: dict[str, str], ask: Any) -> None:
    """What a target says was spent is the sum of the lines that the list shows."""
    union = await plant(send, ids)
    await send("setFundTarget", "target { weakShare }", year=TODAY.year, basis="预算")
    weak = await send(
        "assessUnionStrength",
        "strength { weak }",
        unionId=union,
        year=TODAY.year,
        reasons=["NO_VENUE"],
    )
    assert weak["strength"] == {"weak": True}
    found = await ask(
        "{ fundTargets { edges { node { spent spentWeak spentGrassroots weakPace } } }"
        " unionBudgets { aggregate { sum { spent } } groups(by: [TO_WEAK]) { key { toWeak } count }"
        " } }"
    )
    target = found["fundTargets"]["edges"][0]["node"]
    assert target["spent"] == found["unionBudgets"]["aggregate"]["sum"]["spent"] == 0
    assert found["unionBudgets"]["groups"] == [{"key": {"toWeak": True}, "count": 1}]
