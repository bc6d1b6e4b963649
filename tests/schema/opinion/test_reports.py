"""What is brought to us: forms, sheets, signed deliveries; each once, bad ones by themselves."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from schema.core.errors import DomainError
from schema.core.principal import Principal, Scope
from schema.core.roles import Role
from schema.core.work import Work
from schema.operations.rules import ImportEntity, ImportMode
from schema.operations.service import ImportOutcome, import_sheet
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, OpinionError, SourceKind
from schema.opinion.rules.signature import signature
from schema.opinion.rules.verdict import Reading
from schema.opinion.service import ReportFacts, reports
from schema.opinion.service.reading import RawItem, read_items
from schema.opinion.tables import feed_key, feed_report, feed_source
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio
ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"


async def report(work: Work, number: str, text: str = ARREARS, source: str = "S1") -> object:
    return await service.report_item(
        work, source_code=source, facts=ReportFacts(external_id=number, text=text)
    )


async def test_a_report_becomes_an_item_and_leaves_no_words_behind(newsroom: Newsroom) -> None:
    await newsroom.source(address=PUSHED)
    first = await report(newsroom.work, "1")
    assert await report(newsroom.work, "1") == first
    with pytest.raises(DomainError) as refused:
        await report(newsroom.work, "1", "别的内容")
    assert refused.value.code is OpinionError.REPORT_CHANGED
    counts = await service.take_in_reports(newsroom.open_work)
    assert (counts.items, counts.events_opened, counts.alerts) == (1, 1, 1)
    [item], [row] = await newsroom.items(), await newsroom.rows(feed_report)
    assert (item["external_id"], item["text"], item["severity"]) == ("1", ARREARS, 3)
    assert (row["state"], row["item_id"], row["text"]) == ("STORED", item["id"], None)
    [source] = await newsroom.rows(feed_source)
    assert source["last_item_at"] == source["last_success_at"] == newsroom.work.now
    again = await service.take_in_reports(newsroom.open_work)
    assert (again.sources, len(await newsroom.items())) == (0, 1)
    assert await report(newsroom.work, "1") == first


async def test_reports_whose_job_was_lost_are_read_by_the_next_intake(newsroom: Newsroom) -> None:
    source = await newsroom.source(address=PUSHED)
    await report(newsroom.work, "1")
    counts = await newsroom.take_in()
    assert (counts.items, counts.failed_sources) == (1, 0)
    assert (await newsroom.take_in(source)).failed_sources == 0


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        ("", ARREARS, OpinionError.REPORT_EMPTY),
        ("1", " \x00 ", OpinionError.REPORT_EMPTY),
    ],
    ids=["no number", "no words"],
)
async def test_a_report_says_something(
    newsroom: Newsroom, number: str, text: str, code: OpinionError
) -> None:
    await newsroom.source(address=PUSHED)
    with pytest.raises(DomainError) as refused:
        await report(newsroom.work, number, text)
    assert refused.value.code is code


async def test_each_role_speaks_for_its_own_sources(newsroom: Newsroom) -> None:
    await newsroom.source("T1", SourceKind.TOWNSHIP_REPORT, address=PUSHED)
    await newsroom.source("M1", SourceKind.PUBLIC_MEDIA_RSS, address=PUSHED)
    await newsroom.source("H1", address=PUSHED)

    def acting(role: Role) -> Work:
        return replace(newsroom.work, principal=Principal("user:x", role, Scope()))

    assert await report(acting(Role.TOWNSHIP_OFFICER), "1", source="T1")
    for role, source in (
        (Role.TOWNSHIP_OFFICER, "H1"),
        (Role.PARTNER_LIAISON, "T1"),
        (Role.ANALYST, "T1"),
        (Role.JOB, "M1"),
        (Role.JOB, "NONE"),
    ):
        with pytest.raises(DomainError):
            await report(acting(role), "2", source=source)


TITLES = ["来源代码", "登记编号", "内容", "时间", "转发数"]


async def read_in(newsroom: Newsroom, *rows: list[str], trial: bool = False) -> ImportOutcome:
    return await import_sheet(
        newsroom.work,
        [TITLES, *rows],
        entity=ImportEntity.FEED_REPORT,
        name="热线.xlsx",
        mode=ImportMode.SKIP_FAILED,
        trial=trial,
        report=lambda *_: None,
    )


async def test_a_sheet_of_the_hotline(newsroom: Newsroom) -> None:
    for code in ("S1", "S2"):
        await newsroom.source(code, address=PUSHED)
    good = ["S1", "7", ARREARS, "2026-06-01 09:00", "3"]
    other = ["S2", "7", "爱心驿站大热天锁着门，打电话没人接", "", ""]
    bad = [
        ["S1", "7", "同一编号", "", ""],
        ["S9", "8", "没有这个来源", "", ""],
        ["S1", "9", "时间不对", "昨天", ""],
    ]
    tried = await read_in(newsroom, good, other, *bad, trial=True)
    assert (tried.inserted, tried.refused, tried.written) == (2, 3, False)
    assert await newsroom.rows(feed_report) == []
    done = await read_in(newsroom, good, other, *bad)
    assert (done.inserted, done.refused, done.written) == (2, 3, True)
    assert [line[:2] for line in done.lines] == [["4", "登记编号"], ["5", ""], ["6", "时间"]]
    again = await read_in(newsroom, good, other)
    assert (again.inserted, again.unchanged) == (0, 2)
    counts = await service.take_in_reports(newsroom.open_work)
    assert (counts.items, counts.events_opened) == (2, 2)
    published = {str(item["external_id"]): item["published_at"] for item in await newsroom.items()}
    assert len(published) == 1  # the same number of two sources


def delivery(number: str, *posts: dict[str, object]) -> bytes:
    return json.dumps({"id": number, "items": list(posts)}, ensure_ascii=False).encode()


async def push(
    work: Work, body: bytes, key: str, *, shift: float = 0, source: str = "S1"
) -> service.Delivered:
    moment = str(int(work.now.timestamp() + shift))
    return await service.deliver(
        work,
        source_code=source,
        timestamp=moment,
        signature=signature(key, moment, body),
        body=body,
    )


@pytest.mark.requirement("S39")
async def test_a_delivery_is_taken_once(newsroom: Newsroom) -> None:
    source = await newsroom.source(address=PUSHED)
    key = await service.new_feed_key(newsroom.work, source_id=source)
    body = delivery("d1", {"id": 1, "text": ARREARS}, {"id": 2}, {"text": "无编号"})
    result = await push(newsroom.work, body, key)
    assert (result.received, result.known) == (1, 0)
    assert [one["reason"] for one in result.refused] == [
        "item 2: neither title nor text",
        "REPORT_EMPTY",
    ]
    with pytest.raises(DomainError) as refused:
        await push(newsroom.work, body, key, shift=60)
    assert refused.value.code is OpinionError.DELIVERY_REPEATED
    resent = await push(newsroom.work, delivery("d2", {"id": 1, "text": ARREARS}), key)
    assert (resent.received, resent.known) == (0, 1)
    assert (await service.take_in_reports(newsroom.open_work)).items == 1


@pytest.mark.requirement("S39")
async def test_wrong_keys_moments_bodies_and_sources_are_refused_alike(newsroom: Newsroom) -> None:
    source = await newsroom.source(address=PUSHED)
    await newsroom.source("S2", address=PUSHED)
    key = await service.new_feed_key(newsroom.work, source_id=source)
    body = delivery("d1", {"id": 1, "text": ARREARS})
    moment = str(int(newsroom.work.now.timestamp()))
    good = {"source_code": "S1", "timestamp": moment, "signature": signature(key, moment, body)}
    attempts: list[dict[str, str]] = [
        {"signature": signature("other", moment, body)},
        {"signature": signature(key, moment, body)[:-1]},
        {"signature": "签名"},
        {"signature": ""},
        {"timestamp": str(int(moment) + 1)},
        {"timestamp": "soon", "signature": signature(key, "soon", body)},
        {"timestamp": "9" * 30, "signature": signature(key, "9" * 30, body)},
        {"source_code": "S2"},
        {"source_code": "NONE"},
    ]
    for wrong in attempts:
        with pytest.raises(DomainError) as refused:
            await service.deliver(newsroom.work, **(good | wrong), body=body)
        assert refused.value.code is OpinionError.SIGNATURE_REFUSED
    for shift in (-301, 301):
        with pytest.raises(DomainError):
            await push(newsroom.work, body, key, shift=shift)
    for shift, number in ((-299, "a"), (299, "b")):
        taken = await push(newsroom.work, delivery(number), key, shift=shift)
        assert taken.refused == []
    for broken in (b"[]", b"{}", b'{"id": 5}', b'{"id": "x", "items": ' + b"[" * 50_000):
        with pytest.raises(DomainError) as refused:
            await push(newsroom.work, broken, key)
        assert refused.value.code is OpinionError.FEED_UNREADABLE


@pytest.mark.requirement("S39")
async def test_two_keys_hold_during_rotation(newsroom: Newsroom) -> None:
    source = await newsroom.source(address=PUSHED)
    keys = [await service.new_feed_key(newsroom.work, source_id=source) for _ in range(3)]
    outcomes = []
    for number, key in enumerate(keys):
        try:
            await push(newsroom.work, delivery(f"d{number}"), key)
            outcomes.append(True)
        except DomainError:
            outcomes.append(False)
    assert outcomes == [False, True, True]
    later = newsroom.later(hours=49)
    with pytest.raises(DomainError):
        await push(later.work, delivery("e1"), keys[1])
    await push(later.work, delivery("e2"), keys[2])
    await service.end_feed_keys(later.work, source_id=source)
    with pytest.raises(DomainError):
        await push(later.work, delivery("e3"), keys[2])
    stored = await newsroom.rows(feed_key)
    assert all(key.encode() not in bytes(row["secret"]) for row in stored for key in keys)  # type: ignore[call-overload]


async def test_deliveries_are_forgotten_when_no_signature_could_be_fresh(
    newsroom: Newsroom,
) -> None:
    source = await newsroom.source(address=PUSHED)
    key = await service.new_feed_key(newsroom.work, source_id=source)
    await push(newsroom.work, delivery("d1"), key)
    later = newsroom.at(newsroom.work.now + timedelta(days=3))
    assert (await push(later.work, delivery("d1"), key)).refused == []


async def test_a_flood_is_read_by_the_n_grams_until_it_is_through(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than two wait; when a chunk of two is through, no more than two do."""
    monkeypatch.setattr(reports, "FLOOD", 2)
    monkeypatch.setattr(reports, "CHUNK", 2)
    hurries = []

    def told(items: list[RawItem], *, hurried: bool = False) -> Mapping[bytes, Reading]:
        hurries.append((len(items), hurried))
        return read_items(items, hurried=hurried)

    monkeypatch.setattr(reports, "read_items", told)
    await newsroom.source(address=PUSHED)
    for number in range(4):
        await report(newsroom.work, f"{number}", f"{ARREARS}, 第{number}次说")
    counts = await service.take_in_reports(newsroom.open_work)
    assert (counts.seen, counts.hurried) == (4, 2)
    assert hurries == [(2, True), (2, False)]
