"""C2: employers whom cases are about again and again."""

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from schema.organisation.tables import enterprise
from schema.rights.tables import rights_case
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio
_numbers = count(1)


async def an_employer(world: World) -> UUID:
    number = next(_numbers)
    return await world.work.insert(
        enterprise,
        credit_code=f"C{number}",
        name=f"第{number}企业",
        union_id=world.union,
        division_id=world.division,
        ownership="PRIVATE",
        headcount=100,
    )


async def a_case(world: World, *, days_ago: int = 0, **values: object) -> UUID:
    facts: dict[str, object] = {
        "number": f"WQ{next(_numbers)}",
        "source": "VISIT",
        "topic": "T01",
        "title": "欠薪",
        "facts": "拖欠工资",
        "urgency": 1,
        "union_id": world.union,
        "registered_at": world.work.now - timedelta(days=days_ago),
        "finish_on": world.today,
    }
    return await world.work.insert(rights_case, **{**facts, **values})


async def test_three_cases_of_one_employer_by_link_or_by_name(world: World) -> None:
    again = await an_employer(world)
    name = f"第{next(_numbers)}企业"
    await world.change(enterprise, again, name=name)
    made = [
        await a_case(world, enterprise_id=again, days_ago=89),
        await a_case(world, employer=name),
        await a_case(world, employer=name, enterprise_id=again),
    ]
    (row,) = await world.found("C2")
    assert (row.subject_id, row.union_id, row.severity) == (again, world.union, 3)
    assert row.evidence == {"cases": 3, "workers": 3}
    assert set(row.explanation["rows"]["rights_case"]) == {str(case) for case in made}

    await world.change(rights_case, made[0], status="NOT_ACCEPTED")
    await world.ends("C2")


async def test_one_case_of_many_workers(world: World) -> None:
    large, small = await an_employer(world), await an_employer(world)
    await a_case(world, enterprise_id=large, headcount=10)
    await a_case(world, enterprise_id=small, headcount=9)
    (row,) = await world.found("C2")
    assert (row.subject_id, row.evidence) == (large, {"cases": 1, "workers": 10})


@pytest.mark.parametrize(
    "third", [{"days_ago": 90}, {"is_restricted": True}, {"status": "NOT_ACCEPTED"}]
)
async def test_cases_that_do_not_count(world: World, third: dict[str, int]) -> None:
    employer = await an_employer(world)
    for values in ({}, {}, third):
        await a_case(world, enterprise_id=employer, **values)
    assert await world.found("C2") == []
