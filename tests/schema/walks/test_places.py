"""P37 to P40: centre, station, love station and room: opened by their standard, kept, counted."""

from datetime import date, timedelta
from typing import Any

import pytest

from schema.core import clock
from schema.core.roles import Department
from schema.facilities.rules import INITIAL_PARAMETERS as STANDARDS
from schema.facilities.rules import FacilityKind
from tests.schema.walks import walks
from tests.schema.walks.conftest import Actor, World, step

pytestmark = pytest.mark.anyio
FACILITY = "facility { id version status standardGaps meetsStandard openNow }"
#: The programme, the kind, its area, and what its users come for.
KINDS = (
    pytest.param("SERVICE_CENTRE", 200, "AID", id="P37"),
    pytest.param("SERVICE_STATION", 20, "CONSULT", id="P38"),
    pytest.param("LOVE_STATION", 10, "WATER", id="P39"),
    pytest.param("CARE_ROOM", 10, "NURSING", id="P40"),
)


def today() -> date:
    return clock.calendar_date(clock.now())


def required(kind: str) -> list[str]:
    """The equipment that the standard of a kind asks for."""
    (standard,) = (
        entry.value for entry in STANDARDS if (entry.rule, entry.key) == ("FACILITY_STANDARD", kind)
    )
    codes: list[str] = standard["required"]  # type: ignore[index]
    return codes


async def equip(actor: Actor, facility: str, code: str, state: str = "OK") -> None:
    await actor.do(
        "recordEquipment",
        "equipmentItem { id }",
        facilityId=facility,
        code=code,
        state=state,
        quantity=4,
    )


@walks("P37", "P38", "P39", "P40")
@pytest.mark.parametrize(("kind", "area", "service"), KINDS)
async def test_a_facility_from_plan_to_daily_use(
    world: World, kind: str, area: int, service: str
) -> None:
    chair, economy = world.chair(), world.department(Department.ECONOMY)
    facility = await chair.do(
        "registerFacility",
        FACILITY,
        unionId=str(world.unions[0]),
        divisionId=str(world.county),
        kind=kind,
        name=f"{FacilityKind[kind].label}一号",
        areaM2=str(area - 1),
        longitude="113.45",
        latitude="29.48",
        coordinateSystem="GCJ02",
        site="PUBLIC",
        mapListed=True,
        keeperName="李芳",
    )
    forbidden = await chair.refused("changeFacilityStatus", **step(facility, "APPROVED"))
    assert forbidden["code"] == "FORBIDDEN"
    illegal = await economy.refused("changeFacilityStatus", **step(facility, "OPEN"))
    assert illegal["details"]["legal"] == ["APPROVED"]
    facility = await economy.do("changeFacilityStatus", FACILITY, **step(facility, "APPROVED"))
    for status in ("BUILDING", "ACCEPTANCE"):
        facility = await chair.do("changeFacilityStatus", FACILITY, **step(facility, status))
    codes = required(kind)
    for code in codes[1:]:
        await equip(chair, facility["id"], code)
    week = [{"weekday": day, "opens": "00:00", "closes": "24:00"} for day in range(1, 8)]
    given = {"id": facility["id"], "expectedVersion": facility["version"], "hours": week}
    facility = await chair.do("setOpeningHours", FACILITY, **given)
    opening = step(facility, "OPEN") | {"acceptedOn": str(today())}
    unmet = await economy.refused("changeFacilityStatus", **opening)
    assert unmet["code"] == "STANDARD_UNMET"
    small = [] if kind == "SERVICE_CENTRE" else ["AREA"]  # a centre has no least area
    assert unmet["details"]["gaps"] == sorted([codes[0], *small])
    await equip(chair, facility["id"], codes[0])
    wider = {"id": facility["id"], "expectedVersion": facility["version"], "areaM2": str(area)}
    facility = await chair.do("updateFacility", FACILITY, **wider)
    facility = await economy.do(
        "changeFacilityStatus", FACILITY, **(step(facility, "OPEN") | {"acceptedOn": str(today())})
    )
    assert facility["openNow"]
    assert facility["meetsStandard"]
    await use(world, facility, service)
    await figures(economy, kind)
    await inspect(world, await reaccept(world, facility, codes[0]))


