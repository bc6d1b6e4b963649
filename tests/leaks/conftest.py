"""The world, planted once a module, and a reader of it in the name of any principal."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import make_engine
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.planner.operation import Planner
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.conftest import empty
from tests.leaks.world import World, plant

#: One cache for all, so that a document is compiled once for each shape of viewer.
OPERATIONS = platform_schema().operations()


@dataclass
class Context:
    """What resolvers find in ``info.context``."""

    principal: Principal
    planner: Planner
    read_pool: ReadPool
    engine: AsyncEngine


@dataclass
class Reader:
    """Asks in somebody's name, and asks the database itself."""

    pool: ReadPool
    engine: AsyncEngine
    owner: asyncpg.Connection

    async def ask(self, who: Principal, text: str, **variables: Any) -> Any:
        """The data of a query; raises GraphQLError when it is refused."""
        operations = OPERATIONS
        operation = operations.get(text, None)
        given = operation.coerce(variables)
        statement = operation.statement(given, who, operations.counters)
        body = await self.pool.fetch_json(statement.sql, statement.arguments(given, who), who)
        return msgspec.json.decode(body)["data"]

    async def send(self, who: Principal, text: str, **variables: Any) -> Any:
        """The data of a mutation."""
        schema = platform_schema()
        context = Context(who, schema.planner, self.pool, self.engine)
        found = await schema.strawberry.execute(
            text, variable_values=variables, context_value=context
        )
        assert found.errors is None, found.errors
        return found.data

    async def rows(self, statement: str, *values: Any) -> list[Any]:
        """Rows by plain SQL, as the owner."""
        return list(await self.owner.fetch(statement, *values))


@pytest.fixture(scope="module")
def world(migrated: Stores) -> Iterator[World]:
    """The planted world; taken away after the module."""

    async def plant_it() -> World:
        connection = await asyncpg.connect(migrated.owner_url)
        try:
            return await plant(connection)
        finally:
            await connection.close()

    asyncio.run(empty(migrated))
    yield asyncio.run(plant_it())
    asyncio.run(empty(migrated))


@pytest.fixture
async def reader(world: World, migrated: Stores) -> AsyncIterator[Reader]:
    """A reader of the planted world."""
    del world
    engine = make_engine(migrated.writer_url)
    owner = await asyncpg.connect(migrated.owner_url)
    await owner.execute("select set_config('gonghui.scope', '*', false)")
    async with ReadPool(migrated.reader_url, 2, ReadLog(engine)) as pool:
        yield Reader(pool, engine, owner)
    await owner.close()
    await engine.dispose()
