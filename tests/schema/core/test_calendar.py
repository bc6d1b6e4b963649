"""Working days: announced holidays, days worked instead, clocks that stand still."""

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from schema.assistance import service
from schema.core.calendar import WorkCalendar, announced_days, calendar_day, working_calendar
from schema.core.work import Work

BARE = WorkCalendar()


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 9, 28), 1, date(2026, 9, 29)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday worked for the Spring Festival
        (date(2030, 3, 1), 5, date(2030, 3, 8)),  # a year nobody knows yet: Monday to Friday
        (date(2026, 9, 28), 0, date(2026, 9, 28)),
    ],
)
def test_working_days_of_the_library(start: date, count: int, due: date) -> None:
    assert BARE.add(start, count) == due


def test_what_the_federation_states_goes_first() -> None:
    stated = WorkCalendar({date(2026, 9, 29): False, date(2026, 10, 1): True})
    assert stated.add(date(2026, 9, 28), 1) == date(2026, 9, 30)
    assert stated.add(date(2026, 9, 30), 1) == date(2026, 10, 1)


def test_the_clock_stands_still_while_held() -> None:
    start = date(2026, 11, 2)  # a Monday
    assert BARE.add(start, 5) == date(2026, 11, 9)
    held = [(date(2026, 11, 3), date(2026, 11, 10))]
    assert BARE.add(start, 5, held) == date(2026, 11, 16)


@given(st.dates(date(2004, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_counting_back_what_was_added(start: date, count: int) -> None:
    due = BARE.add(start, count)
    assert BARE.between(start, due) == count
    assert count == 0 or BARE.is_working_day(due)


@pytest.mark.anyio
async def test_the_table_moves_deadlines(work: Work) -> None:
    await work.execute(sa.delete(calendar_day))
    new = await service.load_calendar(work)
    assert new == len(list(announced_days())) > 700
    assert await service.load_calendar(work) == 0
    assert {2004, 2019, 2026} <= set(await service.known_years(work))
    day = date(2027, 2, 5)
    before = (await working_calendar(work.connection, day)).add(day, 1)
    await service.set_calendar_day(work, day=date(2027, 2, 8), is_workday=False, note="春节")
    after = (await working_calendar(work.connection, day)).add(day, 1)
    assert (before, after) == (date(2027, 2, 8), date(2027, 2, 9))


@pytest.mark.anyio
@pytest.mark.parametrize("start", [date(2026, 1, 28), date(2026, 9, 24), date(2025, 4, 30)])
async def test_the_database_counts_as_the_program_does(work: Work, start: date) -> None:
    await service.load_calendar(work)
    calendar = await working_calendar(work.connection, start)
    for count in (0, 1, 5, 10, 20):
        found = await work.execute(sa.select(sa.func.gonghui_working_day(start, count)))
        assert found.scalar_one() == calendar.add(start, count)
