"""``/graphql``: body, document, operation cache, bind, one fetch, bytes out.

A planned query never meets graphql-core's executor; mutations and queries that
mix in introspection do. Plain ASGI, since Starlette's request and response
cost as much as the rest together.
"""

import asyncio
import time
import uuid
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec
from graphql import GraphQLError
from graphql.language import OperationType
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send

from api.addresses import Addresses
from api.body import MODERN, MULTIPART, PLAIN, PREFLIGHTED, media_of, prefers_modern, read_body
from api.capabilities import may_introspect
from api.deadline import (
    ANSWER,
    ANSWER_SECONDS,
    BODY,
    BODY_SECONDS,
    CHANGE,
    WRITE_SECONDS,
    Deadlines,
)
from api.documents import Documents
from api.errors import error, executed_errors, execution_error, request_error
from api.headers import common_headers
from api.limits import RateLimits
from api.principals import Principals
from api.refusal import Refusal
from api.requests import GraphqlRequest, decode, from_query_string
from api.uploads import receive_multipart
from schema.core import metrics, tracing
from schema.core.principal import Principal
from schema.core.settings import Settings
from schema.planner.operation import Operation, OperationCache, OperationErrors, Planner
from schema.planner.pool import ReadPool
from schema.planner.schema import PlannedSchema


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
    kind: str = "refused"  # of the operation, for the figures


#: What a document that is not planned counts against its user's points.
MUTATION_POINTS = 100
INTROSPECTION_POINTS = 500
ALLOW = ((b"allow", b"POST"),)


class Streaming(Protocol):
    """Answers requests that accept ``text/event-stream`` (see ``api.live.events``)."""

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        """Answer one request."""


class GraphqlEndpoint:
    """The GraphQL endpoint of one process."""

    def __init__(
        self,
        schema: PlannedSchema,
        read_pool: ReadPool,
        engine: AsyncEngine,
        principals: Principals,
        settings: Settings,
    ) -> None:
        self.schema, self.read_pool, self.engine = schema, read_pool, engine
        self.principals = principals
        self.common = common_headers(secure=settings.secure_cookies)
        self.headers = ((b"cache-control", b"no-store"), *self.common)
        self.operations: OperationCache = schema.operations()
        self.deadlines = Deadlines()
        self.addresses = Addresses(settings.trusted_proxies)
        self.limits = RateLimits(settings)
        self.documents = Documents(settings, engine)
        self.streaming: Streaming | None = None  # set by api.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        accepted = headers.get(b"accept", b"")
        if b"event-stream" in accepted and self.streaming is not None:
            await self.streaming(scope, receive, send, headers)
            return
        began = time.perf_counter()
        parent = headers.get(b"traceparent")
        carrier = {tracing.TRACE_PARENT: parent.decode("latin-1")} if parent else None
        with tracing.span("graphql", carrier):
            answer, media = await self._guarded(scope, receive, headers, accepted)
        metrics.count(metrics.REQUESTS, kind=answer.kind, status=str(answer.status))
        metrics.observe(metrics.REQUEST_SECONDS, time.perf_counter() - began, kind=answer.kind)
        await self._send(send, answer, media)

    async def _guarded(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], accepted: bytes
    ) -> tuple[Answer, bytes]:
        """The answer to one request, whatever happens, and its media type."""
        modern = prefers_modern(accepted)
        task = self.deadlines.begin(BODY_SECONDS, BODY)
        try:
            answer = await self._answer(scope, receive, headers, modern=modern)
        except Refusal as refused:
            answer = refusal_of(refused)
        except asyncio.CancelledError:
            phase = self.deadlines.late_in(task)
            if phase is None:
                raise
            answer = LATE[phase]
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            answer = self._failed(cause)
        finally:
            self.deadlines.end(task)
        return answer, MODERN if modern else PLAIN

    async def _send(self, send: Send, answer: Answer, media: bytes) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    (b"content-type", media + b"; charset=utf-8"),
                    (b"content-length", b"%d" % len(answer.body)),
                    *self.headers,
                    *answer.headers,
                ],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], *, modern: bool
    ) -> Answer:
        address = self.addresses.of(scope)
        self.limits.admit_address(address)
        media = _media(scope["method"], headers)
        body = b""
        if media == PLAIN:
            body = await read_body(receive, declared=headers.get(b"content-length"))
        if media != MULTIPART:
            self.deadlines.begin(ANSWER_SECONDS, ANSWER, receive)
        principal = _may_ask(await self.principals.of(scope))
        self.limits.admit_user(principal)
        if media == PLAIN:
            request = decode(body)
        elif media == MULTIPART:
            request = await receive_multipart(receive, headers)
            self.deadlines.begin(ANSWER_SECONDS, ANSWER, receive)
        else:
            request = from_query_string(scope["query_string"])
        query = await self.documents.text(request, principal)
        return await self.run(
            query, request, principal, modern=modern, address=address, safe=media == b""
        )

    async def run(
        self,
        query: str,
        request: GraphqlRequest,
        principal: Principal,
        *,
        modern: bool,
        address: str = "",
        safe: bool = False,
    ) -> Answer:
        """Run one operation for a principal; ``safe`` admits queries only."""
        refused = 400 if modern else 200
        try:
            operation = self.operations.get(query, request.operationName)
            if safe and operation.kind is not OperationType.QUERY:
                raise Refusal(405, "METHOD_NOT_ALLOWED", "Use POST.", headers=ALLOW)
            if operation.kind is OperationType.SUBSCRIPTION:
                message = "Subscribe over a WebSocket or accept text/event-stream."
                raise Refusal(400, "SUBSCRIPTION_TRANSPORT", message)
            variables = operation.coerce(request.variables)
            if not operation.plannable:
                return await self._execute(query, request, operation, principal, address)
            statement = operation.statement(variables, principal, self.operations.counters)
            self.limits.spend(principal, statement.cost)
            arguments = statement.arguments(variables, principal)
        except OperationErrors as found:
            return Answer(refused, _errors([request_error(e) for e in found.errors]))
        except GraphQLError as found:
            return Answer(refused, _errors([request_error(found)]))
        body = await self.read_pool.fetch_json(statement.sql, arguments, principal)
        return Answer(200, body, kind="query")

    async def _execute(
        self,
        query: str,
        request: GraphqlRequest,
        operation: Operation,
        principal: Principal,
        address: str,
    ) -> Answer:
        if operation.asks_schema and not may_introspect(principal):
            message = "只有管理员和分析员可以查看接口结构 (introspection is not open to you)."
            raise Refusal(403, "INTROSPECTION_FORBIDDEN", message)
        if operation.answer is not None:
            return Answer(200, operation.answer, kind="introspection")
        if operation.kind is OperationType.MUTATION:
            self.deadlines.begin(WRITE_SECONDS, CHANGE)
            self.limits.spend(principal, MUTATION_POINTS)
            principal = replace(principal, request_id=uuid.uuid4().hex[:16], address=address)
        else:
            self.limits.spend(principal, INTROSPECTION_POINTS)
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
        request_id = principal.request_id.encode()
        marks = ((b"x-request-id", request_id),) if request_id else ()
        return Answer(200, body, marks, operation.kind.value)

    @staticmethod
    def _failed(cause: Exception) -> Answer:
        entry = execution_error(cause)
        body = msgspec.json.encode({"data": None, "errors": [entry]})
        return Answer(503 if entry["extensions"]["code"] == "UNAVAILABLE" else 200, body)


