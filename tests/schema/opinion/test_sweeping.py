"""What is late is told to those above once a window; what rises suddenly, once a day."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.accounts.tables import app_user
from schema.core.notification import notification
from schema.opinion import service, tables
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.limits import due_moment
from schema.opinion.rules.stages import DutyPost
from tests.schema.opinion.conftest import Newsroom
from tests.schema.opinion.test_alerting import CRISIS, GRIEVANCE, hire

pytestmark = pytest.mark.anyio
MONDAY = datetime(2026, 6, 8, 1, tzinfo=UTC)  # nine o'clock in Shanghai


async def told(newsroom: Newsroom, users: dict[UUID, str]) -> list[tuple[str, str]]:
    """Whoever was told, and of what, since the last time."""
    found = await newsroom.work.execute(
        sa.update(notification)
        .where(notification.c.read_at.is_(None))
        .values(read_at=newsroom.work.now)
        .returning(notification.c.user_id, notification.c.title)
    )
    # Other tests may have left users of theirs, who are told as well.
    return sorted((users[row.user_id], row.title) for row in found if row.user_id in users)


async def on_duty(newsroom: Newsroom, users: dict[UUID, str], name: str) -> None:
    [user] = [user for user, known in users.items() if known == name]
    await service.add_shift(
        newsroom.work,
        user_id=user,
        post=DutyPost.OFFICER,
        starts_at=newsroom.work.now - timedelta(hours=1),
        ends_at=newsroom.work.now + timedelta(hours=8),
    )


async def test_a_crisis_goes_to_who_is_on_duty_and_up_after_a_quarter(newsroom: Newsroom) -> None:
    users = await hire(newsroom)
    await on_duty(newsroom, users, "SOCIAL_WORKER")
    await newsroom.source()
    newsroom.write("a", CRISIS)
    await newsroom.take_in()
    assert {who for who, _ in await told(newsroom, users)} == {"CITY_LEADER", "SOCIAL_WORKER"}
    early, late = newsroom.later(minutes=14).work, newsroom.later(minutes=16).work
    assert await service.sweep_clocks(early) == {"escalated": 0, "alerts": 0}
    assert await service.sweep_clocks(late) == {"escalated": 1, "alerts": 1}
    found = await told(newsroom, users)
    assert {who for who, _ in found} == {"CITY_LEADER", "SOCIAL_WORKER"}
    assert any("心理危机专人接手" in title for _, title in found)
    assert await service.sweep_clocks(late) == {"escalated": 0, "alerts": 0}
    [event] = await newsroom.events()
    identity = event["id"]
    assert isinstance(identity, UUID)
    await service.take_event(late, identity, 1)
    table = tables.opinion_alert.c
    open_alerts = sa.select(table.subject).where(table.status == "RAISED")
    assert list((await late.execute(open_alerts)).scalars()) == []


async def test_nothing_repeats_within_a_window_and_not_for_ever(newsroom: Newsroom) -> None:
    users = await hire(newsroom)
    await newsroom.source()
    newsroom.write("a", GRIEVANCE)
    await newsroom.take_in()
    await told(newsroom, users)
    counts = [
        (await service.sweep_clocks(newsroom.later(minutes=minutes).work))["escalated"]
        for minutes in range(60, 24 * 60, 30)
    ]
    assert sum(map(int, map(str, counts))) == 4
    assert counts[:6] == [0, 0, 0, 1, 0, 0]
    people = [who for who, _ in await told(newsroom, users)]
    assert people.count("RIGHTS") == people.count("PUBLICITY") == 4
    assert people.count("CITY_LEADER") == 3
    rows = sa.select(sa.func.count()).where(
        tables.opinion_alert.c.rule == AlertRule.CLOCK_OVERDUE,
        tables.opinion_alert.c.level == OpinionLevel.YELLOW,
    )
    assert (await newsroom.work.execute(rows)).scalar_one() == 4


def post(number: int, day: datetime) -> dict[str, object]:
    firms = ("宏达鞋厂", "金星纺织厂", "永利家具厂", "东方化工厂", "四海食品厂", "新华机械厂")
    firm = firms[number % len(firms)]
    text = f"聂市镇{firm}第{number}车间拖欠工资{number + 2}个月，老板不接电话，大家都急{number * 7}"
    return {"id": f"{day:%m%d}-{number}", "text": text, "published": day.isoformat()}


async def burst(newsroom: Newsroom, count: int) -> list[dict[str, object]]:
    now = newsroom.work.now
    posts = [post(number, now - timedelta(minutes=5 + number)) for number in range(count)]
    newsroom.write(f"{now:%m%d%H}", *posts)
    await newsroom.take_in()
    return [alert for alert in await newsroom.alerts() if alert["rule"] is AlertRule.SPIKE]


async def test_a_spike_is_one_alert_a_topic_town_and_day(
    newsroom: Newsroom, townships: dict[str, UUID]
) -> None:
    users = await hire(newsroom)
    await newsroom.source()
    old = [post(90, newsroom.work.now - timedelta(days=29, hours=1))]
    newsroom.write("old", *old)
    await newsroom.take_in()
    assert await burst(newsroom, 4) == []
    [alert] = await burst(newsroom.later(minutes=20), 12)
    assert (alert["topic"], alert["division_id"]) == ("T01", townships["430682103"])
    assert (alert["usual"], alert["event_id"], alert["window"]) == (0.0, None, "2026-06-10")
    assert isinstance(alert["observed"], int)
    assert alert["observed"] >= 5
    titles = [title for _, title in await told(newsroom, users)]
    assert any("主题在乡镇短时激增" in title for title in titles)
    assert len(await burst(newsroom.later(hours=8), 14)) == 1


async def test_a_young_feed_needs_more_for_a_spike(
    newsroom: Newsroom, townships: dict[str, UUID]
) -> None:
    del townships
    await newsroom.source()
    assert await burst(newsroom, 8) == []
    [alert] = await burst(newsroom.later(minutes=30), 14)
    assert alert["usual"] is None


async def test_an_alert_is_acknowledged_once(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write("a", GRIEVANCE)
    await newsroom.take_in()
    [alert] = await newsroom.alerts()
    identity = alert["id"]
    assert isinstance(identity, UUID)
    await service.acknowledge_alert(newsroom.work, identity, 1)
    with pytest.raises(Exception, match="已有结论"):
        await service.acknowledge_alert(newsroom.work, identity, 2)


async def test_who_is_disabled_hears_nothing_on_duty(newsroom: Newsroom) -> None:
    users = await hire(newsroom)
    await on_duty(newsroom, users, "VOLUNTEER")
    await newsroom.work.execute(
        sa.update(app_user).where(app_user.c.name == "VOLUNTEER").values(disabled_at=sa.func.now())
    )
    await newsroom.source()
    newsroom.write("a", CRISIS)
    await newsroom.take_in()
    assert {who for who, _ in await told(newsroom, users)} == {"CITY_LEADER"}


OFFICE = (8 * 60, 17 * 60 + 30)
LIMITS = {
    "minutes": ({"minutes": 90}, timedelta(minutes=90)),
    "within the office's hours": ({"office_minutes": 240}, timedelta(hours=4)),
    "over the night": ({"office_minutes": 600}, timedelta(hours=24, minutes=30)),
    "working days": ({"working_days": 5}, timedelta(days=7, hours=8, minutes=30)),
    "the next brief": ({"next_day_minute": 9 * 60}, timedelta(days=1)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_run_out(name: str) -> None:
    limit, after = LIMITS[name]
    due = due_moment(MONDAY, limit, OFFICE, lambda day: day.isoweekday() < 6)
    assert due - MONDAY == after


def test_office_time_skips_the_weekend() -> None:
    friday = MONDAY.replace(day=12, hour=9)  # five in the afternoon
    due = due_moment(friday, {"office_minutes": 60}, OFFICE, lambda day: day.isoweekday() < 6)
    assert due == MONDAY.replace(day=15, hour=0, minute=30)
