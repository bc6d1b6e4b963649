"""``graphql-transport-ws``: one socket, many operations, the same fences as over HTTP."""

import asyncio
import contextlib
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.types import Receive, Scope, Send

from api.body import header
from api.errors import error, execution_error
from api.live.members import Member
from api.live.streams import RECHECK_SECONDS, RefusedError, Streams
from api.refusal import Refusal
from api.requests import GraphqlRequest, decode

log = structlog.get_logger(__name__)
PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
SEND_SECONDS = 15.0
LONGEST_MESSAGE = 64 * 1024
MOST_STREAMS = 20
SILENCE_SECONDS = 600.0  # without a stream and without a word
(BAD, UNAUTHORIZED, FORBIDDEN, NO_PROTOCOL, INIT_LATE, DUPLICATE, TOO_MANY) = (
    4400,
    4401,
    4403,
    4406,
    4408,
    4409,
    4429,
)
TOO_LARGE, GOING_AWAY = 1009, 1001


class Message(msgspec.Struct):
    """A message of the client."""

    type: str
    id: str | None = None
    payload: msgspec.Raw = msgspec.Raw()


DECODER = msgspec.json.Decoder(Message)


class ClosingError(Exception):
    """The socket is to be closed with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Sockets:
    """Accepts sockets at ``/graphql``."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        await receive()  # websocket.connect
        if not _same_origin(scope):
            await send({"type": "websocket.close", "code": FORBIDDEN, "reason": "Origin"})
            return
        spoken = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if spoken else None})
        conversation = Conversation(self.streams, scope, send)
        try:
            if not spoken:
                raise ClosingError(NO_PROTOCOL, "Subprotocol not acceptable")
            self.streams.endpoint.limits.admit_address(conversation.address)
            await conversation.hold(receive)
        except ClosingError as closing:
            await _close(send, closing.code, closing.reason)
        except Refusal as refused:
            # Clients try again after 4403, but not after 4401: a session that ended is over.
            ended = UNAUTHORIZED if conversation.acknowledged else FORBIDDEN
            await _close(send, ended, refused.code)
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            execution_error(cause)
            await _close(send, 1011, "Internal error")
        finally:
            await conversation.end()


class Conversation:
    """One socket: its member, its streams by id."""

    def __init__(self, streams: Streams, scope: Scope, send: Send) -> None:
        self.streams, self._send = streams, send
        endpoint = streams.endpoint
        self.address = endpoint.addresses.of(scope)
        token = endpoint.principals.bearer(scope) or endpoint.principals.token(scope)
        self.member = Member(endpoint.principals, token)
        self.acknowledged = False
        self.running: dict[str, asyncio.Task[None]] = {}
        self._speaking = asyncio.Lock()

    async def hold(self, receive: Receive) -> None:
        """Take messages until the client leaves; raises ClosingError when we close."""
        loop = asyncio.get_running_loop()
        until = loop.time() + INIT_SECONDS
        hearing = asyncio.ensure_future(receive())
        try:
            while True:
                pause = until - loop.time() if not self.acknowledged else RECHECK_SECONDS
                done, _ = await asyncio.wait({hearing}, timeout=max(pause, 0))
                if not done:
                    await self._idle(loop.time(), until)
                    continue
                event = hearing.result()
                if event["type"] != "websocket.receive":
                    return
                await self._take(event)
                until = until if not self.acknowledged else loop.time() + SILENCE_SECONDS
                hearing = asyncio.ensure_future(receive())
        finally:
            hearing.cancel()

    async def _idle(self, now: float, until: float) -> None:
        """Nothing was said for a while: who is not signed in any more, or never spoke, goes."""
        if not self.acknowledged:
            raise ClosingError(INIT_LATE, "Connection initialisation timeout")
        await self.member.current()
        if now > until and not self.running:
            raise ClosingError(GOING_AWAY, "Idle")

    async def _take(self, event: MutableMapping[str, Any]) -> None:
        raw = event.get("text") or event.get("bytes") or ""
        if len(raw) > LONGEST_MESSAGE:
            raise ClosingError(TOO_LARGE, "Message too large")
        try:
            message = DECODER.decode(raw)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise ClosingError(BAD, "Invalid message") from None
        match message.type:
            case "connection_init":
                await self._greet(message)
            case "ping":
                await self._say({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                self._subscribe(message)
            case "complete" if message.id is not None:
                task = self.running.pop(message.id, None)
                if task is not None:
                    task.cancel()
            case _:
                raise ClosingError(BAD, "Unknown message type")

    async def _greet(self, message: Message) -> None:
        if self.acknowledged:
            raise ClosingError(TOO_MANY, "Too many initialisation requests")
        if self.member.token is None and bytes(message.payload):
            self.member.token = _bearer(msgspec.json.decode(message.payload))
        self.streams.endpoint.limits.admit_user(await self.member.current())
        self.acknowledged = True
        await self._say({"type": "connection_ack"})

    def _subscribe(self, message: Message) -> None:
        if not self.acknowledged:
            raise ClosingError(UNAUTHORIZED, "Unauthorized")
        if message.id is None or not message.id:
            raise ClosingError(BAD, "A subscription needs an id")
        if message.id in self.running:
            raise ClosingError(DUPLICATE, f"Subscriber for {message.id[:100]} already exists")
        if len(self.running) >= MOST_STREAMS:
            raise ClosingError(TOO_MANY, f"At most {MOST_STREAMS} operations on a socket")
        try:
            request = decode(bytes(message.payload))
        except Refusal as refused:
            raise ClosingError(BAD, refused.message) from None
        self.running[message.id] = asyncio.create_task(self._run(message.id, request))

    async def _run(self, identity: str, request: GraphqlRequest) -> None:
        try:
            async with contextlib.aclosing(
                self.streams.results(request, self.member.current, self.address)
            ) as results:
                async for body in results:
                    await self._say({"id": identity, "type": "next", "payload": msgspec.Raw(body)})
            last: dict[str, Any] = {"id": identity, "type": "complete"}
        except RefusedError as refused:
            last = {"id": identity, "type": "error", "payload": refused.entries}
        except Refusal as refused:
            entry = error(refused.code, refused.message, **refused.details)
            last = {"id": identity, "type": "error", "payload": [entry]}
        except (TimeoutError, ConnectionError, RuntimeError):
            return  # the other end takes no more; the socket closes by itself
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            last = {"id": identity, "type": "error", "payload": [execution_error(cause)]}
        if self.running.pop(identity, None) is not None:
            with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError):
                await self._say(last)

    async def _say(self, message: dict[str, Any]) -> None:
        text = msgspec.json.encode(message).decode()
        async with asyncio.timeout(SEND_SECONDS), self._speaking:
            await self._send({"type": "websocket.send", "text": text})

    async def end(self) -> None:
        """Stop every stream."""
        tasks = list(self.running.values())
        self.running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _bearer(payload: Any) -> str | None:
    """The token in the payload of ``connection_init``, for browsers cannot set headers."""
    if not isinstance(payload, dict):
        return None
    for name, value in payload.items():
        if name.lower() == "authorization" and isinstance(value, str):
            scheme, _, token = value.partition(" ")
            if scheme.lower() == "bearer":
                return token.strip()
    return None


def _same_origin(scope: Scope) -> bool:
    """A page of another site may not use the reader's cookie; programs send no origin."""
    origin = header(scope, b"origin")
    return not origin or urlsplit(origin).netloc == header(scope, b"host")


async def _close(send: Send, code: int, reason: str) -> None:
    with contextlib.suppress(Exception):
        await send({"type": "websocket.close", "code": code, "reason": reason[:120]})
