"""The demonstration's places are kept day by day, and no domain of people and money is bare."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from schema.assistance import tables as assistance
from schema.core.calendar import working_calendar
from schema.core.clock import SHANGHAI
from schema.core.work import Work
from schema.facilities import tables as facilities
from schema.facilities.rules import FacilityKind, FacilityStatus
from schema.facilities.tables import care_log, equipment_item, facility, usage_log
from schema.membership import tables as membership
from schema.organisation import tables as organisation
from tests.conftest import count

pytestmark = pytest.mark.anyio
#: What comes only of somebody's own account or file, or not to every small federation.
BARE = {
    *("kin_declaration", "payment_return", "notice_objection", "public_notice"),
    *("platform_work",),  # riders join where there are more unions
}


async def test_no_table_of_these_domains_is_bare(demo: Work) -> None:
    bare = {
        name
        for domain in (organisation, membership, facilities, assistance)
        for name in domain.__all__
        if isinstance(table := getattr(domain, name), sa.Table)
        and await count(demo.connection, table) == 0
    }
    assert bare <= BARE


async def test_every_kind_of_place_stands_and_opens_by_its_hours(demo: Work) -> None:
    calendar = await working_calendar(demo.connection, demo.today)
    moment = datetime.combine(calendar.add(demo.today, 1), time(10), SHANGHAI)
    table = facility.c
    statement = (
        sa.select(
            table.kind, sa.func.bool_and(sa.func.gonghui_open_at(table.id, moment)).label("up")
        )
        .where(table.status == FacilityStatus.OPEN)
        .group_by(table.kind)
    )
    opened = {row.kind: row.up for row in await demo.execute(statement)}
    assert opened == dict.fromkeys(FacilityKind, True)


async def test_the_standards_are_met_but_for_what_is_planted(demo: Work) -> None:
    table = facility.c
    gaps = sa.func.gonghui_facility_gaps(table.id, demo.today)
    statement = sa.select(gaps).where(table.status == FacilityStatus.OPEN)
    found = (await demo.execute(statement)).scalars().all()
    met = sum(not lacking for lacking in found)
    assert len(found) / 2 < met < len(found)
    broken = sa.select(sa.func.count()).where(equipment_item.c.state == "BROKEN")
    assert (await demo.execute(broken)).scalar_one() > 0
    expired = sa.select(sa.func.count()).where(equipment_item.c.expires_on < demo.today)
    assert (await demo.execute(expired)).scalar_one() > 0


async def test_days_are_logged_for_three_years_and_rooms_cleaned(demo: Work) -> None:
    first = (await demo.execute(sa.select(sa.func.min(usage_log.c.used_on)))).scalar_one()
    assert first < demo.today - timedelta(days=380)
    marks = sa.select(care_log.c.kind).distinct()
    kinds = {kind.value for kind in (await demo.execute(marks)).scalars()}
    assert kinds == {"CHECK_IN", "CLEANED", "DISINFECTED"}
    silent = sa.select(sa.func.count()).where(
        facility.c.status == FacilityStatus.OPEN,
        ~sa.exists().where(usage_log.c.facility_id == facility.c.id),
    )
    assert (await demo.execute(silent)).scalar_one() >= 1
