"""Every list of membership read with the readers' rights; tile = list for each figure."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from schema.core.principal import Principal, Role, Scope, ScopeKind
from schema.membership.queries import QUERIES
from schema.planner.model import ColumnField, RootMany
from tests.schema.conftest import citizen_number
from tests.schema.writing.conftest import Client, Federation, client, federation, joining

__all__ = ["client", "federation"]
pytestmark = pytest.mark.anyio
LISTS = {name: root for name, root in QUERIES.items() if isinstance(root, RootMany)}
LOG = "accessLog"
DAY = date(1988, 8, 8)


async def call(client: Client, name: str, shown: str, /, **given: Any) -> Any:
    """A mutation's payload; it must not fail."""
    kind = name[0].upper() + name[1:]
    key = given.pop("key", None)
    keyed = f', idempotencyKey: "{key}"' if key else ""
    text = f"""mutation ($input: {kind}Input!) {{
      {name}(input: $input{keyed}) {{ {shown} errors {{ code message }} }} }}"""
    found = (await client.send(text, input=given))[name]
    assert found["errors"] == [], (name, found["errors"])
    return found


def chair_of(client: Client, union: UUID) -> Client:
    """The chair of one union."""
    scope = Scope(unions=(union,), narrow=ScopeKind.UNION)
    chair = Principal(f"user:chair-{union}", Role.GRASSROOTS_CHAIR, scope)
    return replace(client, principal=chair)


@pytest.fixture
async def planted(client: Client, federation: Federation) -> Client:
    """Members by every mutation: a transfer by both chairs, dues, cards, a rider, duplicates."""
    old, new = (chair_of(client, union) for union in federation.unions)
    members = []
    for number in range(4):
        stated = joining(
            federation.unions[0],
            100 + number,
            sex=("FEMALE", "MALE")[number % 2],
            migrant=number < 3,
            employmentForm=("REGULAR", "DISPATCHED", "REGULAR", "NEW_FORM")[number],
        )
        stated["documentNumber"] = citizen_number(DAY, 100 + 2 * number + number % 2)
        if number == 3:
            stated |= {"documentKind": "PASSPORT", "documentNumber": "E1234567"}
            stated["birthDate"] = DAY.isoformat()
        made = await call(old, "joinUnion", "member { id }", key=f"join-{number:08d}", **stated)
        members.append(made["member"]["id"])
    first, second, third, fourth = members
    ids = {"id": first, "expectedVersion": 1}
    await call(old, "setDuesBase", "member { duesBase }", **ids, wage=400_000)
    for member, month in ((first, "2026-01-05"), (second, "2026-02-05")):
        facts = {"membershipId": member, "month": month, "amount": 1_500}
        await call(old, "recordDues", "dues { amount }", key=f"dues-{member[-8:]}", **facts)
    await transfer_by_both(old, new, third, federation.unions[1])
    series = {"prefix": "430682", "digits": 8}
    await call(client, "openCardSeries", "series { id }", key="series-0001", **series)
    card = {"membershipId": second, "expectedVersion": 1}
    await call(old, "issueCard", "card { number }", key="card-00001", **card)
    await call(
        old,
        "addPlatformWork",
        "platformWork { verifiedBy }",
        key="platform-1",
        membershipId=fourth,
        platform="MEITUAN",
        relation="CROWDSOURCED",
        vehiclePlate="湘F12345",
    )
    retained = {"id": second, "expectedVersion": 2, "ground": "RETIREMENT", "reason": "退休"}
    await call(old, "retainMembership", "member { status }", **retained)
    await merge(client, *(await persons(client)))
    return client


async def transfer_by_both(old: Client, new: Client, member: str, target: UUID) -> None:
    asked = {"membershipId": member, "expectedVersion": 1, "toUnionId": str(target)}
    shown = "transfer { id version status dueOn onTime }"
    made = (await call(old, "requestTransfer", shown, key="transfer-1", **asked))["transfer"]
    assert made["status"] == "REQUESTED"
    assert made["onTime"]
    step = {"id": made["id"], "expectedVersion": made["version"]}
    made = (await call(old, "releaseTransfer", shown, **step))["transfer"]
    step["expectedVersion"] = made["version"]
    made = (await call(new, "decideTransfer", shown, **step, accept=True))["transfer"]
    assert (made["status"], made["dueOn"], made["onTime"]) == ("ACCEPTED", None, True)


async def persons(client: Client) -> tuple[str, str]:
    """The one with a passport, and one with a citizen number who left."""
    found = await client.ask(
        "{ members(first: 50) { edges { node { employmentForm status person { id } } } } }"
    )
    nodes = [edge["node"] for edge in found["members"]["edges"]]
    rider = next(node for node in nodes if node["employmentForm"] == "NEW_FORM")
    kept = next(node for node in nodes if node["status"] == "RETAINED")
    return rider["person"]["id"], kept["person"]["id"]


