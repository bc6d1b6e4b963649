"""Working days of mainland China: weekends, public holidays and the days worked instead.

The holidays of a year are published in the autumn before it. For years that
the calendar does not know yet, Monday to Friday are counted; a deadline that
reaches into such a year is recomputed by nobody, and is at worst too early.
"""

from datetime import date, timedelta

import chinese_calendar

FRIDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() <= FRIDAY


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``; ``start`` itself is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day
