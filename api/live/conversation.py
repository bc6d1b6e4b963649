"""What is said over one socket: its member, its streams by id, its signs of life."""

import asyncio
import contextlib
from collections.abc import Coroutine
from enum import IntEnum
from typing import Any

import msgspec
from starlette.types import Scope, Send

from api.errors import error, execution_error
from api.live.members import Member
from api.live.streams import RefusedError, Streams
from api.refusal import Refusal
from api.requests import GraphqlRequest, decode

INIT_SECONDS = 10.0
SEND_SECONDS = 15.0
LONGEST_MESSAGE = 64 * 1024
MOST_STREAMS = 20
SILENCE_SECONDS = 600.0  # without a stream and without a word
#: So many pings in a row may stay without any word.
PATIENCE = 2
PING = '{"type":"ping"}'


class Codes(IntEnum):
    """Close codes: of the protocol, and of WebSocket itself."""

    BAD = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    NO_PROTOCOL = 4406
    INIT_LATE = 4408
    DUPLICATE = 4409
    TOO_MANY = 4429
    TOO_LARGE = 1009
    GOING_AWAY = 1001


class Message(msgspec.Struct):
    """A message of the client."""

    type: str
    id: str | None = None
    payload: msgspec.Raw = msgspec.Raw()


DECODER = msgspec.json.Decoder(Message)


class ClosingError(Exception):
    """The socket is to be closed with a code of the protocol."""

    def __init__(self, code: Codes, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Conversation:
    """One socket. There may be thousands that are idle: it holds no timer and no task."""

    __slots__ = (
        "_ping_seconds",
        "_pings",
        "_send",
        "_speaking",
        "_spoke_at",
        "acknowledged",
        "address",
        "ending",
        "member",
        "running",
        "streams",
        "task",
    )

    def __init__(self, streams: Streams, scope: Scope, send: Send, ping_seconds: float) -> None:
        self.streams, self._send, self._ping_seconds = streams, send, ping_seconds
        endpoint = streams.endpoint
        self.address = endpoint.addresses.of(scope)
        token = endpoint.principals.bearer(scope) or endpoint.principals.token(scope)
        self.member = Member(endpoint.principals, token, self.break_off)
        self.acknowledged = False
        self.running: dict[str, asyncio.Task[None]] = {}
        self.task: asyncio.Task[Any] | None = None  # the one that takes messages
        self.ending: ClosingError | Refusal | None = None
        self._speaking = asyncio.Lock()
        self._spoke_at = asyncio.get_running_loop().time()
        self._pings = 0  # since the last word

    def break_off(self, why: ClosingError | Refusal) -> None:
        """End the conversation from outside."""
        if self.task is not None and self.ending is None:
            self.ending = why
            self.task.cancel()

    def beat(self, now: float) -> tuple[float, Coroutine[Any, Any, None] | None] | None:
        """See ``api.live.pulse``: a ping, or the end of a socket that is dead or idle."""
        if self.task is None:
            return None
        if not self.acknowledged:
            why = ClosingError(Codes.INIT_LATE, "Connection initialisation timeout")
        elif self._pings > PATIENCE:
            why = ClosingError(Codes.GOING_AWAY, "No answer to pings")
        elif now - self._spoke_at > SILENCE_SECONDS and not self.running:
            why = ClosingError(Codes.GOING_AWAY, "Idle")
        else:
            self._pings += 1
            return now + self._ping_seconds, self._ping()
        self.break_off(why)
        return None

    async def _ping(self) -> None:
        try:
            await self._write(PING)
        except (TimeoutError, ConnectionError, RuntimeError):
            self.break_off(ClosingError(Codes.GOING_AWAY, "Takes no more"))

    async def take(self, raw: str | bytes) -> None:
        """Do what a message asks; raises ClosingError for one that breaks the protocol."""
        if len(raw) > LONGEST_MESSAGE:
            raise ClosingError(Codes.TOO_LARGE, "Message too large")
        try:
            message = DECODER.decode(raw)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise ClosingError(Codes.BAD, "Invalid message") from None
        self._pings = 0
        if message.type != "pong":
            self._spoke_at = asyncio.get_running_loop().time()
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
                raise ClosingError(Codes.BAD, "Unknown message type")

    async def _greet(self, message: Message) -> None:
        if self.acknowledged:
            raise ClosingError(Codes.TOO_MANY, "Too many initialisation requests")
        if self.member.token is None and bytes(message.payload):
            self.member.token = _bearer(msgspec.json.decode(message.payload))
        self.streams.endpoint.limits.admit_user(await self.member.current())
        self.acknowledged = True
        await self._say({"type": "connection_ack"})

    def _subscribe(self, message: Message) -> None:
        if not self.acknowledged:
            raise ClosingError(Codes.UNAUTHORIZED, "Unauthorized")
        if message.id is None or not message.id:
            raise ClosingError(Codes.BAD, "A subscription needs an id")
        if message.id in self.running:
            raise ClosingError(Codes.DUPLICATE, f"Subscriber for {message.id[:100]} already exists")
        if len(self.running) >= MOST_STREAMS:
            raise ClosingError(Codes.TOO_MANY, f"At most {MOST_STREAMS} operations on a socket")
        try:
            request = decode(bytes(message.payload))
        except Refusal as refused:
            raise ClosingError(Codes.BAD, refused.message) from None
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
            last = {"id": identity, "type": "error", "payload": [_entry(refused)]}
        except (TimeoutError, ConnectionError, RuntimeError):
            return  # the other end takes no more; the socket closes by itself
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            last = {"id": identity, "type": "error", "payload": [execution_error(cause)]}
        if self.running.pop(identity, None) is not None:
            with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError):
                await self._say(last)

    async def tell_all(self, refused: Refusal) -> None:
        """Tell each stream why it ends."""
        with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError):
            for identity in tuple(self.running):
                entries = [_entry(refused)]
                await self._say({"id": identity, "type": "error", "payload": entries})

    async def _say(self, message: dict[str, Any]) -> None:
        await self._write(msgspec.json.encode(message).decode())

    async def _write(self, text: str) -> None:
        async with asyncio.timeout(SEND_SECONDS), self._speaking:
            await self._send({"type": "websocket.send", "text": text})

    async def end(self) -> None:
        """Stop every stream."""
        tasks = list(self.running.values())
        self.running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _entry(refused: Refusal) -> dict[str, Any]:
    return error(refused.code, refused.message, **refused.details)


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
