"""F1–F5."""

from datetime import timedelta
from uuid import UUID

import pytest

from schema.facilities.tables import care_log, equipment_item, facility, opening_hours, usage_log
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def test_each_kind_of_inspection_has_its_cycle(world: World) -> None:
    station = await world.a_station()
    for kind, ago in (("SELF", 7), ("TOWNSHIP", 31), ("CITY", 91), ("SPOT", 1)):
        await world.inspected(station, kind, ago)

    await world.screen("F1")

    found = {row.evidence["kind"]: row.evidence["cycle_days"] for row in await world.findings()}
    assert found == {"TOWNSHIP": 30, "CITY": 90}


async def test_a_station_never_inspected_counts_from_its_opening(world: World) -> None:
    await world.a_station(opened_on=world.today - timedelta(days=8))
    await world.a_station(status="CLOSED")

    await world.screen("F1")

    (row,) = await world.findings()
    assert row.evidence["kind"] == "SELF"
    assert row.evidence["last_on"] is None


async def an_item(world: World, station: UUID, **values: object) -> UUID:
    facts: dict[str, object] = {
        "facility_id": station,
        "code": "FIRST_AID_KIT",
        "name": f"物品{len(values)}{values.get('expires_on')}",
        "state": "OK",
        "state_since": world.today - timedelta(days=100),
    }
    return await world.work.insert(equipment_item, **{**facts, **values})


async def test_broken_equipment_is_to_be_mended_in_a_week(world: World) -> None:
    station = await world.a_station()
    await an_item(world, station, state="BROKEN", state_since=world.today - timedelta(days=7))
    late = await an_item(
        world, station, state="MISSING", state_since=world.today - timedelta(days=8), name="微波炉"
    )
    await an_item(world, await world.a_station(status="CLOSED"), state="BROKEN")

    (row,) = await world.found("F2")
    assert (row.subject_id, row.explanation["rows"]) == (station, {"equipment_item": str(late)})
    await world.change(equipment_item, late, state="OK")
    await world.ends("F2")


async def opens_daily(world: World, station: UUID) -> None:
    for weekday in range(1, 8):
        await world.work.insert(
            opening_hours,
            facility_id=station,
            weekday=weekday,
            season="ALL_YEAR",
            opens_minute=480,
            closes_minute=1080,
        )
    await world.change(facility, station, opens_on_holidays=True)


async def marked(world: World, station: UUID, kind: str, ago: int) -> UUID:
    return await world.work.insert(
        care_log,
        facility_id=station,
        kind=kind,
        logged_on=world.today - timedelta(days=ago),
        logged_at=world.work.now - timedelta(days=ago),
    )


async def used(world: World, station: UUID, ago: int) -> UUID:
    day = world.today - timedelta(days=ago)
    return await world.work.insert(
        usage_log, facility_id=station, used_on=day, service="VISIT", count=3
    )


async def test_a_station_that_nobody_uses_or_opens(world: World) -> None:
    open_since = world.today - timedelta(days=90)
    station = await world.a_station(opened_on=open_since)
    await opens_daily(world, station)
    await used(world, station, 31)
    seen = await marked(world, station, "CHECK_IN", 4)
    without_hours = await world.a_station(opened_on=open_since)
    await used(world, without_hours, 30)
    await world.a_station(opened_on=world.today - timedelta(days=2))

    rows = await world.found("F3")
    assert {(row.subject_id, row.evidence["kind"]) for row in rows} == {
        (station, "UNUSED"),
        (station, "UNATTENDED"),
    }
    await used(world, station, 1)
    await world.change(care_log, seen, logged_on=world.today - timedelta(days=3))
    await world.ends("F3")


async def test_a_room_that_was_open_is_cleaned(world: World) -> None:
    room = await world.a_station(kind="CARE_ROOM", opened_on=world.today - timedelta(days=90))
    await world.a_station(kind="CARE_ROOM", opened_on=world.today - timedelta(days=90))
    await opens_daily(world, room)
    cleaned = await marked(world, room, "CLEANED", 2)

    (row,) = await world.found("F4")
    assert row.subject_id == room
    assert row.evidence["missed_on"] == str(world.today - timedelta(days=1))
    await world.change(care_log, cleaned, logged_on=world.today - timedelta(days=1))
    await world.ends("F4")


async def test_supplies_that_expire_are_graver_when_they_have(world: World) -> None:
    station = await world.a_station()
    made = [
        await an_item(world, station, expires_on=world.today + timedelta(days=days))
        for days in (-1, 30, 31)
    ]

    rows = {row.explanation["rows"]["equipment_item"]: row for row in await world.found("F5")}
    assert {item: row.severity for item, row in rows.items()} == {
        str(made[0]): 2,
        str(made[1]): 1,
    }
    for item in made[:2]:
        await world.change(equipment_item, item, expires_on=world.today + timedelta(days=400))
    await world.ends("F5")
