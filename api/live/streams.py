"""One operation of one subscriber: from its document to the bodies of its results.

Rows announced together are read by one statement, which was compiled when the stream began,
in the name of the subscriber as he is at that moment: a row that he may not see is not
sent, a right that was taken away is gone.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from graphql import ExecutionResult, Executor, GraphQLError, execute
from graphql.execution import create_source_event_stream
from graphql.language import OperationType
from sqlalchemy.ext.asyncio import AsyncEngine

from api.deadline import ANSWER, ANSWER_SECONDS
from api.errors import error, executed_errors, execution_error, request_error
from api.graphql import GraphqlEndpoint
from api.refusal import Refusal
from api.requests import GraphqlRequest
from schema.core.changes import Changes, LaggingError
from schema.core.principal import Principal
from schema.planner.operation import (
    ANNOUNCED,
    LEAST,
    Operation,
    OperationErrors,
    Planner,
    Statement,
)
from schema.planner.pool import ReadPool
from schema.planner.streams import Announced

FAILED = 400
Current = Callable[[], Awaitable[Principal]]


class Rows(msgspec.Struct):
    """The answer of a stream's statement: its one list, each entry as PostgreSQL wrote it."""

    data: dict[str, list[msgspec.Raw]]


ROWS = msgspec.json.Decoder(Rows)


class RefusedError(Exception):
    """The operation cannot be run; ``entries`` are its errors."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        super().__init__("refused")
        self.entries = entries


@dataclass(frozen=True, slots=True)
class EventContext:
    """The context of resolvers, and where they hear of changes."""

    principal: Principal
    planner: Planner
    read_pool: ReadPool
    engine: AsyncEngine
    changes: Changes


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription as it was asked; the variables are those of the request."""

    operation: Operation
    variables: dict[str, Any] | None
    values: dict[str, Any]  # the variables, coerced
    stream: str  # the name of the field
    key: str  # its response key

    @property
    def name(self) -> str | None:
        """The operation's name, if it has one."""
        name = self.operation.definition.name
        return name.value if name else None


