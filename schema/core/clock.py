"""Time as the federation reckons it: instants with a zone, dates of Asia/Shanghai."""

import calendar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS_A_YEAR = 12


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def calendar_date(moment: datetime) -> date:
    """The Asia/Shanghai calendar date of an instant."""
    return moment.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
