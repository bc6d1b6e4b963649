"""D1, D3, D11, A2."""

from datetime import timedelta

import pytest

from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


def days(number: int) -> timedelta:
    return timedelta(days=number)


async def test_review_due_warns_and_then_rises(world: World) -> None:
    for left in (31, 30, 0, -1):
        await world.a_dossier(await world.a_member(), next_review_on=world.today + days(left))

    await world.screen("D1")

    found = {row.evidence["due_on"]: row.severity for row in await world.findings()}
    expected = {30: 2, 0: 2, -1: 3}
    assert found == {f"{world.today + days(left)}": grade for left, grade in expected.items()}


async def test_review_due_counts_from_opening_when_no_date_is_set(world: World) -> None:
    for age in (334, 335):
        await world.a_dossier(
            await world.a_member(), next_review_on=None, opened_on=world.today - days(age)
        )

    await world.screen("D1")

    due = [row.evidence["due_on"] for row in await world.findings()]
    assert due == [f"{world.today + days(30)}"]


async def test_a_dossier_under_review_or_ended_is_not_due(world: World) -> None:
    for status in ("REVIEWING", "SUBMITTED"):
        await world.a_dossier(
            await world.a_member(), status=status, next_review_on=world.today - days(1)
        )

    assert (await world.screen("D1"))["hits"] == 0


async def test_one_person_in_two_households(world: World) -> None:
    head, spouse = await world.a_member(), await world.a_member()
    await world.in_household(await world.a_dossier(head), spouse, "SPOUSE")
    await world.a_dossier(spouse)

    await world.screen("D3")

    (row,) = await world.findings()
    assert row.person_id == spouse
    assert len(row.evidence["dossiers"]) == 2


async def test_dossier_without_aid_and_sooner_for_the_deep(world: World) -> None:
    async def a_case(category: str, age: int) -> None:
        await world.a_dossier(
            await world.a_member(), category=category, opened_on=world.today - days(age)
        )

    for category, age in (("RELATIVE", 364), ("RELATIVE", 365), ("DEEP", 89), ("DEEP", 90)):
        await a_case(category, age)

    await world.screen("D11")

    found = [(row.evidence["category"], row.evidence["days"]) for row in await world.findings()]
    assert sorted(found) == [("DEEP", 90), ("RELATIVE", 365)]


async def test_aid_or_an_application_for_it_keeps_a_dossier_quiet(world: World) -> None:
    states = ("PAID", "SUBMITTED", "REJECTED")
    people = [await world.a_member() for _ in states]
    for person, status in zip(people, states, strict=True):
        opened = await world.a_dossier(person, opened_on=world.today - days(800))
        dates = {} if status == "PAID" else {"approved_on": None, "paid_on": None}
        await world.some_aid(person, opened, status=status, **dates)
    old = await world.a_member()
    opened = await world.a_dossier(old, opened_on=world.today - days(800))
    long_ago = world.today - days(400)
    await world.some_aid(old, opened, requested_on=long_ago, approved_on=long_ago, paid_on=long_ago)

    assert (await world.screen("D11"))["hits"] == 2  # the rejected and the old


async def test_aid_given_twice_in_one_dossier_from_two_funds(world: World) -> None:
    person = await world.a_member()
    opened = await world.a_dossier(person)
    await world.some_aid(person, opened, fund_level="CENTRAL_FISCAL")
    await world.some_aid(person, opened, fund_level="LOCAL_UNION")
    await world.some_aid(person, opened, period_key="2025")
    await world.some_aid(person, opened, kind="MEDICAL")

    await world.screen("A2")

    (row,) = await world.findings()
    assert (row.severity, row.person_id) == (4, person)
    assert row.evidence["times"] == 2
    assert row.evidence["amount_fen"] == 200_000


async def test_aid_given_to_both_of_a_couple(world: World) -> None:
    wife, husband, neighbour = [await world.a_member() for _ in range(3)]
    hers, his = await world.a_dossier(wife), await world.a_dossier(husband)
    await world.in_household(hers, husband, "SPOUSE")
    for person, opened in ((wife, hers), (husband, his), (neighbour, None)):
        kind = "LIVING" if opened else "TEMP"
        await world.some_aid(person, opened, kind=kind)

    await world.screen("A2")

    (row,) = await world.findings()
    assert row.person_id == min(wife, husband, key=str)
    assert row.evidence["times"] == 2


async def test_aid_refused_or_not_yet_decided_is_not_double(world: World) -> None:
    person = await world.a_member()
    opened = await world.a_dossier(person)
    await world.some_aid(person, opened)
    await world.some_aid(person, opened, status="SUBMITTED", approved_on=None, paid_on=None)

    assert (await world.screen("A2"))["hits"] == 0
