"""Intakes that run at once, in transactions of their own that really commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core import settings as settings_module
from schema.core.database import transaction
from schema.core.principal import Principal
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import SourceKind
from schema.opinion.tables import feed_item, opinion_alert, opinion_event
from tests.conftest import count
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio

TEXT = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"


def opening(
    engine: AsyncEngine, principal: Principal
) -> Callable[[], AbstractAsyncContextManager[Work]]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Work]:
        async with transaction(engine, principal) as work:
            yield work

    return opened


async def test_two_workers_and_two_sources_make_one_event_and_one_alert(
    fresh_database: Stores,
    engine: AsyncEngine,
    principal: Principal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del fresh_database
    monkeypatch.setenv("GONGHUI_DATA", str(tmp_path))
    settings_module.settings.cache_clear()
    open_work = opening(engine, principal)
    (tmp_path / "feeds").mkdir()
    sources = []
    async with open_work() as work:
        newsroom = Newsroom(work, tmp_path / "feeds")
        for code in ("S1", "S2"):
            sources.append(await newsroom.source(code, SourceKind.HOTLINE_12351))
            newsroom.write("a", TEXT, code=code)
    intakes = [service.take_in_feed(open_work, source) for source in (*sources, *sources)]
    results = await asyncio.gather(*intakes)
    async with engine.connect() as connection:
        found = [await count(connection, t) for t in (feed_item, opinion_event, opinion_alert)]
    assert found == [2, 1, 1]
    assert sum(result.items for result in results) == 2
    assert sum(result.duplicates for result in results) == 1
    monkeypatch.undo()
    settings_module.settings.cache_clear()
