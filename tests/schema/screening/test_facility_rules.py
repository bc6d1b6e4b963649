"""F1."""

from datetime import timedelta

import pytest

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
