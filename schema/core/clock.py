"""Time as the federation reckons it: instants with a zone, dates of Asia/Shanghai."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def calendar_date(moment: datetime) -> date:
    """The Asia/Shanghai calendar date of an instant."""
    return moment.astimezone(SHANGHAI).date()
