"""One small federation for all walks of a module, and the people who act in it, over GraphQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.assistance import service as assistance
from schema.assistance.rules import AreaStandard
from schema.core import clock
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.read_log import ReadLog
from schema.core.roles import Department, ScopeKind
from schema.organisation import service as organisation
from schema.organisation.rules import UnionKind
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.conftest import empty
from tests.schema.conftest import INITIAL_PARAMETERS, citizen_number, seed_parameters
from tests.schema.writing.conftest import Context, Federation, make_union

ERRORS = "errors { code path details message }"
BORN = date(1985, 5, 5)


@dataclass(frozen=True)
class Actor:
    """Somebody in a role, who sends mutations and asks questions."""

    world: "World"
    principal: Principal

    async def do(self, name: str, shown: str, /, **given: Any) -> Any:
        """The row of a mutation's payload; it must not fail."""
        found = await self._send(name, shown, given)
        assert found["errors"] == [], (name, found["errors"])
        (row,) = (value for key, value in found.items() if key != "errors")
        return row

    async def refused(self, name: str, /, **given: Any) -> dict[str, Any]:
        """The first error of a mutation, which must fail."""
        found = await self._send(name, "", given)
        assert found["errors"], name
        error: dict[str, Any] = found["errors"][0]
        return error

    async def ask(self, text: str) -> Any:
        """A query's data."""
        return await self._execute(text, {})

    async def count(self, name: str, condition: str = "") -> int:
        """How many rows a list counts."""
        given = f"(filter: {{ {condition} }})" if condition else ""
        found: int = (await self.ask(f"{{ {name}{given} {{ totalCount }} }}"))[name]["totalCount"]
        return found

    async def _send(self, name: str, shown: str, given: dict[str, Any]) -> Any:
        mutation = self.world.mutations[name]
        key = f', idempotencyKey: "{uuid4()}"' if "idempotencyKey" in mutation.args else ""
        kind = f"{name[0].upper()}{name[1:]}Input"
        text = f"mutation($input: {kind}!) {{ {name}(input: $input{key}) {{ {shown} {ERRORS} }} }}"
        return (await self._execute(text, {"input": given}))[name]

    async def _execute(self, text: str, variables: dict[str, Any]) -> Any:
        schema = platform_schema()
        context = Context(self.principal, self.world.engine, self.world.pool, schema.planner)
        result = await schema.strawberry.execute(
            text, variable_values=variables, context_value=context
        )
        assert result.errors is None, result.errors
        return result.data


def step(row: dict[str, Any], status: str) -> dict[str, Any]:
    """The input of one step of a row that was read."""
    return {"id": row["id"], "expectedVersion": row["version"], "status": status}


@dataclass
class World(Federation):
    """The federation, and how one acts in it."""

    engine: AsyncEngine
    pool: ReadPool
    mutations: Any
    numbers: Iterator[int] = field(default_factory=lambda: count(100))

    def actor(self, name: str, role: Role, scope: Scope) -> Actor:
        return Actor(self, Principal(f"user:{name}", role, scope, name=name))

    def chair(self, union: UUID | None = None, name: str = "chair") -> Actor:
        scope = Scope(unions=(union or self.unions[0],), narrow=ScopeKind.UNION)
        return self.actor(name, Role.GRASSROOTS_CHAIR, scope)

    def town(self, number: int = 0, name: str = "town") -> Actor:
        return self.actor(name, Role.TOWNSHIP_OFFICER, Scope(unions=(self.towns[number],)))

    def department(self, department: Department, name: str = "") -> Actor:
        scope = Scope(covers_all=True, department=department)
        return self.actor(name or department.value.lower(), Role.CITY_DEPARTMENT, scope)

    def leader(self, name: str = "leader") -> Actor:
        return self.actor(name, Role.CITY_LEADER, Scope(covers_all=True))

    def auditor(self) -> Actor:
        return self.actor("auditor", Role.AUDITOR, Scope(covers_all=True))

    def joining(self, union: UUID | None = None, **more: Any) -> dict[str, Any]:
        """An input of ``joinUnion`` of somebody new."""
        return {
            "unionId": str(union or self.unions[0]),
            "name": "陈一",
            "documentKind": "RESIDENT_ID",
            "documentNumber": citizen_number(BORN, next(self.numbers)),
            "employmentForm": "REGULAR",
            "status": "ACTIVE",
            "joinedOn": "2024-03-01",
            **more,
        }


@pytest.fixture(scope="module")
async def world(migrated: Stores) -> AsyncIterator[World]:
    """A county, its federation, two towns, two unions; committed, and gone after the module."""
    await empty(migrated)
    engine = make_engine(migrated.writer_url)
    everything = Principal("user:setup", Role.JOB, Scope(covers_all=True))
    async with transaction(engine, everything) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        county = await organisation.add_division(work, code="430682", name="临湘市")
        city = await make_union(work, "CITY", UnionKind.FEDERATION, county, None)
        towns, unions = [], []
        for index in (1, 2):
            towns.append(
                await make_union(work, f"T{index}", UnionKind.TOWNSHIP_UNION, county, city)
            )
            unions.append(
                await make_union(work, f"U{index}", UnionKind.GRASSROOTS_UNION, county, towns[-1])
            )
        await assistance.set_living_standard(
            work,
            division_id=county,
            area=AreaStandard.URBAN,
            monthly=60_000,
            valid_from=date(2020, 1, 1),
            document_number="试验〔2020〕1号",
        )
    mutations = platform_schema().graphql.mutation_type.fields  # type: ignore[union-attr]
    async with ReadPool(migrated.reader_url, 2, ReadLog(engine)) as pool:
        yield World(county, city, towns, unions, engine, pool, mutations)
    await engine.dispose()
    await empty(migrated)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Any]:
    """Some days later, as services reckon; the database's own clock stays."""
    present = clock.now

    @contextmanager
    def shift(days: int) -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: present() + timedelta(days=days))
            yield

    return shift
