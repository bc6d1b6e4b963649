"""Open now: weekdays, seasons, holidays, weekends worked instead, single days; rules of spans."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from schema.core.errors import ConflictError, DomainError, ErrorCode
from schema.core.work import Work
from schema.facilities import service
from schema.facilities.rules import FacilityFacts, FacilityKind, FacilityStatus, Season, Span
from schema.facilities.tables import facility
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
CITY = ZoneInfo("Asia/Shanghai")
WEEK = [Span(day, "08:30", "17:30") for day in range(1, 6)]
SUMMER_NIGHTS = [Span(3, "18:00", "24:00", Season.SUMMER)]


@pytest.fixture
async def station(ruled: Work, tree: Tree) -> UUID:
    facts = FacilityFacts(
        name="长安驿站",
        kind=FacilityKind.LOVE_STATION,
        division_id=tree.county,
        status=FacilityStatus.OPEN,
        opened_on=date(2024, 5, 1),
    )
    made = await service.register_facility(ruled, union_id=tree.towns[0], facts=facts)
    await service.set_opening_hours(
        ruled, facility_id=made, expected_version=1, hours=[*WEEK, *SUMMER_NIGHTS]
    )
    return made


async def open_at(work: Work, identity: UUID, moment: str) -> bool:
    at = datetime.fromisoformat(moment).replace(tzinfo=CITY)
    found: bool = (
        await work.execute(sa.select(sa.func.gonghui_open_at(identity, at)))
    ).scalar_one()
    return found


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:29", False),  # a Monday
        ("2026-11-23T08:30", True),
        ("2026-11-23T17:29", True),
        ("2026-11-23T17:30", False),
        ("2026-11-22T10:00", False),  # a Sunday
        ("2026-07-15T23:59", True),  # a Wednesday in summer
        ("2026-11-25T20:00", False),  # a Wednesday in autumn
        ("2026-10-01T10:00", False),  # the National Day
        ("2026-10-10T10:00", True),  # a Saturday worked instead: Monday's hours
        ("2026-10-10T18:00", False),
    ],
)
async def test_open_at(ruled: Work, station: UUID, moment: str, expected: bool) -> None:  # noqa: FBT001
    await ruled.execute(
        sa.text(
            "insert into calendar_day (day, is_workday, note, created_by, updated_by) values"
            " ('2026-10-01', false, '国庆节', 't', 't'), ('2026-10-10', true, '调休', 't', 't')"
            " on conflict (day) do update set is_workday = excluded.is_workday"
        )
    )
    assert await open_at(ruled, station, moment) is expected


async def test_holidays_and_single_days(ruled: Work, station: UUID) -> None:
    await ruled.execute(
        sa.text(
            "insert into calendar_day (day, is_workday, note, created_by, updated_by) values"
            " ('2027-01-01', false, '元旦', 't', 't')"
            " on conflict (day) do update set is_workday = false"
        )
    )
    assert not await open_at(ruled, station, "2027-01-01T10:00")
    row = (await ruled.execute(sa.select(facility).where(facility.c.id == station))).one()
    await service.update_facility(
        ruled, facility_id=station, expected_version=row.version, opens_on_holidays=True
    )
    assert await open_at(ruled, station, "2027-01-01T10:00")
    for note, opens, closes in (("盘点", None, None), ("值班", "19:00", "21:00")):
        await service.set_opening_exception(
            ruled,
            facility_id=station,
            day=date(2027, 1, 4),
            note=note,
            opens=opens,
            closes=closes,
        )
        assert not await open_at(ruled, station, "2027-01-04T10:00")
        assert await open_at(ruled, station, "2027-01-04T20:00") is (opens is not None)


@pytest.mark.parametrize(
    "hours",
    [
        [Span(1, "9:00", "10:00")],
        [Span(1, "10:00", "10:00")],
        [Span(1, "10:00", "24:30")],
        [Span(8, "10:00", "11:00")],
        [Span(1, "08:00", "12:00"), Span(1, "11:59", "13:00")],
        [Span(1, "08:00", "12:00"), Span(1, "08:00", "12:00", Season.SUMMER)],
        [Span(1, "08:00", "09:00")] * 61,
    ],
    ids=["form", "empty", "beyond midnight", "weekday", "overlap", "season", "too many"],
)
async def test_impossible_hours(ruled: Work, station: UUID, hours: list[Span]) -> None:
    with pytest.raises(DomainError) as caught:
        await service.set_opening_hours(ruled, facility_id=station, expected_version=2, hours=hours)
    assert caught.value.code is ErrorCode.INVALID


async def test_the_week_is_stated_by_who_saw_the_last(ruled: Work, station: UUID) -> None:
    seasons = [
        Span(1, "08:00", "12:00", Season.SUMMER),
        Span(1, "09:00", "12:00", Season.REST_OF_YEAR),
    ]
    with pytest.raises(ConflictError):
        await service.set_opening_hours(
            ruled, facility_id=station, expected_version=1, hours=seasons
        )
    await service.set_opening_hours(ruled, facility_id=station, expected_version=2, hours=seasons)
    for day, minutes in ((date(2026, 7, 1), 240), (date(2026, 12, 1), 180)):
        found = sa.select(sa.func.gonghui_weekly_minutes(station, day))
        assert (await ruled.execute(found)).scalar_one() == minutes
