"""The intake on the real PostgreSQL: reading, merging, events, alerts, all of it twice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.opinion import service
from schema.opinion.rules.codes import SourceKind
from schema.opinion.tables import feed_source
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio

ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"


async def test_a_grievance_becomes_item_event_and_alert(
    newsroom: Newsroom, townships: dict[str, UUID]
) -> None:
    await newsroom.source()
    newsroom.write("a", ARREARS)
    counts = await newsroom.take_in()
    assert (counts.items, counts.events_opened, counts.alerts) == (1, 1, 1)
    [item], [event], [alert] = (
        await newsroom.items(),
        await newsroom.events(),
        await newsroom.alerts(),
    )
    assert (item["topic"], item["people_estimate"], item["places"]) == ("T01", 30, ["430682103"])
    assert item["event_id"] == event["id"] == alert["event_id"]
    assert (event["employer"], event["division_id"]) == ("宏达鞋厂", townships["430682103"])
    assert alert["level"] == event["level"]


async def test_reading_twice_changes_nothing(newsroom: Newsroom) -> None:
    source = await newsroom.source()
    newsroom.write("a", ARREARS, "驿站锁着门，打电话没人接")
    await newsroom.take_in()
    before = (await newsroom.items(), await newsroom.events(), await newsroom.alerts())
    await newsroom.take_in(source)
    newsroom.write("copy", ARREARS, code="S1")  # another id: another item, the same cluster
    (newsroom.folder / "S1" / "a.jsonl").touch()  # read again in full
    assert (await newsroom.items(), await newsroom.events(), await newsroom.alerts()) == before
    counts = await newsroom.later(minutes=6).take_in(source)
    assert (counts.known, counts.duplicates, counts.events_opened, counts.alerts) == (2, 1, 0, 0)


async def test_sources_wait_for_their_time(newsroom: Newsroom) -> None:
    await newsroom.source(poll_minutes=10)
    assert (await newsroom.take_in()).sources == 1
    assert (await newsroom.later(minutes=5).take_in()).sources == 0
    assert (await newsroom.later(minutes=10).take_in()).sources == 1


async def test_growing_reach_raises_the_level_with_one_more_alert(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write("a", {"id": 1, "text": "老板拖欠工资三个月"})
    await newsroom.take_in()
    newsroom.write("a", {"id": 1, "text": "老板拖欠工资三个月", "repost": 900, "comment": 99})
    later = newsroom.later(minutes=6)
    counts = await later.take_in()
    assert (counts.items, counts.alerts) == (0, 1)
    [event] = await newsroom.events()
    assert event["level"] == "YELLOW"
    assert event["item_count"] == 1
    assert [alert["level"] for alert in await newsroom.alerts()] == ["BLUE", "YELLOW"]
    assert (await later.later(minutes=6).take_in()).alerts == 0


async def test_copies_merge_within_three_days_and_add_their_reach(newsroom: Newsroom) -> None:
    await newsroom.source()
    text = "我们在工地干了大半年，包工头说账上没钱，工资到现在一分没给，家里等着钱过年"
    newsroom.write("a", {"id": 1, "text": text, "repost": 40})
    await newsroom.take_in()
    newsroom.write("b", {"id": 2, "text": text + "！求扩散", "repost": 59})
    counts = await newsroom.later(hours=30).take_in()
    assert (counts.duplicates, counts.events_opened) == (1, 0)
    head, copy = await newsroom.items()
    assert copy["duplicate_of"] == head["id"]
    assert copy["event_id"] == head["event_id"]
    assert head["score"] == 25 + 20
    newsroom.write("c", {"id": 3, "text": text + "！！顶上去"})
    assert (await newsroom.later(days=8).take_in()).duplicates == 0


@pytest.mark.parametrize(
    "other",
    [
        "聂市镇金星服装厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到",
        "羊楼司镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到",
    ],
)
async def test_another_employer_or_place_never_merges(
    newsroom: Newsroom, townships: dict[str, UUID], other: str
) -> None:
    del townships
    await newsroom.source()
    newsroom.write("a", ARREARS, other)
    counts = await newsroom.take_in()
    assert (counts.duplicates, counts.events_opened) == (0, 2)


async def test_the_same_matter_joins_its_event(
    newsroom: Newsroom, townships: dict[str, UUID]
) -> None:
    del townships
    await newsroom.source()
    newsroom.write("a", ARREARS)
    await newsroom.take_in()
    text = "聂市镇的宏达鞋厂工资拖到现在不发，几百人等着"
    newsroom.write("b", {"id": 2, "text": text, "repost": 400})
    counts = await newsroom.later(days=2).take_in()
    assert (counts.events_opened, counts.events_joined, counts.alerts) == (0, 1, 1)
    [event] = await newsroom.events()
    assert (event["item_count"], event["cluster_count"]) == (2, 2)
    assert len({alert["level"] for alert in await newsroom.alerts()}) == 2


async def test_what_is_not_ours_is_counted_only(newsroom: Newsroom) -> None:
    await newsroom.source(kind=SourceKind.PUBLIC_MEDIA_RSS)
    newsroom.write("a", "某地工厂拖欠工资，工人讨薪", "手机罢工了", "临湘一工地坍塌，两人死亡")
    counts = await newsroom.take_in()
    assert (counts.out_of_area, counts.events_opened) == (2, 1)
    [event] = await newsroom.events()
    assert (event["level"], event["score"]) == ("ORANGE", 70)  # fatal 40, death 20, media 10


async def test_old_news_opens_nothing(newsroom: Newsroom) -> None:
    await newsroom.source()
    old = newsroom.work.now - timedelta(days=45)
    newsroom.write("a", {"id": 1, "text": ARREARS, "published": old.isoformat()})
    counts = await newsroom.take_in()
    assert (counts.history, counts.events_opened, counts.alerts) == (1, 0, 0)


async def test_bad_lines_and_failing_sources_lose_nothing_else(newsroom: Newsroom) -> None:
    await newsroom.source("S1")
    await newsroom.source("S2", address="no-such-folder")
    await newsroom.source("S3")
    path = newsroom.write("a", ARREARS)
    path.write_bytes(b"\xff\xfe{broken\n[1]\n{}\n" + path.read_bytes() + b'\n{"id": 2, "text": ')
    newsroom.write("a", "驿站锁着门，打电话没人接 \x00", code="S3")
    counts = await newsroom.take_in()
    assert (counts.sources, counts.failed_sources, counts.items, counts.refused) == (3, 1, 2, 4)
    errors = [row["last_error"] for row in await newsroom.rows(feed_source)]
    assert errors[0] is not None
    assert "line 1" in str(errors[0])
    assert errors[1] == "文件夹不存在: no-such-folder"
    assert errors[2] is None


async def test_a_crisis_is_hidden_and_alerts_at_once(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write("a", "被扣了三个月钱，真的不想活了")
    await newsroom.take_in()
    [item], [event], [alert] = (
        await newsroom.items(),
        await newsroom.events(),
        await newsroom.alerts(),
    )
    assert item["is_restricted"]
    assert event["is_restricted"]
    assert alert["is_restricted"]
    assert event["level"] == "ORANGE"


async def test_a_dismissed_event_stays_silent(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write("a", {"id": 1, "text": ARREARS})
    await newsroom.take_in()
    [event] = await newsroom.events()
    identity, version = event["id"], event["version"]
    assert isinstance(identity, UUID)
    assert isinstance(version, int)
    await service.dismiss_event(newsroom.work, identity, version, reason="已核实不属实")
    newsroom.write("b", {"id": 2, "text": ARREARS + "！", "repost": 5000})
    counts = await newsroom.later(hours=2).take_in()
    assert (counts.duplicates, counts.alerts) == (1, 0)
    assert [alert["status"] for alert in await newsroom.alerts()] == ["WITHDRAWN"]


async def test_authors_are_forgotten_after_ninety_days(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write("a", {"id": 1, "text": ARREARS, "author": "某某"})
    await newsroom.take_in()
    [item] = await newsroom.items()
    assert item["author_hash"] is not None
    assert "某某".encode() not in item["author_hash"]  # type: ignore[operator]
    await newsroom.later(days=91).take_in()
    [item] = await newsroom.items()
    assert item["author_hash"] is None


async def test_a_spike_adds_its_points(newsroom: Newsroom, townships: dict[str, UUID]) -> None:
    del townships
    await newsroom.source()
    names = ("宏达", "金星", "永丰", "东风", "长虹", "四海", "利民", "新华", "正泰", "华美", "兴旺")
    newsroom.write("a", *(f"聂市镇{name}鞋厂的宿舍漏雨发霉没人管" for name in names))
    counts = await newsroom.take_in()
    assert counts.events_opened == len(names)
    assert {event["score"] for event in await newsroom.events()} == {25.0}  # 15, and 10 for spike


async def test_two_intakes_at_once_open_one_event(newsroom: Newsroom) -> None:
    """Within one connection they queue; the lock makes other connections queue too."""
    source = await newsroom.source()
    newsroom.write("a", ARREARS)
    await newsroom.take_in(source)
    await newsroom.work.execute(sa.update(feed_source).values(files_read={}))
    await newsroom.take_in(source)
    assert len(await newsroom.events()) == len(await newsroom.alerts()) == 1


async def test_times_are_read_with_and_without_zone(newsroom: Newsroom) -> None:
    await newsroom.source()
    newsroom.write(
        "a",
        {"id": 1, "text": "甲", "published": "2026-01-02 08:00:00"},
        {"id": 2, "text": "乙", "published": "2026-01-02T00:00:00Z"},
        {"id": 3, "text": "丙", "published": 1767312000},
        {"id": 4, "text": "丁", "published": "soon"},
    )
    await newsroom.take_in()
    found = [item["published_at"] for item in await newsroom.items()]
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    assert found == [moment, moment, moment, None]
