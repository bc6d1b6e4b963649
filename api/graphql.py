"""``POST /graphql``: body, operation cache, bind, one fetch, bytes out.

A planned query never meets graphql-core's executor; mutations and queries that
mix in introspection do. Plain ASGI, since Starlette's request and response
cost as much as the rest together.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import GraphQLError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send

from api.body import BodyError, header, read_body
from api.deadline import ANSWER_SECONDS, BODY_SECONDS, Deadlines
from api.errors import error, executed_errors, execution_error, request_error
from api.principals import Principals
from schema.core.principal import Principal
from schema.planner.operation import Operation, OperationCache, OperationErrors, Planner
from schema.planner.pool import ReadPool, UnavailableError
from schema.planner.schema import PlannedSchema

MODERN, PLAIN = b"application/graphql-response+json", b"application/json"


class GraphqlRequest(msgspec.Struct):
    """The body of a request; unknown members are ignored, as the HTTP spec asks."""

    query: str | None = None
    operationName: str | None = None  # noqa: N815 - the protocol's spelling
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What resolvers find in ``info.context``."""

    principal: Principal
    planner: Planner
    read_pool: ReadPool
    engine: AsyncEngine


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, body, and headers beyond the usual."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


DECODER = msgspec.json.Decoder(GraphqlRequest)
ALLOW = ((b"allow", b"POST"),)
COMMON_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


class GraphqlEndpoint:
    """The GraphQL endpoint of one process."""

    def __init__(
        self,
        schema: PlannedSchema,
        read_pool: ReadPool,
        engine: AsyncEngine,
        principals: Principals,
    ) -> None:
        self.schema, self.read_pool, self.engine = schema, read_pool, engine
        self.principals = principals
        self.operations: OperationCache = schema.operations()
        self.deadlines = Deadlines()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        modern = MODERN in header(scope, b"accept")
        task = self.deadlines.begin(BODY_SECONDS)
        try:
            answer = await self._answer(scope, receive, modern=modern)
        except BodyError as refused:
            answer = Answer(refused.status, _errors([error(refused.code, refused.message)]))
        except asyncio.CancelledError:
            if not self.deadlines.was_late(task):
                raise
            answer = LATE
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            answer = self._failed(cause)
        finally:
            self.deadlines.end(task)
        await self._send(send, answer, MODERN if modern else PLAIN)

    @staticmethod
    async def _send(send: Send, answer: Answer, media: bytes) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    (b"content-type", media + b"; charset=utf-8"),
                    (b"content-length", b"%d" % len(answer.body)),
                    *COMMON_HEADERS,
                    *answer.headers,
                ],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive, *, modern: bool) -> Answer:
        if scope["method"] != "POST":
            return Answer(405, _errors([error("METHOD_NOT_ALLOWED", "Use POST.")]), ALLOW)
        if not header(scope, b"content-type").lower().startswith(PLAIN):
            return Answer(415, _errors([error("MEDIA_TYPE", "Send application/json.")]))
        body = await read_body(receive)
        self.deadlines.begin(ANSWER_SECONDS)
        principal = await self.principals.of(scope)
        if principal is None:
            return Answer(401, _errors([error("UNAUTHENTICATED", "请先登录 (sign in first).")]))
        if principal.must_change_password:
            refusal = error("PASSWORD_CHANGE_REQUIRED", "请先修改一次性密码.")
            return Answer(403, _errors([refusal]))
        try:
            request = DECODER.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return Answer(
                400, _errors([error("BAD_REQUEST", "The body is not a GraphQL request.")])
            )
        if request.query is None:
            return Answer(400, _errors([error("BAD_REQUEST", "There is no query.")]))
        return await self.run(request.query, request, principal, modern=modern)

    async def run(
        self, query: str, request: GraphqlRequest, principal: Principal, *, modern: bool
    ) -> Answer:
        """Run one operation for a principal."""
        refused = 400 if modern else 200
        try:
            operation = self.operations.get(query, request.operationName)
            variables = operation.coerce(request.variables)
            if not operation.plannable:
                return await self._execute(query, request, operation, principal)
            statement = operation.statement(variables, principal, self.operations.counters)
            arguments = statement.arguments(variables, principal)
        except OperationErrors as found:
            return Answer(refused, _errors([request_error(e) for e in found.errors]))
        except GraphQLError as found:
            return Answer(refused, _errors([request_error(found)]))
        return Answer(200, await self.read_pool.fetch_json(statement.sql, arguments))

    async def _execute(
        self, query: str, request: GraphqlRequest, operation: Operation, principal: Principal
    ) -> Answer:
        if operation.answer is not None:
            return Answer(200, operation.answer)
        context = Context(principal, self.schema.planner, self.read_pool, self.engine)
        name = operation.definition.name
        result = await self.schema.strawberry.execute(
            query,
            variable_values=request.variables,
            context_value=context,
            operation_name=name.value if name else None,
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = executed_errors(result.errors)
        body = msgspec.json.encode(answer)
        if operation.introspective and not result.errors:
            operation.answer = body
        return Answer(200, body)

    @staticmethod
    def _failed(cause: Exception) -> Answer:
        entry = execution_error(cause)
        unavailable = isinstance(cause, UnavailableError | OSError)
        return Answer(
            503 if unavailable else 200,
            msgspec.json.encode(
                {
                    "data": None,
                    "errors": [entry],
                }
            ),
        )


def _errors(entries: list[dict[str, Any]]) -> bytes:
    return msgspec.json.encode({"errors": entries})


LATE = Answer(408, _errors([error("TIMEOUT", "The request took too long.")]))
