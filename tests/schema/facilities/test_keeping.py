"""Keepers, equipment, daily marks, standards, bookings and gaps on the real PostgreSQL."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import sqlalchemy.exc

from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import ScopeKind
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import (
    BaseKind,
    BookingFacts,
    BookingStatus,
    CareKind,
    CheckedItem,
    DemandKind,
    EquipmentCode,
    EquipmentState,
    FacilityErrorCode,
    FacilityFacts,
    FacilityKind,
    FacilityStatus,
    InspectionFacts,
    InspectionKind,
    InspectionResult,
    ServiceCode,
    SiteKind,
    Span,
)
from schema.facilities.tables import (
    demand_site,
    equipment_item,
    facility,
    facility_keeper,
    room_booking,
    training_base,
    usage_log,
)
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
CITY = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def facts(tree: Tree) -> FacilityFacts:
    return FacilityFacts(
        name="一号母婴室",
        kind=FacilityKind.CARE_ROOM,
        division_id=tree.county,
        site=SiteKind.PUBLIC,
        area_m2=Decimal(8),
        status=FacilityStatus.OPEN,
        opened_on=date(2024, 5, 1),
        keeper_name="李芳",
    )


@pytest.fixture
async def room(ruled: Work, tree: Tree, facts: FacilityFacts) -> UUID:
    made = await service.register_facility(ruled, union_id=tree.unions[0], facts=facts)
    hours = [Span(day, "00:00", "24:00") for day in range(1, 8)]
    await service.set_opening_hours(ruled, facility_id=made, expected_version=1, hours=hours)
    return made


async def ask(work: Work, function: Any) -> Any:
    return (await work.execute(sa.select(function))).scalar_one()


def keeper_of(work: Work, facility_id: UUID, union: UUID) -> Work:
    own = Scope(unions=(union,), narrow=ScopeKind.FACILITY, targets=(facility_id,))
    return replace(work, principal=Principal("user:keeper", Role.STATION_KEEPER, own))


async def equip(work: Work, identity: UUID, *codes: EquipmentCode, **more: Any) -> None:
    given: dict[str, Any] = {"state": EquipmentState.OK, **more}
    for code in codes:
        await service.record_equipment(work, facility_id=identity, code=code, **given)


async def test_the_standard_of_a_room(ruled: Work, room: UUID) -> None:
    codes = [EquipmentCode.SIGN, EquipmentCode.LOCKABLE_DOOR, EquipmentCode.NURSING_SEAT]
    codes += [EquipmentCode.TABLE, EquipmentCode.CHARGING, EquipmentCode.HOT_WATER]
    codes += [EquipmentCode.BIN]
    needed = [code.value for code in codes]

    async def gaps(day: date = ruled.today) -> set[str]:
        return set(await ask(ruled, sa.func.gonghui_facility_gaps(room, day)))

    assert await gaps() == {*needed, "AREA"}
    await equip(ruled, room, *codes[:-1])
    await equip(ruled, room, codes[-1], expires_on=ruled.today)
    assert await gaps() == {"AREA"}
    assert await gaps(ruled.today + timedelta(days=1)) == {"AREA", "BIN"}
    await service.update_facility(
        ruled,
        facility_id=room,
        expected_version=2,
        area_m2=Decimal(12),
        serves_children=True,
    )
    assert await gaps() == {"CHANGING_TABLE", "NON_SLIP_FLOOR"}
    await service.update_facility(
        ruled, facility_id=room, expected_version=3, site=SiteKind.WORKPLACE
    )
    assert "REFRIGERATOR" in await gaps()


async def test_equipment_keeps_the_day_of_its_state(ruled: Work, room: UUID) -> None:
    await equip(ruled, room, EquipmentCode.BIN, state=EquipmentState.BROKEN)
    await ruled.execute(sa.update(equipment_item).values(state_since=date(2026, 1, 1)))
    await equip(ruled, room, EquipmentCode.BIN, state=EquipmentState.BROKEN, quantity=2)
    (item,) = (await ruled.execute(sa.select(equipment_item))).all()
    assert (item.state_since, item.quantity, item.version) == (date(2026, 1, 1), 2, 2)
    await equip(ruled, room, EquipmentCode.BIN)
    (item,) = (await ruled.execute(sa.select(equipment_item))).all()
    assert (item.state_since, item.state) == (ruled.today, EquipmentState.OK)


async def test_two_taps(ruled: Work, tree: Tree, room: UUID, facts: FacilityFacts) -> None:
    kept = keeper_of(ruled, room, tree.unions[0])
    first = await service.log_use(kept, facility_id=room, service=ServiceCode.NURSING)
    again = await service.log_use(kept, facility_id=room, service=ServiceCode.NURSING, count=2)
    assert first == again
    (row,) = (await ruled.execute(sa.select(usage_log))).mappings()
    assert (row["count"], row["used_on"], row["version"]) == (3, ruled.today, 2)
    assert await ask(ruled, sa.func.gonghui_hygiene_in_time(room)) is False
    await service.log_care(kept, facility_id=room, kind=CareKind.CLEANED)
    await service.log_care(kept, facility_id=room, kind=CareKind.CHECK_IN)
    assert await ask(ruled, sa.func.gonghui_hygiene_in_time(room)) is True
    assert await ask(ruled, sa.func.gonghui_checked_in(room)) is True
    for count, day in ((0, None), (501, None), (1, ruled.today + timedelta(days=1))):
        with pytest.raises(DomainError) as caught:
            await service.log_use(
                kept, facility_id=room, service=ServiceCode.VISIT, count=count, used_on=day
            )
        assert caught.value.code is ErrorCode.INVALID
    other = await service.register_facility(ruled, union_id=tree.unions[0], facts=facts)
    with pytest.raises(NotFoundError):  # of the same union, but not his
        await service.log_use(kept, facility_id=other, service=ServiceCode.VISIT)


async def test_who_inspects_and_who_decides(ruled: Work, tree: Tree, room: UUID) -> None:
    kept = keeper_of(ruled, room, tree.unions[0])
    items = (CheckedItem(EquipmentCode.BIN, ok=True), CheckedItem(EquipmentCode.TABLE, ok=True))
    own = InspectionFacts(InspectionKind.SELF, ruled.today, InspectionResult.PASSED, items=items)
    made = await service.record_inspection(kept, facility_id=room, facts=own)
    scored = await ruled.execute(
        sa.text("select score, items from inspection where id = :id").bindparams(id=made)
    )
    score, listed = tuple(scored.one())
    assert score == 100
    assert [item["code"] for item in listed] == ["BIN", "TABLE"]
    for kind in (InspectionKind.TOWNSHIP, InspectionKind.CITY, InspectionKind.SPOT):
        with pytest.raises(DomainError) as caught:
            await service.record_inspection(kept, facility_id=room, facts=replace(own, kind=kind))
        assert caught.value.code is ErrorCode.FORBIDDEN
    chair = Scope(unions=(tree.unions[0],), narrow=ScopeKind.UNION)
    union = replace(ruled, principal=Principal("user:chair", Role.GRASSROOTS_CHAIR, chair))
    await service.change_facility_status(
        union, facility_id=room, expected_version=2, status=FacilityStatus.MAINTENANCE
    )
    for status in (FacilityStatus.SUSPENDED, FacilityStatus.CLOSED):
        with pytest.raises(DomainError) as caught:
            await service.change_facility_status(
                union, facility_id=room, expected_version=3, status=status, reason="装修"
            )
        assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION


async def test_closing_needs_a_reason_and_a_decision(ruled: Work, tree: Tree, room: UUID) -> None:
    officer = replace(
        ruled,
        principal=Principal("user:town", Role.TOWNSHIP_OFFICER, Scope(unions=(tree.towns[0],))),
    )
    step: dict[str, Any] = {
        "facility_id": room,
        "expected_version": 2,
        "status": FacilityStatus.CLOSED,
    }
    with pytest.raises(DomainError) as caught:
        await service.change_facility_status(officer, reason="拆迁", **step)
    assert caught.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(DomainError) as caught:
        await service.change_facility_status(ruled, reason=" ", **step)
    assert caught.value.code is FacilityErrorCode.REASON_MISSING
    await service.change_facility_status(ruled, reason="拆迁", **step)
    row = (await ruled.execute(sa.select(facility).where(facility.c.id == room))).one()
    assert (row.status, row.closed_on) == (FacilityStatus.CLOSED, ruled.today)


async def test_one_keeper_at_a_time(ruled: Work, room: UUID) -> None:
    await service.assign_keeper(ruled, facility_id=room, name="李芳", from_on=date(2026, 1, 1))
    await service.assign_keeper(ruled, facility_id=room, name="王红", from_on=date(2026, 3, 1))
    kept = sa.select(facility_keeper).order_by(facility_keeper.c.from_on)
    former, present = (await ruled.execute(kept)).all()
    assert (former.until_on, present.until_on) == (date(2026, 3, 1), None)
    named = sa.select(facility.c.keeper_name).where(facility.c.id == room)
    assert (await ruled.execute(named)).scalar_one() == "王红"
    with pytest.raises(DomainError):
        await service.assign_keeper(ruled, facility_id=room, name="迟", from_on=date(2026, 2, 1))


def booking(work: Work, hour: int, minutes: int = 60, **more: Any) -> BookingFacts:
    day = work.today + timedelta(days=2)
    start = datetime(day.year, day.month, day.day, hour, tzinfo=CITY)
    base = BookingFacts(start, start + timedelta(minutes=minutes), "一车间", 5, "读书会")
    return replace(base, **more)


async def test_rooms_are_booked_once(ruled: Work, room: UUID) -> None:
    hall = await service.add_room(ruled, facility_id=room, name="活动室", capacity=20)
    other = await service.add_room(ruled, facility_id=room, name="会议室", capacity=8)
    first = await service.book_room(ruled, room_id=hall, facts=booking(ruled, 9))
    await service.book_room(ruled, room_id=hall, facts=booking(ruled, 10))  # right after it
    await service.book_room(ruled, room_id=other, facts=booking(ruled, 9))
    with pytest.raises(DomainError) as caught:
        await service.book_room(ruled, room_id=hall, facts=booking(ruled, 8, 61))
    assert caught.value.code is FacilityErrorCode.ROOM_TAKEN
    held = await ruled.execute(sa.select(room_booking).where(room_booking.c.id == first))
    row = held.mappings().one()
    values = {**row, "starts_at": row["ends_at"] - timedelta(minutes=1)}
    del values["id"]
    with pytest.raises(sqlalchemy.exc.IntegrityError) as refused:
        async with ruled.connection.begin_nested():
            await ruled.execute(sa.insert(room_booking).values(**values))
    assert refused.value.orig.sqlstate == "23P01"  # type: ignore[union-attr]
    with pytest.raises(DomainError) as caught:
        await service.change_booking(
            ruled, booking_id=first, expected_version=1, status=BookingStatus.USED
        )
    assert caught.value.code is ErrorCode.INVALID
    await service.change_booking(
        ruled,
        booking_id=first,
        expected_version=1,
        status=BookingStatus.CANCELLED,
        reason="改期",
    )
    await service.book_room(ruled, room_id=hall, facts=booking(ruled, 9))
    with pytest.raises(DomainError) as caught:
        await service.change_booking(
            ruled, booking_id=first, expected_version=2, status=BookingStatus.USED
        )
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"party_size": 21}, FacilityErrorCode.BOOKING_LIMIT),
        ({"party_size": 0}, ErrorCode.INVALID),
        ({"purpose": " "}, ErrorCode.INVALID),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=CITY)}, ErrorCode.INVALID),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=CITY)}, ErrorCode.INVALID),
    ],
    ids=["too many", "nobody", "no purpose", "ends first", "past"],
)
async def test_impossible_bookings(
    ruled: Work, room: UUID, more: dict[str, Any], code: Any
) -> None:
    hall = await service.add_room(ruled, facility_id=room, name="活动室", capacity=20)
    with pytest.raises(DomainError) as caught:
        await service.book_room(ruled, room_id=hall, facts=booking(ruled, 9, **more))
    assert caught.value.code is code
    with pytest.raises(DomainError) as caught:
        await service.book_room(ruled, room_id=hall, facts=booking(ruled, 9, 241))
    assert caught.value.code is FacilityErrorCode.BOOKING_LIMIT


async def test_gaps(ruled: Work, tree: Tree, facts: FacilityFacts) -> None:
    async def survey(kind: DemandKind, name: str, **more: Any) -> UUID:
        return await service.survey_site(
            ruled,
            union_id=tree.towns[0],
            division_id=tree.county,
            kind=kind,
            name=name,
            **more,
        )

    mall = await survey(DemandKind.PUBLIC_PLACE, "商场", area_m2=Decimal("10000.5"))
    shop = await survey(DemandKind.PUBLIC_PLACE, "小店", area_m2=Decimal(10_000))
    plant = await survey(DemandKind.WORKPLACE, "服装厂", women_workers=100)
    place: dict[str, Any] = {"longitude": Decimal("113.45"), "latitude": Decimal("29.48")}
    spot = await survey(DemandKind.HOT_SPOT, "劳务市场", **place)

    async def lacking() -> dict[UUID, str | None]:
        found = sa.select(demand_site.c.id, sa.func.gonghui_site_gap(demand_site.c.id).label("gap"))
        return {row.id: row.gap for row in await ruled.execute(found)}

    assert await lacking() == {
        mall: "CARE_ROOM",
        shop: None,
        plant: "CARE_ROOM",
        spot: "LOVE_STATION",
    }
    served = replace(facts, demand_site_id=plant)
    await service.register_facility(ruled, union_id=tree.unions[0], facts=served)
    station = replace(facts, kind=FacilityKind.LOVE_STATION, site=None, **place)
    far = replace(station, latitude=Decimal("29.4985"))  # 2.06 km
    await service.register_facility(ruled, union_id=tree.unions[0], facts=far)
    assert (await lacking())[plant] is None
    assert (await lacking())[spot] == "LOVE_STATION"
    near = replace(station, latitude=Decimal("29.4970"))  # 1.89 km
    await service.register_facility(ruled, union_id=tree.unions[0], facts=near)
    assert (await lacking())[spot] is None


async def test_plans_and_bases(ruled: Work, tree: Tree, room: UUID, facts: FacilityFacts) -> None:
    plan = await service.plan_building(
        ruled,
        year=ruled.today.year,
        kind=FacilityKind.CARE_ROOM,
        division_id=tree.county,
        planned=2,
    )
    assert await ask(ruled, sa.func.gonghui_plan_opened(plan)) == 0
    new = replace(facts, opened_on=ruled.today)
    await service.register_facility(ruled, union_id=tree.unions[0], facts=new)
    assert await ask(ruled, sa.func.gonghui_plan_opened(plan)) == 1
    given: dict[str, Any] = {
        "kind": BaseKind.VOCATIONAL_SCHOOL,
        "legal_name": "职业中专",
        "credit_code": "91350100M000100Y43",
        "full_time_teachers": 3,
        "part_time_teachers": 4,
    }
    with pytest.raises(DomainError):
        await service.describe_base(ruled, facility_id=room, **given)
    base = await service.register_facility(
        ruled, union_id=tree.unions[0], facts=replace(facts, kind=FacilityKind.TRAINING_BASE)
    )
    with pytest.raises(DomainError):
        await service.describe_base(ruled, facility_id=base, **given | {"credit_code": "91X"})
    described = await service.describe_base(ruled, facility_id=base, **given)
    shown = sa.select(training_base.c.facility_id).where(training_base.c.id == described)
    assert (await ruled.execute(shown)).scalar_one() == base
