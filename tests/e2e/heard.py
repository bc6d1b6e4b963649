"""What a hotline heard, and the worker's turn to read it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, SourceKind
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.service import add_division, create_union
from tests.schema.conftest import INITIAL_PARAMETERS, seed_parameters

Result = TypeVar("Result")
KEEPER = Principal("system:test", Role.JOB, Scope(covers_all=True))
TOWN = "羊楼司镇"
SOURCE = "E2E-HOTLINE"
ARREARS = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"
UNPAID = "羊楼司镇顺达家具厂欠六十多名工人五个月工资，工人堵在厂门口讨薪"
STOPPAGE = "羊楼司镇竹器厂门口一百多人拉横幅停工，不给工资不复工"


def plant(stores: Stores) -> UUID:
    """A hotline that brings its reports itself; the union of the town, which handles them."""

    async def write(engine: AsyncEngine) -> UUID:
        async with transaction(engine, KEEPER) as work:
            await seed_parameters(work, INITIAL_PARAMETERS)
            division = await add_division(work, code="980106", name=TOWN)
            await service.add_feed_source(
                work,
                code=SOURCE,
                name="职工维权热线",
                kind=SourceKind.HOTLINE_12351,
                address=PUSHED,
                licence="内部使用",
                lawful_basis="职工来电登记",
            )
            return await create_union(
                work,
                code="E-TOWN",
                name=f"{TOWN}总工会",
                kind=UnionKind.FEDERATION,
                division_id=division,
                level=5,
                status=UnionStatus.ACTIVE,
            )

    return _with_engine(stores, write)


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


def _with_engine(stores: Stores, act: Callable[[AsyncEngine], Awaitable[Result]]) -> Result:
    """Runs it in a thread: playwright's loop occupies this one."""

    async def run() -> Result:
        engine = make_engine(stores.writer_url)
        try:
            return await act(engine)
        finally:
            await engine.dispose()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()