async def use(world: World, facility: dict[str, Any], service: str) -> None:
    """Two taps each: a visitor and the keeper's marks; another union's chair cannot."""
    chair, at = world.chair(), {"facilityId": facility["id"]}
    await chair.do("logUse", "usageLog { count }", service=service, count=3, **at)
    marks = ("CHECK_IN", "CLEANED", "DISINFECTED")
    for kind in marks if service == "NURSING" else marks[:2]:
        await chair.do("logCare", "careLog { kind }", kind=kind, **at)
    stranger = world.chair(world.unions[1], "stranger")
    assert (await stranger.refused("logUse", service=service, **at))["code"] == "NOT_FOUND"


async def reaccept(world: World, facility: dict[str, Any], code: str) -> dict[str, Any]:
    """Once a year the city accepts anew and gives the stars; by the standard of the day."""
    chair, economy = world.chair(), world.department(Department.ECONOMY)
    shown = "facility { id version status grade reacceptanceDueOn reacceptanceOverdue }"
    again = {"id": facility["id"], "acceptedOn": str(today()), "passed": True, "grade": 5}

    async def version() -> int:
        found = await economy.ask(f'{{ facility(id: "{facility["id"]}") {{ version }} }}')
        return int(found["facility"]["version"])

    again["expectedVersion"] = await version()
    assert (await chair.refused("reacceptFacility", **again))["code"] == "FORBIDDEN"
    await equip(chair, facility["id"], code, "BROKEN")
    unmet = await economy.refused("reacceptFacility", **again)
    assert unmet["details"]["gaps"] == [code]
    silent = await economy.refused("reacceptFacility", **(again | {"passed": False}))
    assert silent["code"] == "REASON_MISSING"
    await equip(chair, facility["id"], code)
    done: dict[str, Any] = await economy.do("reacceptFacility", shown, **again)
    assert (done["grade"], done["status"]) == (5, "OPEN")
    assert date.fromisoformat(done["reacceptanceDueOn"]) == today() + timedelta(days=365)
    assert not done["reacceptanceOverdue"]
    stars = f'id: {{ eq: "{facility["id"]}" }}, grade: {{ eq: 5 }}'
    assert await economy.count("facilities", stars) == 1
    return done


async def inspect(world: World, facility: dict[str, Any]) -> None:
    """A fault is to be mended within the days of the parameter."""
    town = world.town()
    found = await town.do(
        "recordInspection",
        "inspection { id version fixDueOn }",
        facilityId=facility["id"],
        kind="TOWNSHIP",
        inspectedOn=str(today()),
        result="FIX_REQUIRED",
        faultLevel="SAFETY",
        items=[{"code": "SIGN", "ok": False}],
    )
    assert date.fromisoformat(found["fixDueOn"]) == today() + timedelta(days=1)
    fixed = {"inspectionId": found["id"], "expectedVersion": 1, "fixedOn": str(today())}
    await world.chair().do("recordFix", "inspection { fixedOn }", **fixed)


async def figures(economy: Actor, kind: str) -> None:
    """What the board counts of the kind is what its list holds."""
    of_kind = f"kind: {{ eq: {kind} }}, status: {{ eq: OPEN }}"
    for flag in ("openNow", "meetsStandard", "mapListed", "checkedInToday"):
        assert await economy.count("facilities", f"{of_kind}, {flag}: {{ eq: true }}") == 1, flag
    found = await economy.ask(
        f"{{ usageLogs(filter: {{ facility: {{ kind: {{ eq: {kind} }} }} }}) {{"
        " aggregate { sum { count } } }"
        f" facilities(filter: {{ {of_kind} }}) {{ groups(by: [DIVISION_ID]) {{ count }} }} }}"
    )
    assert found["usageLogs"]["aggregate"]["sum"]["count"] == 3
    assert [one["count"] for one in found["facilities"]["groups"]] == [1]
