"""Working days of mainland China: weekends, public holidays and the days worked instead.

The holidays of a year are announced by the State Council in the autumn before it. The table
``calendar_day`` holds what was announced, seeded from the library; a row that the federation
enters goes before everything else. For a year that nobody knows yet, Monday to Friday are
counted. Deadlines are computed whenever they are asked for and never stored, so that a day
announced late moves them at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar
import sqlalchemy as sa
from chinese_calendar import constants
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core.table import everybody, identifier, metadata, protect, record_columns

FRIDAY = 5
#: The longest stretch of days off, with room: what is read around a date.
AROUND = timedelta(days=400)

calendar_day = sa.Table(
    "calendar_day",
    metadata,
    identifier(),
    sa.Column("day", sa.Date, nullable=False, unique=True, comment="日期"),
    sa.Column("is_workday", sa.Boolean, nullable=False, comment="是否工作日"),
    sa.Column("note", sa.Text, nullable=False, comment="说明 (节假日名称、调休上班)"),
    *record_columns(),
    comment="工作日历 (节假日与调休)",
)
protect(calendar_day, everybody)

Hold = tuple[date, date]


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day that is no ordinary weekday or weekend."""

    day: date
    is_workday: bool
    note: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days offices work: what is stated, else the library, else Monday to Friday."""

    stated: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        known = self.stated.get(day)
        return is_working_day(day) if known is None else known

    def add(self, start: date, count: int, holds: Sequence[Hold] = ()) -> date:
        """The ``count``-th working day after ``start``, which is not counted itself.

        The clock stands still during ``holds``: pairs of the day on which it stopped and the
        day on which it went on; working days after the first up to the second do not count.
        """
        day = start
        while count > 0:
            day += timedelta(days=1)
            held = any(first < day <= last for first, last in holds)
            if not held and self.is_working_day(day):
                count -= 1
        return day

    def between(self, first: date, last: date) -> int:
        """The working days after ``first`` up to ``last``; 0 when ``last`` is not later."""
        days = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=number)) for number in days)


async def working_calendar(connection: AsyncConnection, around: date) -> WorkCalendar:
    """The calendar for deadlines that start near ``around``."""
    table = calendar_day.c
    statement = sa.select(table.day, table.is_workday).where(
        table.day.between(around - AROUND, around + AROUND)
    )
    return WorkCalendar({row.day: row.is_workday for row in await connection.execute(statement)})


def announced_days() -> Iterator[KnownDay]:
    """The holidays and the days worked instead, of all years that the library knows."""
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    for day, name in constants.holidays.items():
        yield KnownDay(day, is_workday=False, note=names[name])
    for day, name in constants.workdays.items():
        yield KnownDay(day, is_workday=True, note=f"{names[name]}调休上班")


def is_working_day(day: date) -> bool:
    """Whether offices work on this day, by the library alone."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() <= FRIDAY


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``, by the library alone."""
    return WorkCalendar().add(start, count)
