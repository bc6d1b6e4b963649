"""Documents of every kind, good, broken and hostile."""

import contextlib
import time
from datetime import UTC, datetime

import msgspec
import pytest

from schema.core.errors import DomainError
from schema.opinion.rules.codes import FeedFormat
from schema.opinion.rules.text import MAX_CHARACTERS
from schema.opinion.service.folder import folder_of
from schema.opinion.service.reading import read_feed

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>甲</title>
<item><guid>1</guid><link>http://e.example/1</link><title>欠薪</title>
<description>&lt;p&gt;老板&lt;b&gt;拖欠&lt;/b&gt;工资&amp;nbsp;三个月&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<pubDate>Sun, 22 Nov 2026 08:00:00 +0800</pubDate></item>
<item><guid>2</guid></item>
</channel></rss>""".encode()

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><id>a1</id><title>驿站</title><content type="html">锁着门</content>
<updated>2026-11-22T00:00:00Z</updated><author><name>某人</name></author></entry></feed>""".encode()


def test_rss() -> None:
    reading = read_feed(RSS, FeedFormat.AUTO)
    [item] = reading.items
    assert (item.external_id, item.title, item.url) == ("1", "欠薪", "http://e.example/1")
    assert item.text.split() == ["老板", "拖欠", "工资", "三个月"]
    assert item.published_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert reading.refused == 1


def test_atom() -> None:
    [item] = read_feed(ATOM, FeedFormat.AUTO).items
    assert (item.title, item.text, item.author) == ("驿站", "锁着门", "某人")


@pytest.mark.parametrize(
    "data",
    [
        b'{"id": 1, "text": "a", "repost": "7"}\n\n{"text": "b"}\n',
        b'[{"id": 1, "text": "a", "repost": 7}, {"text": "b"}]',
        b'{"items": [{"id": "1", "content_text": "a", "repost": 7}, {"title": "b"}]}',
        b'\xef\xbb\xbf{"id": 1, "text": "a", "repost": 7.0}\r\n{"text": "b"}',
    ],
)
def test_json_in_its_forms(data: bytes) -> None:
    first, second = read_feed(data, FeedFormat.AUTO).items
    assert (first.external_id, first.text, first.repost) == ("1", "a", 7)
    assert second.text + second.title == "b"


def test_old_encodings() -> None:
    [item] = read_feed('{"text": "拖欠工资"}'.encode("gb18030"), FeedFormat.AUTO).items
    assert item.text == "拖欠工资"


def test_bad_lines_are_counted_with_the_first_reason() -> None:
    data = b'{"text": "a"}\n{broken\n[]\n{"text": 5}\n' + b"[" * 100_000 + b'\n{"text": "b"}'
    reading = read_feed(data, FeedFormat.JSON_LINES)
    assert [item.text for item in reading.items] == ["a", "b"]
    assert (reading.refused, reading.first_refusal) == (4, "line 2: not JSON")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1, 0),
        (1e300, 0),
        ("12", 12),
        ("many", 0),
        (True, 0),
        (None, 0),
        ([], 0),
        (float("inf"), 0),
    ],
)
def test_counts_are_numbers_or_nothing(value: object, expected: int) -> None:
    encoded = b"1e999" if value == float("inf") else msgspec.json.encode(value)
    data = b'{"text": "a", "read": ' + encoded + b"}"
    found = read_feed(data, FeedFormat.JSON_LINES).items
    assert [item.read for item in found] in ([expected], [])


def test_hostile_text_is_cut_and_cleaned() -> None:
    text = "老板\\u0000拖欠\\u001b[31m工资" + "<" * 5000 + "长" * 50_000
    [item] = read_feed(f'{{"text": "{text}"}}'.encode(), FeedFormat.JSON_LINES).items
    assert len(item.text) <= MAX_CHARACTERS
    assert item.text.startswith("老板拖欠")
    assert not set(item.text) & {"\x00", "\x1b"}


def test_entities_are_refused_in_every_encoding() -> None:
    declared = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = declared + "<rss><channel><item><title>&b;</title></item></channel></rss>"
    for encoding in ("utf-8", "utf-16", "utf-16-be"):
        with pytest.raises(DomainError):
            read_feed(bomb.encode(encoding), FeedFormat.RSS)


@pytest.mark.parametrize(
    "data", [b"<html><body>hello</body></html>", b"<", b"<rss", b"\x00\x01", b"<a>" * 50_000]
)
def test_what_is_no_feed_is_an_error_not_a_crash(data: bytes) -> None:
    started = time.monotonic()
    with contextlib.suppress(DomainError):
        assert read_feed(data, FeedFormat.RSS).items == []
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("address", ["/etc", "../x", "a/../../b", "", "a\0b", "/var/lib/feeds"])
def test_only_folders_below_feeds(address: str) -> None:
    with pytest.raises(DomainError):
        folder_of(address)
