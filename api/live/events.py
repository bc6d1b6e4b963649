"""Server-sent events, a connection for each operation (graphql-sse's distinct mode)."""

import asyncio
from collections.abc import AsyncGenerator

import msgspec
from starlette.types import Receive, Scope, Send

from api.body import PLAIN, BodyError, media_of, read_body
from api.errors import error
from api.live.attendance import Attendance
from api.live.members import Member
from api.live.streams import RefusedError, Streams
from api.refusal import Refusal
from api.requests import decode
from schema.core.tasks import end_task

KEEP_ALIVE_SECONDS = 12.0
#: What is refused is refused at once; a stream that is silent by then has begun.
REFUSAL_SECONDS = 1.0
SEND_SECONDS = 15.0
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]
COMPLETE = b"event: complete\ndata:\n\n"


class EventStream:
    """The handler of requests that accept ``text/event-stream``."""

    def __init__(self, streams: Streams, attendance: Attendance) -> None:
        self.streams, self.endpoint = streams, streams.endpoint
        self.attendance = attendance

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        """Answer one operation."""
        try:
            address = self.endpoint.addresses.of(scope)
            self.endpoint.limits.admit_address(address)
            if scope["method"] != "POST" or media_of(headers.get(b"content-type", b"")) != PLAIN:
                raise Refusal(415, "MEDIA_TYPE", "POST application/json for a stream.")
            principals = self.endpoint.principals
            token = principals.bearer(scope) or principals.token(scope)
            ended: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
            member = Member(principals, token, lambda refused: _end(ended, refused))
            request = decode(await read_body(receive, declared=headers.get(b"content-length")))
            results = self.streams.results(request, member.current, address)
            first = asyncio.ensure_future(anext(results, None))
            await asyncio.wait({first}, timeout=REFUSAL_SECONDS)
            if first.done():
                first.result()
        except Refusal as refused:
            await _refuse(send, refused.status, [_entry(refused)], refused.headers)
            return
        except RefusedError as refused:
            await _refuse(send, 400, refused.entries)
            return
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        gone = asyncio.ensure_future(_gone(receive))
        talking = asyncio.ensure_future(self._talk(send, first, results, ended))
        self.attendance.enter(member)
        try:
            await asyncio.wait({gone, talking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.attendance.leave(member)
            await end_task(gone)
            await end_task(talking)
            await results.aclose()

    async def _talk(
        self,
        send: Send,
        waiting: "asyncio.Future[bytes | None]",
        results: AsyncGenerator[bytes, None],
        ended: "asyncio.Future[bytes | None]",
    ) -> None:
        try:
            await self._tell(send, waiting, results, ended)
        except Refusal as refused:
            await _say(send, _next(_errors([_entry(refused)])))
        except RefusedError as refused:
            await _say(send, _next(_errors(refused.entries)))
        await _say(send, COMPLETE)
        await send({"type": "http.response.body", "body": b""})

    @staticmethod
    async def _tell(
        send: Send,
        waiting: "asyncio.Future[bytes | None]",
        results: AsyncGenerator[bytes, None],
        ended: "asyncio.Future[bytes | None]",
    ) -> None:
        """The results; a comment now and then keeps proxies from hanging up."""
        try:
            while True:
                done, _ = await asyncio.wait(
                    {waiting, ended},
                    timeout=KEEP_ALIVE_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if ended in done:
                    ended.result()  # raises why
                if not done:
                    await _say(send, b":\n\n")
                    continue
                body = waiting.result()
                if body is None:
                    return
                await _say(send, _next(body))
                waiting = asyncio.ensure_future(anext(results, None))
        finally:
            await end_task(waiting)


def _end(ended: "asyncio.Future[bytes | None]", refused: Refusal) -> None:
    if not ended.done():
        ended.set_exception(refused)
        ended.exception()  # it may be that nobody asks any more


def _next(body: bytes) -> bytes:
    """A line break ends the data of an event; in JSON it stands between values only."""
    return b"event: next\ndata: " + body.replace(b"\n", b" ") + b"\n\n"


def _entry(refused: Refusal | BodyError) -> dict[str, object]:
    return error(refused.code, refused.message, **refused.details)


def _errors(entries: list[dict[str, object]]) -> bytes:
    return msgspec.json.encode({"data": None, "errors": entries})


async def _say(send: Send, text: bytes) -> None:
    """Send a part; whoever takes none for a while is gone."""
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": text, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(
    send: Send,
    status: int,
    entries: list[dict[str, object]],
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    body = msgspec.json.encode({"errors": entries})
    media = (b"content-type", b"application/json; charset=utf-8")
    length = (b"content-length", b"%d" % len(body))
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [media, length, *STREAM_HEADERS[1:3], *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
