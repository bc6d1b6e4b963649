"""No figure tells an analyst of fewer than five persons, alone or by the difference of two."""

from itertools import pairwise
from uuid import uuid4

import pytest

from schema.core.principal import Principal, Role, Scope
from tests.leaks.conftest import Reader
from tests.leaks.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("D11")]
COUNT = "query($f: MembershipFilter) { members(filter: $f) { totalCount aggregate { count } } }"


def someone(role: Role) -> Principal:
    identity = uuid4()
    return Principal(f"user:{identity}", role, Scope(covers_all=True), user_id=identity)


async def count(reader: Reader, who: Principal, given: object) -> int:
    answer = (await reader.ask(who, COUNT, f=given))["members"]
    assert answer["totalCount"] == answer["aggregate"]["count"]
    return int(answer["totalCount"])


async def test_pairs_of_filters_that_differ_by_one_person(reader: Reader, world: World) -> None:
    """Ten members in all; each filter of the row takes in one more than the one before."""
    members = [str(one) for branch in world.branches for one in branch.members]
    analyst, leader = someone(Role.ANALYST), someone(Role.CITY_LEADER)
    exact, told = [], []
    for size in range(1, len(members) + 1):
        given = {"id": {"in": members[:size]}}
        exact.append(await count(reader, leader, given))
        told.append(await count(reader, analyst, given))
    assert exact == list(range(1, len(members) + 1))
    assert told == [0, 0, 0, 0, 5, 5, 5, 10, 10, 10]
    assert {after - before for before, after in pairwise(told)} <= {0, 5}


async def test_complements_do_not_add_up_to_a_small_cell(reader: Reader, world: World) -> None:
    """All, minus all but three: the rest would be a cell of three."""
    three = [str(one) for one in world.branches[1].members]
    analyst = someone(Role.ANALYST)
    whole = await count(reader, analyst, None)
    without = await count(reader, analyst, {"not": {"id": {"in": three}}})
    assert (whole, without) == (10, 5)
    assert await count(reader, analyst, {"id": {"in": three}}) == 0


async def test_small_groups_are_left_out(reader: Reader, world: World) -> None:
    text = "{ members { groups(by: [UNION_ID]) { key { unionId } count } } }"
    analyst, leader = someone(Role.ANALYST), someone(Role.CITY_LEADER)
    groups = (await reader.ask(leader, text))["members"]["groups"]
    assert sorted(group["count"] for group in groups) == [3, 7]
    groups = (await reader.ask(analyst, text))["members"]["groups"]
    assert groups == [{"key": {"unionId": str(world.branches[0].union)}, "count": 5}]


async def test_sums_hide_one_persons_amount(reader: Reader, world: World) -> None:
    """Four records are too few for any figure; six show a mean of two digits."""
    del world
    text = """{ assistanceRecords { aggregate {
      count sum { amount } avg { amount } min { amount } max { amount } } } }"""
    analyst, leader = someone(Role.ANALYST), someone(Role.CITY_LEADER)
    exact = (await reader.ask(leader, text))["assistanceRecords"]["aggregate"]
    assert (exact["count"], exact["max"]["amount"]) == (4, exact["min"]["amount"])
    told = (await reader.ask(analyst, text))["assistanceRecords"]["aggregate"]
    assert told["count"] == 0
    assert [told[name]["amount"] for name in ("sum", "avg", "min", "max")] == [None] * 4
    await reader.rows(
        "insert into assistance_record (number, dossier_id, person_id, union_id, kind, status,"
        " fund_level, period_key, amount, requested_on, requested_by, created_by, updated_by)"
        " select 'X' || n, dossier_id, person_id, union_id, kind, status, fund_level, 'k' || n,"
        " 123456 * n, requested_on, 't', 't', 't' from assistance_record, generate_series(1, 3) n"
        " where number = 'A10'"
    )
    told = (await reader.ask(analyst, text))["assistanceRecords"]["aggregate"]
    assert told["count"] == 5
    assert [told[name]["amount"] for name in ("min", "max")] == [None, None]
    assert told["avg"]["amount"] == 160_000  # of 162 962
    assert int(told["sum"]["amount"]) == 5 * 160_000
