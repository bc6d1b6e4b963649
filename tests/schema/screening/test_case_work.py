"""D2, D4–D7: proofs, categories, exclusions, stuck applications, suspicious incomes."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.assistance.tables import (
    assessment,
    dossier,
    dossier_step,
    evidence,
    exclusion_check,
    living_standard,
)
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def proof(world: World, dossier_id: UUID, left: int, kind: str = "INCOME") -> UUID:
    return await world.work.insert(
        evidence,
        dossier_id=dossier_id,
        kind=kind,
        title="证明",
        issued_on=world.today - timedelta(days=300),
        valid_until=world.today + timedelta(days=left),
        file_reference="f",
    )


async def judged(world: World, dossier_id: UUID, days_ago: int = 10, **values: object) -> UUID:
    facts: dict[str, object] = {
        "assessed_on": world.today - timedelta(days=days_ago),
        "rule_set": "RS_2021",
        "yearly_income": 2_000_000,
        "rigid_expenditure": 0,
        "household_size": 3,
        "living_standard": 50_000,
        "multiplier": 20_000,
        "per_capita_income": 55_555,
        "per_capita_net": 55_555,
        "category": "RELATIVE",
        "categories_met": ["RELATIVE"],
        "inputs": {},
    }
    return await world.work.insert(assessment, dossier_id=dossier_id, **{**facts, **values})


async def test_a_proof_that_ends_without_a_newer_one(world: World) -> None:
    first, second = [await world.a_dossier(await world.a_member()) for _ in range(2)]
    ending = await proof(world, first, 15)
    await proof(world, first, 16, "MEDICAL")
    await proof(world, second, -1)
    await proof(world, second, 200)

    (row,) = await world.found("D2")
    assert (row.dossier_id, row.explanation["rows"]) == (first, {"evidence": str(ending)})
    await proof(world, first, 180)
    await world.ends("D2")


async def test_a_category_that_the_assessment_does_not_bear_out(world: World) -> None:
    wrong = await world.a_dossier(await world.a_member(), category="DEEP")
    right = await world.a_dossier(await world.a_member(), category="RELATIVE")
    for each in (wrong, right):
        await judged(world, each)

    (row,) = await world.found("D4")
    assert (row.dossier_id, row.evidence["computed_category"]) == (wrong, "RELATIVE")
    await world.change(dossier, wrong, category="RELATIVE")
    await world.ends("D4")


async def test_a_new_living_standard_changes_the_category(world: World) -> None:
    made = await world.a_dossier(await world.a_member(), category="RELATIVE")
    await judged(world, made)
    change = world.today - timedelta(days=1)
    for monthly, begin, end in (
        (50_000, change - timedelta(days=900), change),
        (60_000, change, None),
    ):
        await world.work.insert(
            living_standard,
            division_id=world.division,
            area="URBAN",
            monthly=monthly,
            valid_from=begin,
            valid_to=end,
            document_number="文",
        )

    (row,) = await world.found("D4")
    assert row.evidence["computed_category"] == "DEEP"
    assert row.evidence["living_standard_fen"] == 60_000


async def test_the_latest_check_of_an_exclusion_counts(world: World) -> None:
    car, cleared = [await world.a_dossier(await world.a_member()) for _ in range(2)]

    async def checked(dossier_id: UUID, result: str, days_ago: int) -> None:
        await world.work.insert(
            exclusion_check,
            dossier_id=dossier_id,
            exclusion="VEHICLE",
            source="车管所",
            result=result,
            checked_on=world.today - timedelta(days=days_ago),
        )

    await checked(car, "CLEAR", 50)
    await checked(car, "HIT", 5)
    await checked(cleared, "HIT", 50)
    await checked(cleared, "CLEAR", 5)

    (row,) = await world.found("D5")
    assert (row.dossier_id, row.evidence["exclusion"]) == (car, "VEHICLE")
    await checked(car, "CLEAR", 0)
    await world.ends("D5")


async def test_an_application_that_stays_where_it_is(world: World) -> None:
    async def waiting(status: str, days: int, *, by_step: bool = True) -> UUID:
        since = world.today - timedelta(days=days)
        made = await world.a_dossier(await world.a_member(), status=status, applied_on=since)
        if by_step:
            await world.change(dossier, made, applied_on=since - timedelta(days=300))
            await world.work.execute(
                sa.insert(dossier_step).values(
                    dossier_id=made,
                    from_status="DRAFT",
                    to_status=status,
                    taken_on=since,
                    taken_at=world.work.now,
                    taken_by="t",
                )
            )
        return made

    old = {await waiting("DRAFT", 31, by_step=False), await waiting("SUBMITTED", 14)}
    await waiting("DRAFT", 30, by_step=False)
    await waiting("SUBMITTED", 5)
    await waiting("FIRST_REVIEWED", 9)

    assert {row.dossier_id for row in await world.found("D6")} == old
    for made in old:
        await world.change(dossier, made, status="VOIDED")
    await world.ends("D6")


async def test_equal_incomes_by_one_filer(world: World) -> None:
    made = [await world.a_dossier(await world.a_member()) for _ in range(6)]
    for number, each in enumerate(made):
        filer = "user:a" if number < 5 else "user:b"
        await judged(world, each, created_by=filer, yearly_income=1_234_500)

    (row,) = await world.found("D7")
    assert row.evidence == {"times": 5, "yearly_income_fen": 1_234_500}
    assert len(row.explanation["rows"]["dossier"]) == 5
    await world.change(dossier, made[0], status="SUSPENDED")
    await world.ends("D7")


async def test_an_income_that_never_changes(world: World) -> None:
    steady, moving = [await world.a_dossier(await world.a_member()) for _ in range(2)]
    for number, days in enumerate((10, 380, 750)):
        await judged(world, steady, days)
        await judged(world, moving, days, yearly_income=1_000_000 + number)

    (row,) = await world.found("D7")
    assert (row.dossier_id, row.evidence["times"]) == (steady, 3)
