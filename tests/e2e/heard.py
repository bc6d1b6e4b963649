"""What a hotline heard, and the worker's turn to read it."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, SourceKind
from tests.schema.conftest import INITIAL_PARAMETERS, seed_parameters

KEEPER = Principal("system:test", Role.JOB, Scope(covers_all=True))
SOURCE = "E2E-HOTLINE"
ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"
STOPPAGE = "羊楼司镇竹器厂门口一百多人拉横幅停工，不给工资不复工"


def plant(stores: Stores) -> None:
    """A hotline that brings its reports itself."""

    async def write(engine: AsyncEngine) -> None:
        async with transaction(engine, KEEPER) as work:
            await seed_parameters(work, INITIAL_PARAMETERS)
            await service.add_feed_source(
                work,
                code=SOURCE,
                name="职工维权热线",
                kind=SourceKind.HOTLINE_12351,
                address=PUSHED,
                licence="内部使用",
                lawful_basis="职工来电登记",
            )

    _with_engine(stores, write)


def read_reports(stores: Stores) -> None:
    """What the worker does with the reports that wait."""

    async def read(engine: AsyncEngine) -> None:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Work]:
            async with transaction(engine, KEEPER) as work:
                yield work

        counts = await service.take_in_reports(opened)
        assert counts.alerts > 0, counts

    _with_engine(stores, read)


def _with_engine(stores: Stores, act: object) -> None:
    """Runs it in a thread: playwright's loop occupies this one."""

    async def run() -> None:
        engine = make_engine(stores.writer_url)
        await act(engine)  # type: ignore[operator]
        await engine.dispose()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()
