"""Manners towards web sites: robots.txt, pauses, Retry-After; and what a source's row tells."""

from collections.abc import Iterator

import pytest

from schema.core import settings as settings_module
from schema.opinion.rules.codes import SourceKind
from schema.opinion.tables import feed_host, feed_source
from tests.schema.opinion.conftest import Newsroom
from tests.schema.opinion.test_fetching import response, serving
from tests.schema.opinion.test_web_source import RSS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def loopback(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Feeds may be read from this machine."""
    del newsroom
    monkeypatch.setenv("GONGHUI_FEED_PRIVATE_ADDRESSES", "allow")
    settings_module.settings.cache_clear()
    yield
    monkeypatch.undo()
    settings_module.settings.cache_clear()


def site(robots: bytes, feed: bytes | None = None) -> tuple[list[str], object]:
    """A web site's answers, and the paths that it was asked for."""
    asked: list[str] = []

    def answer(head: str) -> bytes:
        path = head.split(" ", 2)[1]
        asked.append(path)
        return robots if path == "/robots.txt" else feed or response(RSS)

    return asked, answer


async def test_what_robots_txt_forbids_is_not_read(newsroom: Newsroom) -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    asked, answer = site(response(rules))
    async with serving(answer) as address:  # type: ignore[arg-type]
        root = address.rsplit("/", 1)[0] if address.count("/") > 2 else address
        kind = SourceKind.PUBLIC_MEDIA_RSS
        await newsroom.source("S1", kind=kind, address=f"{root}/private/feed")
        await newsroom.source("S2", kind=kind, address=f"{root}/open/feed")
        counts = await newsroom.take_in()
    assert (counts.sources, counts.failed_sources, counts.items) == (2, 1, 2)
    assert asked == ["/robots.txt", "/open/feed"]  # the rules are asked for once a host
    refused, read = await newsroom.rows(feed_source)
    assert refused["last_error"] == "网站的 robots.txt 不允许采集"
    assert (refused["failures"], refused["last_success_at"]) == (1, None)
    assert refused["last_failure_at"] == newsroom.work.now
    assert (read["failures"], read["last_item_at"]) == (0, newsroom.work.now)


@pytest.mark.parametrize(
    ("status", "items"), [("404 Not Found", 2), ("403 Forbidden", 2), ("503 Unavailable", 0)]
)
async def test_no_rules_mean_all_and_a_broken_server_nothing(
    newsroom: Newsroom, status: str, items: int
) -> None:
    _, answer = site(response(status=status))
    async with serving(answer) as address:  # type: ignore[arg-type]
        await newsroom.source(kind=SourceKind.PUBLIC_MEDIA_RSS, address=address)
        assert (await newsroom.take_in()).items == items


async def test_a_slow_host_is_left_for_the_next_round(newsroom: Newsroom) -> None:
    asked, answer = site(response(b"User-agent: *\nCrawl-delay: 60\n"))
    async with serving(answer) as address:  # type: ignore[arg-type]
        root = "/".join(address.split("/")[:3])
        for code in ("S1", "S2"):
            await newsroom.source(code, kind=SourceKind.PUBLIC_MEDIA_RSS, address=f"{root}/{code}")
        counts = await newsroom.take_in()
        assert (counts.sources, counts.waiting_sources, counts.failed_sources) == (2, 1, 0)
        waiting = (await newsroom.rows(feed_source))[1]
        assert waiting["last_attempt_at"] is None
        counts = await newsroom.later(minutes=2).take_in()
    assert (counts.sources, counts.waiting_sources) == (1, 0)
    assert asked == ["/robots.txt", "/S1", "/S2"]


async def test_a_host_that_asks_for_patience_gets_it(newsroom: Newsroom) -> None:
    busy = response(status="429 Too Many Requests", Retry_After="3600")
    asked, answer = site(response(status="404 Not Found"), busy)
    async with serving(answer) as address:  # type: ignore[arg-type]
        await newsroom.source(kind=SourceKind.PUBLIC_MEDIA_RSS, address=address)
        assert (await newsroom.take_in()).failed_sources == 1
        assert (await newsroom.later(minutes=30).take_in()).waiting_sources == 1
    assert len(asked) == 2
    [host] = await newsroom.rows(feed_host)
    assert str(host["host"]).startswith("http://127.0.0.1:")
