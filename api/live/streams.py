"""One operation of one subscriber: from its document to the bodies of its results.

Each event is read through the planner in the name of its subscriber as he is at that
moment: a row that he may not see is not sent, a right that was taken away is gone.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

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
from schema.planner.operation import Operation, OperationErrors, Planner
from schema.planner.pool import ReadPool

#: So often an idle stream looks whether its subscriber is still signed in.
RECHECK_SECONDS = 5.0
FAILED = 400
Current = Callable[[], Awaitable[Principal]]


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

    @property
    def name(self) -> str | None:
        """The operation's name, if it has one."""
        name = self.operation.definition.name
        return name.value if name else None


class Streams:
    """Runs operations for the two protocols."""

    def __init__(self, endpoint: GraphqlEndpoint, changes: Changes) -> None:
        self.endpoint, self.changes = endpoint, changes

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
            operation.coerce(request.variables)
        except OperationErrors as found:
            raise RefusedError([request_error(e) for e in found.errors]) from None
        except GraphQLError as found:
            raise RefusedError([request_error(found)]) from None
        if operation.kind is not OperationType.SUBSCRIPTION:
            yield await self._answer(query, request, principal, address)
            return
        asked = Asked(operation, request.variables)
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
        source = await self._source(asked, principal)
        try:
            async for event in _watched(source, current):
                body = await self._body(asked, await current(), event)
                if body is not None:
                    yield body
        except LaggingError:
            raise RefusedError([error("SLOW_CONSUMER", "Events were taken too slowly.")]) from None
        finally:
            await source.aclose()

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

    async def _body(self, asked: Asked, principal: Principal, event: Any) -> bytes | None:
        """The result of one event, None when there is nothing that this reader may see."""
        try:
            found: Any = execute(
                self.endpoint.schema.graphql,
                asked.operation.document,
                event,
                self._context(principal),
                asked.variables,
                asked.name,
            )
            result: ExecutionResult = found if isinstance(found, ExecutionResult) else await found
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            raise RefusedError([execution_error(cause)]) from None
        if result.errors:
            return msgspec.json.encode(
                {"data": result.data, "errors": executed_errors(result.errors)}
            )
        if result.data is not None and all(value is None for value in result.data.values()):
            return None
        return msgspec.json.encode({"data": result.data})

    def _context(self, principal: Principal) -> EventContext:
        endpoint = self.endpoint
        return EventContext(
            principal, endpoint.schema.planner, endpoint.read_pool, endpoint.engine, self.changes
        )


async def _watched(source: AsyncIterator[Any], current: Current) -> AsyncGenerator[Any, None]:
    """The events of ``source``; while it is silent, ``current`` is asked from time to time."""
    waiting: asyncio.Task[Any] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(source, None))
            done, _ = await asyncio.wait({waiting}, timeout=RECHECK_SECONDS)
            if not done:
                await current()
                continue
            event, waiting = waiting.result(), None
            if event is None:
                return
            yield event
    finally:
        if waiting is not None:
            waiting.cancel()
