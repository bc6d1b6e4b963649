"""A feed folder of its own for each test, and sources to read it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core import settings as settings_module
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import SourceKind
from schema.opinion.service import IntakeCounts
from schema.opinion.tables import feed_item, opinion_alert, opinion_event
from schema.organisation.tables import division

# Outside the key periods, whose points would change the scores.
QUIET_DAY = datetime(2026, 6, 10, 2, tzinfo=UTC)


@dataclass
class Newsroom:
    """A feed folder and what the intake makes of it; all in one rolled-back transaction."""

    work: Work
    folder: Path
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def at(self, moment: datetime) -> "Newsroom":
        """The same newsroom at another time."""
        return Newsroom(replace(self.work, now=moment), self.folder, self.turn)

    def later(self, **time: float) -> "Newsroom":
        """The same newsroom some time later."""
        return self.at(self.work.now + timedelta(**time))

    def open_work(self) -> AbstractAsyncContextManager[Work]:
        """A savepoint stands for the transaction that a job would open, one after the other."""

        @asynccontextmanager
        async def opened() -> AsyncIterator[Work]:
            async with self.turn, self.work.connection.begin_nested():
                yield self.work

        return opened()

    async def source(
        self, code: str = "S1", kind: SourceKind = SourceKind.HOTLINE_12351, **values: object
    ) -> UUID:
        """A source that reads the folder of its own code."""
        (self.folder / code).mkdir(exist_ok=True)
        address = values.pop("address", code)
        return await service.add_feed_source(
            self.work,
            code=code,
            name=f"来源{code}",
            kind=kind,
            address=str(address),
            licence="内部使用",
            lawful_basis="职工来电登记",
            **values,  # type: ignore[arg-type]
        )

    def write(self, name: str, *posts: str | dict[str, object], code: str = "S1") -> Path:
        """A JSON lines file; a text alone gets an id of its position."""
        lines = [
            post if isinstance(post, dict) else {"id": f"{name}-{number}", "text": post}
            for number, post in enumerate(posts)
        ]
        path = self.folder / code / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
        return path

    async def take_in(self, source: UUID | None = None) -> IntakeCounts:
        """Run the intake."""
        return await service.take_in_feed(self.open_work, source)

    async def rows(self, table: sa.Table) -> list[dict[str, object]]:
        """All rows, oldest first."""
        found = await self.work.execute(sa.select(table).order_by(table.c.id))
        return [dict(row) for row in found.mappings()]

    async def items(self) -> list[dict[str, object]]:
        """All items."""
        return await self.rows(feed_item)

    async def events(self) -> list[dict[str, object]]:
        """All events."""
        return await self.rows(opinion_event)

    async def alerts(self) -> list[dict[str, object]]:
        """All alerts."""
        return await self.rows(opinion_alert)


@pytest.fixture
def newsroom(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """Feed folders below a data folder of the test's own."""
    folder = tmp_path / "feeds"
    folder.mkdir()
    monkeypatch.setenv("GONGHUI_DATA", str(tmp_path))
    settings_module.settings.cache_clear()
    yield Newsroom(replace(work, now=QUIET_DAY), folder)
    monkeypatch.undo()
    settings_module.settings.cache_clear()


@pytest.fixture
async def townships(work: Work) -> dict[str, UUID]:
    """Two of Linxiang's townships."""
    made = {}
    for code, name in (("430682103", "聂市镇"), ("430682114", "羊楼司镇")):
        made[code] = await work.insert(
            division, code=code, name=name, level=4, valid_from=work.today.replace(year=2000)
        )
    return made
