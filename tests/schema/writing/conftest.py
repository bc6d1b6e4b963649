"""A small federation that is committed, and a client of the platform's schema."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.core.work import Work
from schema.facilities import service as facilities
from schema.facilities.rules import FacilityFacts, FacilityKind
from schema.organisation import service
from schema.organisation.rules import UnionKind, UnionStatus
from schema.planner.operation import Planner
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.schema.conftest import INITIAL_PARAMETERS, citizen_number, seed_parameters


@dataclass(frozen=True)
class Context:
    """What the endpoint gives to resolvers."""

    principal: Principal
    engine: AsyncEngine
    read_pool: ReadPool
    planner: Planner


@dataclass
class Federation:
    """A county, its city federation, two towns and a union in each."""

    county: UUID
    city: UUID
    towns: list[UUID]
    unions: list[UUID]


@dataclass
class Client:
    """Sends operations as a principal, and returns their data."""

    engine: AsyncEngine
    pool: ReadPool
    principal: Principal

    def as_other(self, **changes: Any) -> "Client":
        """The same for another principal."""
        return replace(self, principal=replace(self.principal, **changes))

    async def ask(self, text: str, **variables: Any) -> Any:
        """A query's data, read by one statement as at the endpoint."""
        operations = platform_schema().operations()
        operation = operations.get(text, None)
        coerced = operation.coerce(variables)
        statement = operation.statement(coerced, self.principal, operations.counters)
        arguments = statement.arguments(coerced, self.principal)
        return msgspec.json.decode(
            await self.pool.fetch_json(statement.sql, arguments, self.principal)
        )["data"]

    async def send(self, text: str, **variables: Any) -> Any:
        schema = platform_schema()
        context = Context(self.principal, self.engine, self.pool, schema.planner)
        result = await schema.strawberry.execute(
            text, variable_values=variables, context_value=context
        )
        assert result.errors is None, result.errors
        return result.data


async def make_union(
    work: Work, code: str, kind: UnionKind, county: UUID, parent: UUID | None
) -> UUID:
    return await service.create_union(
        work,
        code=code,
        name=f"{code}工会",
        kind=kind,
        division_id=county,
        parent_id=parent,
        level=4 if parent is None else None,
        status=UnionStatus.ACTIVE,
    )


@pytest.fixture
async def federation(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> Federation:
    del fresh_database
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        county = await service.add_division(work, code="430682", name="临湘市")
        city = await make_union(work, "CITY", UnionKind.FEDERATION, county, None)
        made = Federation(county, city, [], [])
        for index in (1, 2):
            town = await make_union(work, f"T{index}", UnionKind.TOWNSHIP_UNION, county, city)
            union = await make_union(work, f"U{index}", UnionKind.GRASSROOTS_UNION, county, town)
            made.towns.append(town)
            made.unions.append(union)
    return made


@pytest.fixture
async def client(
    federation: Federation, migrated: Stores, principal: Principal
) -> AsyncIterator[Client]:
    del federation
    engine = make_engine(migrated.writer_url, pool_size=8)
    async with ReadPool(migrated.reader_url, 4, ReadLog(engine)) as pool:
        yield Client(engine, pool, principal)
    await engine.dispose()


async def add_facility(work: Work, place: Federation, union: UUID) -> UUID:
    facts = FacilityFacts(
        kind=FacilityKind.LOVE_STATION, name=f"驿站 {uuid4()}", division_id=place.county
    )
    return await facilities.register_facility(work, union_id=union, facts=facts)


def joining(union: UUID, number: int, **more: object) -> dict[str, object]:
    """An input of ``joinUnion``."""
    return {
        "unionId": str(union),
        "name": "陈一",
        "documentKind": "RESIDENT_ID",
        "documentNumber": citizen_number(date(1988, 8, 8), number),
        "employmentForm": "PART_TIME",
        "status": "ACTIVE",
        "joinedOn": "2024-03-01",
        **more,
    }
