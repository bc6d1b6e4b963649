"""Sources on the web, from the address to the alert."""

from pathlib import Path

import pytest

from schema.core import settings as settings_module
from schema.opinion.rules.codes import SourceKind
from schema.opinion.tables import feed_source
from tests.schema.opinion.conftest import Newsroom
from tests.schema.opinion.test_fetching import response, serving

pytestmark = pytest.mark.anyio

RSS = """<rss version="2.0"><channel><title>本地新闻</title>
<item><guid>1</guid><title>临湘一工地坍塌</title>
<description>今天上午发生坍塌，致两人死亡</description></item>
<item><guid>2</guid><title>外省一工地坍塌</title><description>两人死亡</description></item>
</channel></rss>""".encode()


async def test_inner_addresses_stay_shut_by_default(newsroom: Newsroom) -> None:
    async with serving(lambda _head: response(RSS)) as address:
        await newsroom.source(kind=SourceKind.PUBLIC_MEDIA_RSS, address=address)
        counts = await newsroom.take_in()
    assert (counts.failed_sources, counts.items) == (1, 0)
    [row] = await newsroom.rows(feed_source)
    assert row["last_error"] == "网址指向内部网络, 已拒绝"
    assert row["last_success_at"] is None


async def test_a_document_is_read_once(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGHUI_FEED_PRIVATE_ADDRESSES", "allow")
    settings_module.settings.cache_clear()

    def answer(head: str) -> bytes:
        known = 'if-none-match: "v1"' in head.lower()
        return response(status="304 Not Modified") if known else response(RSS, ETag='"v1"')

    async with serving(answer) as address:
        await newsroom.source(kind=SourceKind.PUBLIC_MEDIA_RSS, address=address)
        first = await newsroom.take_in()
        again = await newsroom.later(minutes=6).take_in()
    assert (first.items, first.out_of_area, first.events_opened, first.alerts) == (2, 1, 1, 1)
    assert (again.failed_sources, again.seen) == (0, 0)
    [row] = await newsroom.rows(feed_source)
    assert row["etag"] == '"v1"'
    [event] = await newsroom.events()
    assert event["topic"] == "T08"


async def test_nothing_outside_the_feeds_folder_is_read(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "secret.jsonl").write_text('{"text": "老板拖欠工资"}')
    source = await newsroom.source()
    with pytest.raises(Exception, match="feeds"):
        await newsroom.source("S2", address="..")
    assert (await newsroom.take_in(source)).seen == 0
