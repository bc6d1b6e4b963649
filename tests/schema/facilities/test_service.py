"""Facilities and inspections on the real PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import (
    EquipmentCode,
    EquipmentState,
    FacilityErrorCode,
    FacilityFacts,
    FacilityKind,
    FacilityStatus,
    FaultLevel,
    InspectionFacts,
    InspectionKind,
    InspectionResult,
)
from schema.facilities.tables import facility, inspection
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
STATION = [
    code
    for code in EquipmentCode
    if code.value in {"SIGN", "SEATS", "WATER", "MICROWAVE", "COOLING", "FIRST_AID_KIT", "CHARGING"}
]


async def row(work: Work, table: sa.Table, identity: UUID) -> Any:
    return (await work.execute(sa.select(table).where(table.c.id == identity))).one()


@pytest.fixture
def facts(tree: Tree) -> FacilityFacts:
    return FacilityFacts(
        name="长安爱心驿站",
        kind=FacilityKind.LOVE_STATION,
        division_id=tree.county,
        longitude=Decimal("113.450000"),
        latitude=Decimal("29.480000"),
        area_m2=Decimal("18.5"),
        status=FacilityStatus.OPEN,
        opened_on=date(2024, 5, 1),
    )


@pytest.fixture
async def station(ruled: Work, tree: Tree, facts: FacilityFacts) -> UUID:
    return await service.register_facility(ruled, union_id=tree.towns[0], facts=facts)


async def equip(work: Work, identity: UUID) -> None:
    """All that the standard of a love station asks for."""
    for code in STATION:
        await service.record_equipment(
            work, facility_id=identity, code=code, state=EquipmentState.OK, quantity=4
        )


async def step(work: Work, identity: UUID, status: FacilityStatus, **more: Any) -> Any:
    version = (await row(work, facility, identity)).version
    await service.change_facility_status(
        work, facility_id=identity, expected_version=version, status=status, **more
    )
    return await row(work, facility, identity)


def finding(work: Work, fault: FaultLevel, result: InspectionResult) -> InspectionFacts:
    return InspectionFacts(InspectionKind.TOWNSHIP, work.today, result, fault, score=70)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"latitude": None}, "latitude"),
        ({"longitude": Decimal(181)}, "longitude"),
        ({"area_m2": Decimal(0)}, "areaM2"),
        ({"opened_on": None}, "openedOn"),
        ({"opened_on": date(2999, 1, 1)}, "openedOn"),
        ({"status": FacilityStatus.CLOSED}, "status"),
    ],
)
async def test_impossible_facts(
    ruled: Work, tree: Tree, facts: FacilityFacts, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as caught:
        await service.register_facility(
            ruled, union_id=tree.towns[0], facts=replace(facts, **change)
        )
    assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID, (field,))


async def test_a_facility_opens_after_acceptance(
    ruled: Work, tree: Tree, facts: FacilityFacts
) -> None:
    proposed = replace(facts, status=FacilityStatus.PROPOSED, opened_on=None)
    room = await service.register_facility(ruled, union_id=tree.towns[0], facts=proposed)
    with pytest.raises(DomainError) as caught:
        await step(ruled, room, FacilityStatus.OPEN)
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
    for status in (FacilityStatus.APPROVED, FacilityStatus.BUILDING, FacilityStatus.ACCEPTANCE):
        await step(ruled, room, status)
    with pytest.raises(DomainError) as caught:
        await step(ruled, room, FacilityStatus.OPEN)
    assert caught.value.code is FacilityErrorCode.ACCEPTANCE_MISSING
    with pytest.raises(DomainError) as caught:
        await step(ruled, room, FacilityStatus.OPEN, accepted_on=ruled.today)
    assert caught.value.code is FacilityErrorCode.STANDARD_UNMET
    assert caught.value.details == {"gaps": sorted(code.value for code in STATION)}
    await equip(ruled, room)
    opened = await step(ruled, room, FacilityStatus.OPEN, accepted_on=ruled.today)
    assert (opened.accepted_on, opened.opened_on) == (ruled.today, ruled.today)


async def test_a_safety_fault_closes_the_door_until_mended(ruled: Work, station: UUID) -> None:
    found = finding(ruled, FaultLevel.SAFETY, InspectionResult.FAILED)
    identity = await service.record_inspection(ruled, facility_id=station, facts=found)
    assert (await row(ruled, inspection, identity)).fix_due_on == ruled.today + timedelta(days=1)
    assert (await row(ruled, facility, station)).status is FacilityStatus.RECTIFYING
    with pytest.raises(DomainError) as caught:
        await step(ruled, station, FacilityStatus.OPEN, accepted_on=ruled.today)
    assert caught.value.code is FacilityErrorCode.FAULTS_OPEN
    await service.record_fix(
        ruled, inspection_id=identity, expected_version=1, fixed_on=ruled.today
    )
    await equip(ruled, station)
    opened = await step(ruled, station, FacilityStatus.OPEN, accepted_on=ruled.today)
    assert opened.opened_on == date(2024, 5, 1)


async def test_an_ordinary_fault_has_a_week(ruled: Work, station: UUID) -> None:
    found = finding(ruled, FaultLevel.ORDINARY, InspectionResult.FIX_REQUIRED)
    identity = await service.record_inspection(ruled, facility_id=station, facts=found)
    assert (await row(ruled, inspection, identity)).fix_due_on == ruled.today + timedelta(days=7)
    assert (await row(ruled, facility, station)).status is FacilityStatus.OPEN


async def test_contradictory_findings(ruled: Work, station: UUID) -> None:
    for fault, result in (
        (FaultLevel.SAFETY, InspectionResult.PASSED),
        (FaultLevel.NONE, InspectionResult.FIX_REQUIRED),
    ):
        with pytest.raises(DomainError) as caught:
            await service.record_inspection(
                ruled, facility_id=station, facts=finding(ruled, fault, result)
            )
        assert caught.value.path == ("faultLevel",)


async def test_nothing_to_mend(ruled: Work, station: UUID) -> None:
    passed = finding(ruled, FaultLevel.NONE, InspectionResult.PASSED)
    identity = await service.record_inspection(ruled, facility_id=station, facts=passed)
    with pytest.raises(DomainError):
        await service.record_fix(
            ruled, inspection_id=identity, expected_version=1, fixed_on=ruled.today
        )
