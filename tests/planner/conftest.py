"""A database of its own with a fixed federation, read as the readers' role."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from migrations.run import upgrade
from schema.core.access_log import AccessKind
from schema.core.database import make_engine, set_principal
from schema.core.principal import Principal, Role, Scope
from schema.core.read_log import ReadLog
from schema.planner.operation import OperationCache
from schema.planner.pool import ReadPool
from schema.planner.schema import PlannedSchema
from schema.root import platform_schema
from tests.planner.federation import plant

DATABASE = "gonghui_planner"
ADMINISTRATOR = Principal("user:test", Role.CITY_LEADER, Scope(covers_all=True))
ANALYST = Principal("user:test", Role.ANALYST, Scope(covers_all=True))


def within(*unions: UUID) -> Principal:
    """An officer who sees the subtrees of some unions."""
    return Principal("user:test", Role.TOWNSHIP_OFFICER, Scope(unions=unions))


def at(url: str, database: str) -> str:
    """The same server, another database."""
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


async def _create(stores: Stores) -> None:
    if stores.admin_url is None:
        pytest.skip("needs the embedded server's superuser")
    connection = await asyncpg.connect(stores.admin_url)
    await connection.execute(f"create database {DATABASE} owner gonghui_owner")
    await connection.close()


async def _plant(url: str) -> None:
    engine = make_engine(url)
    async with engine.connect() as connection:
        await set_principal(connection, ADMINISTRATOR)
        await plant(connection)
        await connection.commit()
    await engine.dispose()


@pytest.fixture(scope="session")
def federation(stores: Stores) -> str:
    """The readers' address of the planted database."""
    asyncio.run(_create(stores))
    upgrade(at(stores.owner_url, DATABASE))
    asyncio.run(_plant(at(stores.writer_url, DATABASE)))
    return at(stores.reader_url, DATABASE)


@pytest.fixture(scope="session")
def schema() -> PlannedSchema:
    return platform_schema()


class Unwritten(ReadLog):
    """Takes note of logged reads and writes nothing: the planner's tests are no reader."""

    def __init__(self) -> None:
        self.noted: list[Mapping[str, Sequence[UUID]]] = []

    async def note(
        self,
        reader: Principal,
        found: Mapping[str, Sequence[UUID]],
        kind: AccessKind = AccessKind.READ,
    ) -> None:
        del reader, kind
        self.noted.append(found)


class Client:
    """Runs operations the way the endpoint does, and counts statements."""

    def __init__(self, schema: PlannedSchema, pool: ReadPool) -> None:
        self.operations: OperationCache = schema.operations()
        self.pool = pool

    def sql(
        self, query: str, variables: dict[str, Any] | None = None, who: Principal = ADMINISTRATOR
    ) -> str:
        """The text of the statement."""
        operation = self.operations.get(query, None)
        values = operation.coerce(variables)
        return operation.statement(values, who, self.operations.counters).sql

    async def __call__(
        self, query: str, variables: dict[str, Any] | None = None, who: Principal = ADMINISTRATOR
    ) -> dict[str, Any]:
        """The ``data`` of the answer; asserts that it took one statement."""
        operation = self.operations.get(query, None)
        values = operation.coerce(variables)
        statement = operation.statement(values, who, self.operations.counters)
        before = self.pool.executed
        body = await self.pool.fetch_json(statement.sql, statement.arguments(values, who), who)
        assert self.pool.executed == before + 1
        found: dict[str, Any] = json.loads(body)["data"]
        return found


@pytest.fixture
async def client(federation: str, schema: PlannedSchema) -> AsyncIterator[Client]:
    """A client on the planted federation."""
    async with ReadPool(federation, 2, Unwritten()) as pool:
        yield Client(schema, pool)
