"""M3, M5, M7: transfers that wait, retirement, contracts."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.params import rule_parameter
from schema.membership.tables import membership, membership_transfer, person
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def the_membership(world: World, person_id: UUID) -> UUID:
    statement = sa.select(membership.c.id).where(membership.c.person_id == person_id)
    found: UUID = (await world.work.execute(statement)).scalar_one()
    return found


async def test_a_transfer_waits_ten_working_days(world: World) -> None:
    other = await world.a_union()
    made = []
    for age, released, status in (
        (21, None, "REQUESTED"),
        (9, None, "REQUESTED"),
        (42, 21, "RELEASED"),
        (42, 9, "RELEASED"),
    ):
        asked = world.today - timedelta(days=age)
        confirmed = None if released is None else world.today - timedelta(days=released)
        made.append(
            await world.work.insert(
                membership_transfer,
                membership_id=await the_membership(world, await world.a_member()),
                from_union_id=world.union,
                to_union_id=other,
                status=status,
                requested_on=asked,
                released_on=confirmed,
            )
        )

    found = {row.explanation["rows"]["membership_transfer"]: row for row in await world.found("M3")}
    assert {key: row.union_id for key, row in found.items()} == {
        str(made[0]): world.union,  # each side is told when it is its turn
        str(made[2]): other,
    }
    for identity in (made[0], made[2]):
        await world.change(
            membership_transfer,
            identity,
            status="REJECTED",
            decided_on=world.today,
        )
    await world.ends("M3")


async def test_men_retire_later_month_by_month(world: World) -> None:
    """Born in May 1965: two months after sixty; nobody told of sex or birth is judged."""
    born = date(1965, 5, 20)
    retired = {
        day: await world.a_member(birth_date=day, sex="MALE") for day in (born, date(1980, 5, 20))
    }
    await world.a_member(birth_date=born, sex="UNKNOWN")
    await world.a_member(birth_date=date(1980, 5, 20), sex="FEMALE")

    (row,) = await world.found("M5")
    assert row.subject_id == await the_membership(world, retired[born])
    assert row.evidence == {"retired_in": "2025-07"}
    await world.change(membership, row.subject_id, status="RETAINED")
    await world.ends("M5")


async def test_the_age_follows_the_law_of_the_day(world: World) -> None:
    """Without delay a woman of 55 is past her age, with it she is not yet."""
    born = world.today.replace(year=world.today.year - 55) - timedelta(days=40)
    await world.a_member(birth_date=born, sex="FEMALE")

    assert await world.found("M5") == []
    await world.work.execute(
        sa.update(rule_parameter)
        .where(rule_parameter.c.rule == "M5", rule_parameter.c.valid_to.is_(None))
        .values(value={"months": 660})
    )
    assert len(await world.found("M5")) == 1


async def test_key_groups_need_a_written_contract(world: World) -> None:
    async def hired(age: int, **values: object) -> UUID:
        made = await the_membership(world, await world.a_member())
        since = world.today - timedelta(days=age)
        await world.change(membership, made, hired_on=since, **values)
        return made

    ends = world.today + timedelta(days=30)
    wanted = {
        await hired(31, frontline=True),
        await hired(400, frontline=True, contract_start_on=date(2024, 1, 1), contract_end_on=ends),
    }
    await hired(30, frontline=True)
    await hired(31)  # of no key group
    await hired(31, new_form_group="COURIER", employment_form="NEW_FORM")
    later = ends + timedelta(days=1)
    await hired(9, frontline=True, contract_start_on=date(2024, 1, 1), contract_end_on=later)

    assert {row.subject_id for row in await world.found("M7")} == wanted
    for made in wanted:
        await world.change(membership, made, frontline=False)
    await world.ends("M7")


async def test_a_migrant_is_of_a_key_group(world: World) -> None:
    made = await world.a_member(migrant=True)
    identity = await the_membership(world, made)
    await world.change(membership, identity, hired_on=world.today - timedelta(days=31))

    (row,) = await world.found("M7")
    assert row.evidence["contract"] == "MISSING"
    assert row.explanation["rows"] == {"person": str(made)}
    await world.change(person, made, migrant=False)
    await world.ends("M7")
