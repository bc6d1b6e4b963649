"""The figures of a report say what they count, in the order they name."""

from datetime import date

import pytest

from schema.opinion.rules.briefs import BriefKind, period_of
from schema.opinion.service.briefs.figures import take_figures
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio
ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"


async def test_items_by_day_stand_in_the_order_of_days(newsroom: Newsroom) -> None:
    """The second day has more, and still stands second."""
    await newsroom.source()
    days = ("2026-06-08", "2026-06-09", "2026-06-09")
    posts: list[str | dict[str, object]] = [
        {"id": str(number), "text": ARREARS, "published": f"{day}T09:00:00+08:00"}
        for number, day in enumerate(days)
    ]
    newsroom.write("a", *posts)
    await newsroom.take_in()
    figures = await take_figures(newsroom.work, period_of(BriefKind.WEEKLY, date(2026, 6, 10)))
    [by_day] = [figure for figure in figures if figure["key"] == "items_by_day"]
    assert by_day["rows"] == [
        {"name": "2026-06-08", "value": 1},
        {"name": "2026-06-09", "value": 2},
    ]
