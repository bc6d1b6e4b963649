"""U1, U3, U4, U6, U8, U9, U11, U12: enterprises and the unions' own work."""

from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pytest

from schema.organisation.tables import (
    business_event,
    cadre_position,
    cadre_training,
    enterprise,
    fund_target,
    six_haves,
    six_haves_item,
    union_budget,
    union_committee,
    union_contribution,
    union_organisation,
    union_strength,
)
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio
_codes = count(1)


async def an_enterprise(world: World, **values: object) -> UUID:
    facts: dict[str, object] = {
        "credit_code": f"E{next(_codes)}",
        "name": "企业",
        "union_id": world.union,
        "division_id": world.division,
        "ownership": "PRIVATE",
        "headcount": 100,
    }
    return await world.work.insert(enterprise, **{**facts, **values})


async def test_a_unit_without_a_union(world: World) -> None:
    bare = await an_enterprise(world, headcount=25)
    await an_enterprise(world, headcount=24)
    await an_enterprise(world, own_union_id=world.union)

    (row,) = await world.found("U1")
    assert (row.subject_id, row.union_id) == (bare, world.union)
    await world.change(enterprise, bare, own_union_id=world.union)
    await world.ends("U1")


async def test_too_many_dispatched(world: World) -> None:
    many = await an_enterprise(world, dispatched=11)
    await an_enterprise(world, dispatched=10)

    (row,) = await world.found("U6")
    assert row.subject_id == many
    await world.change(enterprise, many, dispatched=10)
    await world.ends("U6")


async def test_a_chair_that_is_missing_or_untrained(world: World) -> None:
    long_ago = world.today - timedelta(days=400)
    vacant, new, trained = [await world.a_union() for _ in range(3)]
    for union in (vacant, new, trained):
        await world.change(union_organisation, union, founded_on=long_ago, chair_name="甲")
    await world.change(union_organisation, vacant, chair_name=None)
    posts = [
        await world.work.insert(
            cadre_position,
            union_id=union,
            post="CHAIR",
            name="甲",
            full_time=True,
            started_on=long_ago,
        )
        for union in (new, trained)
    ]
    course: dict[str, object] = {"title": "班", "level": "COUNTY", "hours": 8, "passed": True}
    done = world.today - timedelta(days=5)
    await world.work.insert(
        cadre_training, position_id=posts[1], union_id=trained, finished_on=done, **course
    )

    found = {row.subject_union_id: row.evidence["reason"] for row in await world.found("U3")}
    assert found == {vacant: "VACANT", new: "UNTRAINED"}
    await world.change(union_organisation, vacant, chair_name="乙")
    await world.work.insert(
        cadre_training, position_id=posts[0], union_id=new, finished_on=done, **course
    )
    await world.ends("U3")


async def test_an_item_that_fails_the_yearly_check(world: World) -> None:
    checked = await world.work.insert(
        six_haves, union_id=world.union, year=world.today.year, status="SELF_ASSESSED"
    )
    made = [
        await world.work.insert(
            six_haves_item,
            assessment_id=checked,
            union_id=world.union,
            year=world.today.year,
            item=item,
            met=met,
            evidence="x",
        )
        for item, met in (("RULES", False), ("ACTIVITIES", True))
    ]

    (row,) = await world.found("U4")
    assert row.evidence == {"item": "RULES", "year": world.today.year}
    today = world.today
    await world.change(six_haves_item, made[0], rectified_on=today, rectification="已改")
    await world.ends("U4")


async def test_an_employer_who_owes_two_quarters(world: World) -> None:
    late, fine = await an_enterprise(world), await an_enterprise(world)

    async def owed(unit: UUID, quarter: int, paid: int) -> UUID:
        return await world.work.insert(
            union_contribution,
            enterprise_id=unit,
            union_id=world.union,
            year=world.today.year - 1,
            quarter=quarter,
            wages=1_000,
            due=20,
            paid=paid,
            paid_on=world.today if paid == 20 else None,
        )

    first = await owed(late, 1, 0)
    await owed(late, 2, 19)
    await owed(fine, 1, 0)
    await owed(fine, 2, 20)

    (row,) = await world.found("U8")
    assert (row.subject_id, row.evidence) == (late, {"quarters": 2, "owed_fen": 21})
    await world.change(union_contribution, first, paid=20, paid_on=world.today)
    await world.ends("U8")


async def test_weak_unions_get_too_little(world: World) -> None:
    """The target counts by the quarters that have ended; in January none has."""
    await world.change(union_organisation, world.union, kind="FEDERATION")
    year, weak = world.today.year, await world.a_union()
    await world.work.insert(
        union_strength, union_id=weak, year=year, weak=True, reasons=["LOW_FUNDS"]
    )
    await world.work.insert(
        fund_target, year=year, grassroots_share=5_000, weak_share=10_000, basis="文"
    )
    budget = await world.work.insert(
        union_budget,
        union_id=world.union,
        beneficiary_id=weak,
        year=year,
        item="ACTIVITIES",
        title="补助",
        amount=1_000,
        status="BUDGETED",
    )

    quarters = (world.today.month - 1) // 3
    assert len(await world.found("U9")) == (quarters > 0)
    await world.change(union_budget, budget, allotted=1_000)
    if quarters:
        await world.ends("U9")


async def test_women_without_a_committee(world: World) -> None:
    members = [await world.a_member(sex="FEMALE") for _ in range(10)]
    other = await world.a_union()
    for _ in range(9):
        await world.a_member(other, sex="FEMALE")

    (row,) = await world.found("U11")
    assert (row.subject_union_id, row.evidence["women"]) == (world.union, len(members))
    await world.work.insert(
        union_committee,
        union_id=world.union,
        kind="WOMEN",
        members=3,
        formed_on=date(2024, 1, 1),
    )
    await world.ends("U11")


async def test_an_enterprise_in_trouble(world: World) -> None:
    watched, urgent, calm = [await an_enterprise(world) for _ in range(3)]

    async def happened(unit: UUID, kind: str, **values: object) -> UUID:
        day = world.today - timedelta(days=9)
        return await world.work.insert(
            business_event,
            enterprise_id=unit,
            kind=kind,
            happened_on=day,
            source="x",
            **values,
        )

    first = await happened(watched, "ARREARS")
    await happened(watched, "POWER_DROP")
    for kind in ("ARREARS", "ACCIDENT", "INSURANCE_STOP"):
        await happened(urgent, kind)
    await happened(calm, "ARREARS")
    await happened(calm, "LAYOFF", persons=9)

    found = {row.subject_id: row for row in await world.found("U12")}
    assert {key: row.evidence["score"] for key, row in found.items()} == {watched: 40, urgent: 70}
    assert (found[watched].severity, found[urgent].severity) == (3, 4)
    await world.change(business_event, first, kind="RELOCATION")
    for _ in range(2):
        await world.screen("U12")
    states = {row.subject_id: row.status for row in await world.findings()}
    assert states == {watched: "RESOLVED", urgent: "OPEN"}