async def merge(client: Client, kept: str, dropped: str) -> None:
    proposal = {"keptId": kept, "droppedId": dropped, "reason": "同一人"}
    shown = "merge { id version preview status }"
    made = await call(client, "proposeMerge", shown, key="merge-0001", **proposal)
    assert made["merge"]["preview"]["conflicts"] == []
    other = client.as_other(subject="user:other")
    step = {"id": made["merge"]["id"], "expectedVersion": 1}
    done = await call(other, "decideMerge", shown, **step, confirm=True)
    assert done["merge"]["status"] == "MERGED"


def groupings(root: RootMany) -> list[ColumnField]:
    """The yes-or-no and code columns that a list is grouped by."""
    return [
        field
        for field in root.target.columns()
        if field.groupable and (field.kind.name == "Boolean" or field.kind.codes is not None)
    ]


def upper(name: str) -> str:
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in name)


async def test_every_list_can_be_read_and_each_tile_is_its_list(planted: Client) -> None:
    """Members by kind, transfers on time, dues by state: each count is the list it drills to."""
    checked = 0
    for name, root in LISTS.items():
        if name == LOG or not root.connection:
            continue
        columns = " ".join(field.name for field in root.target.columns())
        found = await planted.ask(
            f"{{ {name}(first: 50) {{ totalCount aggregate {{ count }}"
            f" edges {{ node {{ {columns} }} }} }} }}"
        )
        nodes = [edge["node"] for edge in found[name]["edges"]]
        assert found[name]["totalCount"] == found[name]["aggregate"]["count"] == len(nodes)
        for field in groupings(root):
            told = await tile(planted, name, field)
            listed: dict[Any, int] = {}
            for node in nodes:
                listed[node[field.name]] = listed.get(node[field.name], 0) + 1
            assert told == listed, (name, field.name)
            checked += bool(nodes)
    assert checked > 12


async def tile(client: Client, name: str, field: ColumnField) -> dict[Any, int]:
    """The groups of a list, each held against the list that it drills to."""
    groups = f"groups(by: [{upper(field.name)}]) {{ key {{ {field.name} }} count }}"
    found = await client.ask(f"{{ {name} {{ {groups} }} }}")
    told = {one["key"][field.name]: one["count"] for one in found[name]["groups"]}
    for value, count in told.items():
        if value is None or not field.filterable:
            continue
        wanted = str(value).lower() if isinstance(value, bool) else value
        drilled = await client.ask(
            f"{{ {name}(filter: {{ {field.name}: {{ eq: {wanted} }} }}) {{ totalCount }} }}"
        )
        assert drilled[name]["totalCount"] == count, (name, field.name, value)
    return told


async def test_the_figures_of_a_union_come_from_one_statement(
    planted: Client, federation: Federation
) -> None:
    """Joining rate, key groups, women and migrants, completeness, dues in arrears to the fen."""
    union = str(federation.unions[0])
    found = await planted.ask(
        f"""{{
      active: members(filter: {{ status: {{ eq: ACTIVE }}, unionId: {{ eq: "{union}" }} }}) {{
        totalCount groups(by: [PERSON_SEX]) {{ key {{ personSex }} count }}
        edges {{ node {{ id keyGroups arrears person {{ sex migrant }} }} }} }}
      complete: members(filter: {{ status: {{ eq: ACTIVE }},
        person: {{ realNameComplete: {{ eq: true }} }} }}) {{ totalCount }}
      unions: unions(filter: {{ id: {{ eq: "{union}" }} }}) {{
        aggregate {{ sum {{ workersCount }} }} edges {{ node {{ joiningRate }} }} }}
      due: dues(filter: {{ status: {{ eq: DUE }} }}) {{
        aggregate {{ sum {{ amount }} }} edges {{ node {{ amount }} }} }}
    }}"""
    )
    nodes = [edge["node"] for edge in found["active"]["edges"]]
    assert found["active"]["totalCount"] == len(nodes) == 2
    (figures,) = [edge["node"] for edge in found["unions"]["edges"]]
    assert figures == {"joiningRate": None}  # of fewer than five members nothing is told
    assert all(set(node["keyGroups"]) <= {"MIGRANT", "DISPATCHED"} for node in nodes)
    assert sum("MIGRANT" in node["keyGroups"] for node in nodes) == sum(
        node["person"]["migrant"] for node in nodes
    )
    told = {one["key"]["personSex"]: one["count"] for one in found["active"]["groups"]}
    assert sum(told.values()) == len(nodes)
    owed = sum(edge["node"]["amount"] for edge in found["due"]["edges"])
    assert (found["due"]["aggregate"]["sum"]["amount"] or 0) == owed
