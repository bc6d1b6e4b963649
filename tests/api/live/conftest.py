"""The real server on the migrated stores, and subscribers of it."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import msgspec
import pytest
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.typing import Subprotocol

from api.platform.stores import Stores
from tests.api.conftest import PASSWORD
from tests.benchmark.processes import free_port

PROTOCOL = Subprotocol("graphql-transport-ws")
SERVE = "from api.platform.http_server import serve; from schema.core.settings import settings"


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def cookie(self, username: str) -> str:
        """Sign in; the header that a browser sends."""
        async with httpx2.AsyncClient(base_url=self.url) as http:
            body = {"username": username, "password": PASSWORD}
            answer = await http.post("/auth/sign-in", json=body, headers={"x-gonghui-csrf": "1"})
            assert answer.status_code == 200, answer.text
            return "; ".join(f"{name}={value}" for name, value in http.cookies.items())

    @asynccontextmanager
    async def socket(self, cookie: str = "", **more: str) -> AsyncIterator["Socket"]:
        """A socket, not initialised yet."""
        headers = {"cookie": cookie, **more} if cookie else more
        async with websockets.connect(
            f"ws://127.0.0.1:{self.port}/graphql",
            subprotocols=[PROTOCOL],
            additional_headers=headers,
            proxy=None,
        ) as found:
            yield Socket(found)


@dataclass(frozen=True)
class Socket:
    """A subscriber's end of a socket."""

    connection: ClientConnection

    async def say(self, **message: Any) -> None:
        await self.connection.send(msgspec.json.encode(message).decode())

    async def hear(self) -> dict[str, Any]:
        """The next message; pings are answered, as every client must."""
        while True:
            found: dict[str, Any] = msgspec.json.decode(await self.connection.recv())
            if found["type"] != "ping":
                return found
            await self.say(type="pong")

    async def begin(self) -> None:
        await self.say(type="connection_init")
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, query: str, identity: str = "1", **variables: object) -> None:
        payload = {"query": query, "variables": variables}
        await self.say(type="subscribe", id=identity, payload=payload)

    async def closed(self) -> int | None:
        """Wait for the close; its code."""
        await self.connection.wait_closed()
        return self.connection.close_code


@pytest.fixture(scope="module")
def server(migrated: Stores) -> Iterator[Server]:
    """Granian with the platform's own settings, one worker."""
    port = free_port()
    environment = {
        **os.environ,
        **migrated.environment(),
        "GONGHUI_PORT": str(port),
        "GONGHUI_API_WORKERS": "1",
        "GONGHUI_PING_SECONDS": "1",
        "GONGHUI_ALLOWED_ORIGINS": "https://board.example, https://other.example/",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", f"{SERVE}; serve(settings())"], env=environment
    )
    try:
        _wait(port, process)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise TimeoutError