class Streams:
    """Runs operations for the two protocols."""

    def __init__(self, endpoint: GraphqlEndpoint, changes: Changes, reads_at_once: int) -> None:
        self.endpoint, self.changes = endpoint, changes
        self._reading = asyncio.Semaphore(reads_at_once)

    async def results(
        self, request: GraphqlRequest, current: Current, address: str
    ) -> AsyncGenerator[bytes, None]:
        """The bodies of the results, one for a query or mutation, many for a subscription.

        Raises RefusedError before the first, Refusal when the subscriber may not go on.
        """
        principal = await current()
        self.endpoint.limits.admit_user(principal)
        query = await self.endpoint.documents.text(request, principal)
        try:
            operation = self.endpoint.operations.get(query, request.operationName)
            values = operation.coerce(request.variables)
        except OperationErrors as found:
            raise RefusedError([request_error(e) for e in found.errors]) from None
        except GraphQLError as found:
            raise RefusedError([request_error(found)]) from None
        if operation.kind is not OperationType.SUBSCRIPTION:
            yield await self._answer(query, request, principal, address)
            return
        field = operation.followed(values)
        asked = Asked(operation, request.variables, values, field.name, field.key)
        async with aclosing(self._events(asked, principal, current)) as bodies:
            async for body in bodies:
                yield body

    async def _answer(
        self, query: str, request: GraphqlRequest, principal: Principal, address: str
    ) -> bytes:
        """The body of a query or mutation; raises RefusedError when nothing ran."""
        task = self.endpoint.deadlines.begin(ANSWER_SECONDS, ANSWER)
        try:
            answer = await self.endpoint.run(
                query, request, principal, modern=True, address=address
            )
        except asyncio.CancelledError:
            if self.endpoint.deadlines.late_in(task) is None:
                raise
            raise RefusedError([error("UNAVAILABLE", "No answer in time; try again.")]) from None
        except Refusal:
            raise
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            raise RefusedError([execution_error(cause)]) from None
        finally:
            self.endpoint.deadlines.end(task)
        if answer.status >= FAILED:
            raise RefusedError(msgspec.json.decode(answer.body)["errors"])
        return answer.body

    async def _events(
        self, asked: Asked, principal: Principal, current: Current
    ) -> AsyncGenerator[bytes, None]:
        self._admit(asked, principal)
        source = await self._source(asked, principal)
        try:
            async for event in source:
                for body in await self._bodies(asked, await current(), event):
                    yield body
        except LaggingError:
            raise RefusedError([error("SLOW_CONSUMER", "Events were taken too slowly.")]) from None
        finally:
            await source.aclose()

    def _admit(self, asked: Asked, principal: Principal) -> None:
        """Compile what each event will read, and count its cost; raises RefusedError, Refusal."""
        if asked.stream not in self.endpoint.schema.planner.streams:
            return
        try:
            made = self._statement(asked, principal)
        except GraphQLError as found:
            raise RefusedError([request_error(found)]) from None
        self.endpoint.limits.spend(principal, made.cost)

    def _statement(self, asked: Asked, principal: Principal) -> Statement:
        counters = self.endpoint.operations.counters
        return asked.operation.statement(asked.values, principal, counters)

    async def _source(self, asked: Asked, principal: Principal) -> AsyncGenerator[Any, None]:
        executor = Executor.build(
            self.endpoint.schema.graphql,
            asked.operation.document,
            None,
            self._context(principal),
            asked.variables,
            asked.name,
        )
        if isinstance(executor, list):
            raise RefusedError([request_error(found) for found in executor])
        found: Any = create_source_event_stream(executor)
        if executor.is_awaitable(found):
            found = await found
        if isinstance(found, ExecutionResult):
            raise RefusedError(executed_errors(found.errors or []))
        source: AsyncGenerator[Any, None] = found  # our resolvers are async generators
        return source

    async def _bodies(self, asked: Asked, principal: Principal, event: Any) -> list[bytes]:
        """The results of one event: of rows announced together, those that may be seen."""
        try:
            if not isinstance(event, Announced):
                return [await self._executed(asked, principal, event)]
            bodies = await self._rows(asked, principal, event.identities)
            if event.least is not None and await self._any(asked, principal, event.least):
                bodies.append(_many(asked.key))
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            raise RefusedError([execution_error(cause)]) from None
        return bodies

    async def _rows(
        self, asked: Asked, principal: Principal, identities: tuple[UUID, ...]
    ) -> list[bytes]:
        """One statement for all rows; nothing is compiled but for a new shape of principal."""
        if not identities:
            return []
        made = self._statement(asked, principal)
        given = {**asked.values, ANNOUNCED: [str(identity) for identity in identities]}
        found = await self._read(made, given, principal)
        key = msgspec.json.encode(asked.key)
        return [b'{"data":{%b:%b}}' % (key, bytes(row)) for row in found if bytes(row) != b"null"]

    async def _any(self, asked: Asked, principal: Principal, least: UUID) -> bool:
        """Whether the subscriber may see any of so many rows, so that the hint tells no more."""
        counters = self.endpoint.operations.counters
        made = asked.operation.any_from(asked.stream, principal, counters)
        return bool(await self._read(made, {LEAST: str(least)}, principal))

    async def _read(
        self, made: Statement, given: dict[str, Any], principal: Principal
    ) -> list[msgspec.Raw]:
        arguments = made.arguments(given, principal)
        async with self._reading:  # an event for thousands must not starve everybody else
            body = await self.endpoint.read_pool.fetch_json(made.sql, arguments, principal)
        (rows,) = ROWS.decode(body).data.values()
        return rows

    async def _executed(self, asked: Asked, principal: Principal, event: Any) -> bytes:
        """What is no row of a table has its fields in itself."""
        found: Any = execute(
            self.endpoint.schema.graphql,
            asked.operation.document,
            event,
            self._context(principal),
            asked.variables,
            asked.name,
        )
        result: ExecutionResult = found if isinstance(found, ExecutionResult) else await found
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = executed_errors(result.errors)
        return msgspec.json.encode(answer)

    def _context(self, principal: Principal) -> EventContext:
        endpoint = self.endpoint
        return EventContext(
            principal, endpoint.schema.planner, endpoint.read_pool, endpoint.engine, self.changes
        )


def _many(key: str) -> bytes:
    """More rows are new than are sent one by one: the subscriber reads the list."""
    hint = {"code": "MANY_CHANGED", "message": "变化较多, 请重新读取列表 (read the list again)."}
    return msgspec.json.encode({"data": {key: None}, "extensions": hint})
