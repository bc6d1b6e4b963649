"""The demonstration lives until today: places are kept, people join, aid is on its way."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.data.demo.flaws import BROKEN, EXPIRED
from schema.assistance.rules import (
    AssistanceStatus,
    BatchStatus,
    DossierStatus,
    LineStatus,
    NoticeSubject,
    ObjectionStatus,
    is_masked,
)
from schema.assistance.service import find_differences
from schema.assistance.tables import (
    assistance_record,
    dossier,
    notice_objection,
    payment_batch,
    payment_line,
    public_notice,
)
from schema.core.work import Work
from schema.facilities import tables
from schema.facilities.rules import CareKind, FacilityStatus
from schema.membership.tables import membership, person
from schema.organisation.tables import union_organisation
from tests.conftest import count

pytestmark = pytest.mark.anyio
WAITING = (
    *(AssistanceStatus.SUBMITTED, AssistanceStatus.GRASSROOTS_CHECKED),
    *(AssistanceStatus.CENTRE_REVIEWED, AssistanceStatus.PUBLIC_NOTICE),
    *(AssistanceStatus.SCHEDULED, AssistanceStatus.IN_BATCH),
)
#: In fen: what the centre's head, a vice-chair and the chairs' meeting decide.
BANDS = ((0, 100_000), (100_001, 500_000), (500_001, 10**9))


async def test_aid_waits_at_each_desk_and_for_each_level(demo: Work) -> None:
    record = assistance_record.c
    rows: Any = await demo.execute(sa.select(record.status, record.amount))
    found = rows.all()
    assert {status for status, _ in found} >= set(WAITING)
    reviewed = [amount for status, amount in found if status is AssistanceStatus.CENTRE_REVIEWED]
    for low, high in BANDS:
        assert any(low <= amount <= high for amount in reviewed)


async def test_one_batch_waits_for_the_leader_and_one_for_the_bank(demo: Work) -> None:
    line, batch = payment_line.c, payment_batch.c
    rows: Any = await demo.execute(
        sa.select(batch.status, line.status)
        .join_from(payment_batch, payment_line, line.batch_id == batch.id)
        .where(batch.status != BatchStatus.CLOSED)
        .distinct()
    )
    assert set(map(tuple, rows.all())) == {
        (BatchStatus.FINANCE_CHECKED, LineStatus.PENDING),
        (BatchStatus.EXPORTED, LineStatus.SENT),
    }
    assert await find_differences(demo) == {}


async def test_notices_hang_masked_and_no_longer_than_they_should(demo: Work) -> None:
    notice, record = public_notice.c, assistance_record.c
    rows: Any = await demo.execute(
        sa.select(notice.text, person.c.name, notice.ends_on >= demo.today, record.status)
        .join_from(public_notice, assistance_record, record.id == notice.assistance_id)
        .join(person, person.c.id == record.person_id)
    )
    listed = rows.all()
    assert all(is_masked(text) and name not in text for text, name, *_ in listed)
    for _, _, hangs, status in listed:
        assert hangs or status is not AssistanceStatus.PUBLIC_NOTICE
    assert {hangs for *_, hangs, _ in listed} == {True, False}


async def test_dossiers_came_into_force_and_left_by_a_notice(demo: Work) -> None:
    noticed = sa.select(public_notice.c.dossier_id).where(
        public_notice.c.subject == NoticeSubject.DOSSIER_OPENING
    )
    without = sa.select(sa.func.count()).where(
        dossier.c.status.in_((DossierStatus.ACTIVE, DossierStatus.PUBLIC_NOTICE)),
        dossier.c.id.not_in(noticed),
    )
    assert (await demo.execute(without)).scalar_one() == 0


async def test_an_objection_is_upheld_one_dismissed_one_open(demo: Work) -> None:
    said = (await demo.execute(sa.select(notice_objection.c.status))).scalars().all()
    assert sorted(said) == sorted(ObjectionStatus)
    taken_back = sa.select(assistance_record.c.status, assistance_record.c.approved_on).where(
        assistance_record.c.status_reason == "公示异议成立"
    )
    rows = [tuple(row) for row in (await demo.execute(taken_back)).all()]
    assert rows == [(AssistanceStatus.CENTRE_REVIEWED, None)]


#: Tables of the facilities, and how many rows even a small demonstration has at least.
FILLED = (
    (tables.demand_site, 42),
    (tables.building_plan, 10),
    (tables.facility_keeper, 16),
    (tables.opening_hours, 100),
    (tables.opening_exception, 10),
    (tables.equipment_item, 100),
    (tables.usage_log, 5_000),
    (tables.care_log, 1_000),
    (tables.facility_room, 4),
    (tables.room_booking, 20),
)


async def test_every_table_of_the_facilities_tells_something(demo: Work) -> None:
    for table, least in FILLED:
        assert await count(demo.connection, table) >= least, table.name


async def test_what_is_open_has_what_its_standard_asks_for(demo: Work) -> None:
    """But for the planted defects; the map is told after the opening."""
    table = tables.facility.c
    gaps = sa.func.gonghui_facility_gaps(table.id, demo.today)
    statement = sa.select(table.code, gaps).where(table.status == FacilityStatus.OPEN)
    rows: Any = (await demo.execute(statement)).all()
    lacking = {int(code[-5:]): set(found) - {"MAP_LISTED"} for code, found in rows}
    assert {number: found for number, found in lacking.items() if found} == {
        BROKEN: {"MICROWAVE"},
        EXPIRED: {"FIRST_AID_KIT"},
    }


async def test_each_open_facility_has_its_keeper(demo: Work) -> None:
    keeper = tables.facility_keeper.c
    rows: Any = await demo.execute(
        sa.select(tables.facility.c.keeper_name, keeper.name).join_from(
            tables.facility,
            tables.facility_keeper,
            sa.and_(keeper.facility_id == tables.facility.c.id, keeper.until_on.is_(None)),
        )
    )
    assert all(named == present for named, present in rows.all())


async def test_visitors_and_marks_go_on_until_yesterday(demo: Work) -> None:
    yesterday = demo.today - timedelta(days=1)
    used = tables.usage_log.c
    span: Any = await demo.execute(sa.select(sa.func.min(used.used_on), sa.func.max(used.used_on)))
    first, last = span.one()
    assert last == yesterday
    assert first < demo.today - timedelta(days=365)
    mark = tables.care_log.c
    marks: Any = await demo.execute(
        sa.select(mark.kind, sa.func.max(mark.logged_on)).group_by(mark.kind)
    )
    latest = dict(marks.all())
    assert set(latest) == set(CareKind)
    assert latest[CareKind.CHECK_IN] == yesterday


async def test_bookings_lie_within_the_hours(demo: Work) -> None:
    booking = tables.room_booking.c
    last = booking.ends_at - timedelta(minutes=1)
    opened = sa.and_(
        sa.func.gonghui_open_at(booking.facility_id, booking.starts_at),
        sa.func.gonghui_open_at(booking.facility_id, last),
    )
    closed = sa.select(sa.func.count()).where(sa.not_(opened))
    assert (await demo.execute(closed)).scalar_one() == 0
    states = await demo.execute(sa.select(booking.status).distinct())
    assert {"USED", "BOOKED"} <= {state.value for state in states.scalars()}


async def test_people_join_until_yesterday_and_unions_are_founded_this_year(demo: Work) -> None:
    joined, unit = membership.c.joined_on, union_organisation.c
    latest: Any = await demo.execute(
        sa.select(
            sa.func.max(joined),
            sa.func.count().filter(joined > demo.today - timedelta(days=60)),
            sa.func.count().filter(joined < membership.c.hired_on),
        )
    )
    last, lately, too_early = latest.one()
    assert demo.today - timedelta(days=30) < last < demo.today
    assert lately >= 3
    assert too_early == 0
    young = sa.select(unit.id, unit.founded_on).where(
        unit.founded_on >= (demo.today - timedelta(days=15)).replace(month=1, day=1)
    )
    founded: Any = (await demo.execute(young)).all()
    assert len(founded) >= 2
    for identity, day in founded:
        first = sa.select(sa.func.min(joined)).where(membership.c.union_id == identity)
        earliest = (await demo.execute(first)).scalar_one()
        assert earliest is None or earliest >= day
