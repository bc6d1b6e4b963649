"""The other end of a socket of the application in this process: nothing but ASGI between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from starlette.types import Message

from api.app import Platform
from tests.api.conftest import Site

Event = dict[str, Any]


class Peer:
    """One socket."""

    def __init__(self, app: Platform, headers: list[tuple[bytes, bytes]]) -> None:
        self._to: asyncio.Queue[Event] = asyncio.Queue()
        self._from: asyncio.Queue[Message] = asyncio.Queue()
        self._to.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket",
            "path": "/graphql",
            "headers": [(b"host", b"test"), *headers],
            "subprotocols": ["graphql-transport-ws"],
            "client": ("127.0.0.1", 1),
        }
        self.task = asyncio.create_task(app(scope, self._to.get, self._from.put))

    async def event(self) -> Message:
        """What the application did next."""
        async with asyncio.timeout(20):
            return await self._from.get()

    def say(self, **message: Any) -> None:
        text = msgspec.json.encode(message).decode()
        self._to.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> Message:
        """The next message; a close is told as one."""
        event = await self.event()
        if event["type"] != "websocket.send":
            return event
        found: Event = msgspec.json.decode(event["text"])
        return found

    async def begin(self) -> None:
        assert (await self.event())["type"] == "websocket.accept"
        self.say(type="connection_init")
        assert (await self.hear())["type"] == "connection_ack"

    def subscribe(self, query: str, identity: str = "1", **variables: object) -> None:
        payload = {"query": query, "variables": variables}
        self.say(type="subscribe", id=identity, payload=payload)

    def leave(self) -> None:
        self._to.put_nowait({"type": "websocket.disconnect", "code": 1000})


@asynccontextmanager
async def peer(site: Site, **headers: str) -> AsyncIterator[Peer]:
    """A socket with the cookies of the site's browser."""
    cookie = "; ".join(f"{name}={value}" for name, value in site.http.cookies.items())
    given = {"cookie": cookie, **headers}
    found = Peer(site.app, [(k.encode(), v.encode()) for k, v in given.items()])
    try:
        yield found
    finally:
        found.leave()
        await found.task


async def listening(site: Site, streams: int = 1) -> None:
    """Wait until so many streams hear the announcements."""
    async with asyncio.timeout(20):
        ears = site.app.live.bus.ears
        while sum(map(len, ears.listeners.values())) < streams:  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
