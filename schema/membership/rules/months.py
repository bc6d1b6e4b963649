"""Months, as dues count them: each is named by its first day."""

from datetime import date

from schema.core.clock import add_months


def first_of(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def months_before(day: date, count: int) -> date:
    """The first day of the month that lies ``count`` months before the month of ``day``."""
    return add_months(first_of(day), -count)


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return months_before(day, -1)
