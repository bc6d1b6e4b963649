"""Months, as dues count them: each is named by its first day."""

from datetime import date

MONTHS_A_YEAR = 12


def first_of(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def months_before(day: date, count: int) -> date:
    """The first day of the month that lies ``count`` months before the month of ``day``."""
    number = day.year * MONTHS_A_YEAR + day.month - 1 - count
    return date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return months_before(day, -1)
