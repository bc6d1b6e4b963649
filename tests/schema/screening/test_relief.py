"""D8–D10, D12, D13: pace, spot checks, exits, relapse, need that nobody has seen."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from schema.assistance.tables import (
    dossier,
    monitoring_visit,
    mutual_aid_claim,
    mutual_aid_member,
    mutual_aid_policy,
    public_notice,
    relief_base,
    relief_target,
    spot_check,
)
from schema.organisation.tables import union_organisation
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def left(world: World, days_ago: int = 30, **values: object) -> UUID:
    facts: dict[str, object] = {
        "status": "EXITED",
        "exit_channel": "X_MOVED",
        "exit_proof": "证明",
        "exited_on": world.today - timedelta(days=days_ago),
    }
    return await world.a_dossier(await world.a_member(), **{**facts, **values})


async def a_policy(world: World) -> UUID:
    return await world.work.insert(
        mutual_aid_policy,
        year=world.today.year,
        fee=5_000,
        benefit_table=[],
        most=1,
        enrol_from=date(world.today.year, 1, 1),
        enrol_to=date(world.today.year, 12, 31),
        basis="文",
    )


async def insured(world: World, policy: UUID, person_id: UUID) -> UUID:
    return await world.work.insert(
        mutual_aid_member,
        policy_id=policy,
        person_id=person_id,
        union_id=world.union,
        paid_by="SELF",
        enrolled_on=date(world.today.year, 1, 1),
    )


async def a_claim(world: World, member: UUID, self_paid: int, days_ago: int = 5) -> UUID:
    filed = world.today - timedelta(days=days_ago)
    return await world.work.insert(
        mutual_aid_claim,
        number=f"C{member}",
        member_id=member,
        union_id=world.union,
        status="CLAIM_FILED",
        admitted_on=filed - timedelta(days=9),
        discharged_on=filed - timedelta(days=1),
        filed_on=filed,
        filed_by="t",
        self_paid=self_paid,
    )


async def test_relief_behind_its_pace(world: World) -> None:
    await world.change(union_organisation, world.union, kind="FEDERATION")
    target = await world.work.insert(
        relief_target,
        year=world.today.year,
        base_on=date(world.today.year - 1, 12, 31),
        share=10_000,
        base_count=1,
        basis="文",
    )
    made = await world.a_dossier(await world.a_member())
    await world.work.insert(
        relief_base, target_id=target, dossier_id=made, union_id=world.union, category="RELATIVE"
    )

    (row,) = await world.found("D8")
    assert (row.subject_union_id, row.evidence["lifted_share"]) == (world.union, 0)
    today = world.today
    await world.change(dossier, made, status="EXITED", exit_channel="E1_JOB", exited_on=today)
    await world.ends("D8")


async def test_a_township_that_checks_too_little(world: World) -> None:
    await world.change(union_organisation, world.union, kind="TOWNSHIP_UNION")
    made = await world.a_dossier(await world.a_member())

    (row,) = await world.found("D9")
    assert (row.evidence["dossiers"], row.evidence["checked"]) == (1, 0)
    await world.work.insert(
        spot_check,
        dossier_id=made,
        year=world.today.year,
        checked_on=world.today,
        result="CONSISTENT",
        findings="属实",
    )
    await world.ends("D9")


async def test_an_exit_without_its_papers(world: World) -> None:
    unproved = await left(world, exit_proof=None)
    unnoticed = await left(world, exit_channel="E1_JOB")
    await left(world)

    found = {row.dossier_id: row.evidence["lacking"] for row in await world.found("D10")}
    assert found == {unproved: "PROOF", unnoticed: "NOTICE"}
    await world.change(dossier, unproved, exit_proof="证明")
    await world.work.insert(
        public_notice,
        subject="DOSSIER_EXIT",
        dossier_id=unnoticed,
        union_id=world.union,
        text="公示",
        place="公告栏",
        starts_on=world.today - timedelta(days=9),
        ends_on=world.today,
    )
    await world.ends("D10")


async def test_a_household_that_fell_back(world: World) -> None:
    fallen, fine = await left(world), await left(world)
    visits = {
        each: await world.work.insert(
            monitoring_visit,
            dossier_id=each,
            visited_on=world.today,
            relapsed=each == fallen,
            findings="走访",
        )
        for each in (fallen, fine)
    }

    (row,) = await world.found("D12")
    assert (row.dossier_id, row.evidence["event"]) == (fallen, "VISIT")
    await world.change(monitoring_visit, visits[fallen], relapsed=False)
    await world.ends("D12")


async def test_big_bills_in_no_dossier(world: World) -> None:
    needy, known, small = [await world.a_member() for _ in range(3)]
    await world.a_dossier(known)
    claims, policy = {}, await a_policy(world)
    for person_id, paid in ((needy, 2_000_000), (known, 9_000_000), (small, 1_999_999)):
        claims[person_id] = await a_claim(world, await insured(world, policy, person_id), paid)

    (row,) = await world.found("D13")
    assert (row.person_id, row.union_id) == (needy, world.union)
    assert row.explanation["rows"] == {"mutual_aid_claim": str(claims[needy])}
    await world.a_dossier(needy, status="SUBMITTED")
    await world.ends("D13")
