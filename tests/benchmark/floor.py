"""The physical floor: raw ASGI over the best SQL we can write by hand, and nothing else.

``POST /Q1`` … ``/Q6`` with ``{"variables": {…}}`` answers with PostgreSQL's bytes as they
came. No GraphQL, no sign-in, no scope: whatever a platform adds shows as a ratio to this.
"""

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from asyncpg.prepared_stmt import PreparedStatement

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STATEMENTS = {
    f"/{file.stem.upper()}": file.read_text(encoding="utf-8")
    for file in sorted((Path(__file__).parent / "floor").glob("*.sql"))
}
PARAMETERS: dict[str, tuple[str, ...]] = {
    "/Q1": ("status", "form", "after"),
    "/Q2": ("after",),
    "/Q3": (),
    "/Q3R": (),
    "/Q4": ("id",),
    "/Q5": ("after",),
    "/Q6": ("west", "south", "east", "north"),
}


class Body(msgspec.Struct):
    """What a request carries."""

    variables: dict[str, Any]


class Lane:
    """One connection and the statements prepared on it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Start with nothing prepared."""
        self._connection = connection
        self._prepared: dict[str, PreparedStatement] = {}

    async def answer(self, path: str, values: Sequence[object]) -> bytes:
        """Run the statement of ``path``; one row of one column."""
        prepared = self._prepared.get(path)
        if prepared is None:
            prepared = await self._connection.prepare(STATEMENTS[path])
            self._prepared[path] = prepared
        found: bytes = await prepared.fetchval(*values)
        return found

    async def close(self) -> None:
        """Hang up."""
        await self._connection.close()


class Pool:
    """Connections handed out last in, first out, and never reset: no state is left on them."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._free: list[Lane] = []
        self._waiting: deque[asyncio.Future[Lane]] = deque()

    async def open(self, address: str, size: int) -> None:
        """Connect ``size`` times."""
        for _ in range(size):
            connection = await asyncpg.connect(address)
            await connection.set_type_codec(
                "json", schema="pg_catalog", format="binary", encoder=bytes, decoder=bytes
            )
            self._free.append(Lane(connection))

    async def answer(self, path: str, values: Sequence[object]) -> bytes:
        """Run the statement of ``path`` on the next free connection."""
        lane = self._free.pop() if self._free else await self._next()
        try:
            return await lane.answer(path, values)
        finally:
            self._give_back(lane)

    async def _next(self) -> Lane:
        turn: asyncio.Future[Lane] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            # The caller hung up between being served and waking: the connection must not go
            # with it.
            if turn.done() and not turn.cancelled():
                self._give_back(turn.result())
            raise

    def _give_back(self, lane: Lane) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(lane)
                return
        self._free.append(lane)

    async def close(self) -> None:
        """Hang up all."""
        for lane in self._free:
            await lane.close()


pool = Pool()
decode = msgspec.json.Decoder(Body).decode
CONTENT_TYPE = (b"content-type", b"application/json")


def create() -> Callable[[Message, Receive, Send], Awaitable[None]]:
    """Make the application (the server wants a factory)."""
    return app


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Serve the six statements."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    path = scope["path"]
    values = decode(body).variables
    answer = await pool.answer(path, [values[name] for name in PARAMETERS[path]])
    length = (b"content-length", b"%d" % len(answer))
    headers = [CONTENT_TYPE, length]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] == "lifespan.startup":
        await pool.open(os.environ["BENCH_DATABASE_URL"], int(os.environ["BENCH_POOL"]))
        await send({"type": "lifespan.startup.complete"})
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})