def _media(method: str, headers: dict[bytes, bytes]) -> bytes:
    """The media type of the body, nothing for a GET; raises Refusal (405, 415, 403).

    What a form of another site can send is not taken: a browser asks first before it
    sends JSON or one of the headers in ``PREFLIGHTED``.
    """
    asked = any(name in headers for name in PREFLIGHTED)
    if method == "GET" and asked:
        return b""
    if method != "POST":
        raise Refusal(405, "METHOD_NOT_ALLOWED", "Use POST.", headers=ALLOW)
    content_type = headers.get(b"content-type", b"")
    media = PLAIN if content_type == PLAIN else media_of(content_type)
    encoded = headers.get(b"content-encoding", b"identity") != b"identity"
    if media not in {PLAIN, MULTIPART} or encoded:
        raise Refusal(415, "MEDIA_TYPE", "Send application/json in UTF-8, not compressed.")
    if media == MULTIPART and not asked:
        raise Refusal(403, "CSRF", "Uploads need the header x-gonghui-csrf.")
    return media


def _may_ask(principal: Principal | None) -> Principal:
    """The principal; raises Refusal for who is not signed in, or has something to do first."""
    if principal is None:
        raise Refusal(401, "UNAUTHENTICATED", "请先登录 (sign in first).")
    if principal.must_change_password:
        raise Refusal(403, "PASSWORD_CHANGE_REQUIRED", "请先修改一次性密码.")
    if principal.barred is not None:
        raise Refusal(403, principal.barred, "请先完成登录的其他步骤 (finish signing in first).")
    return principal


def _errors(entries: list[dict[str, Any]]) -> bytes:
    return msgspec.json.encode({"errors": entries})


def refusal_of(refused: Refusal) -> Answer:
    """The answer of a refusal."""
    entry = error(refused.code, refused.message, **refused.details)
    return Answer(refused.status, _errors([entry]), refused.headers)


#: By phase. A planned query's statement ends before its deadline does, so a late answer
#: means that the stores are silent.
LATE = {
    BODY: Answer(408, _errors([error("REQUEST_TIMEOUT", "The body did not arrive in time.")])),
    ANSWER: Answer(503, _errors([error("UNAVAILABLE", "No answer in time; try again.")])),
    CHANGE: Answer(503, _errors([error("TIMEOUT", "It took too long; nothing was changed.")])),
}
