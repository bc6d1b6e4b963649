"""What thousands of idle subscribers cost one API process.

``python -m tests.benchmark.sockets [--sockets N] [--secs S]`` starts the platform's stores and
one API worker in a folder of its own, opens N sockets that subscribe and answer pings, and
tells: memory a socket, processor time while nothing happens, and what one event to all of
them takes. The subscribers are one user's: sessions, too, cost one look-up for all of them.
"""

import asyncio
import os
import resource
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import asyncpg
import httpx2
import typer

from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core.settings import Settings
from tests.api.conftest import PASSWORD, add_user
from tests.benchmark.processes import cpu_seconds, memory_mb, tree
from tests.e2e.live import LiveServer, running

SETTLE_SECONDS = 5
AT_ONCE = 100
UNLIMITED = {"GONGHUI_RATE_USER": "0", "GONGHUI_RATE_ADDRESS": "0", "GONGHUI_RATE_POINTS": "0"}
PONG, TEXT, LONG = '{"type":"pong"}', 0x81, 126
SUBSCRIBE = (
    '{"type":"subscribe","id":"1","payload":'
    '{"query":"subscription { notificationReceived { id title } }"}}'
)
TELL = """insert into notification (user_id, kind, title, entity, entity_id)
    values ($1, 'JOB_FAILED', 'benchmark', 'job_run', uuidv7())"""


class Subscriber(asyncio.Protocol):
    """The least that speaks the protocol: a client library would need more than the server."""

    def __init__(self, port: int, cookie: str) -> None:
        self.request = (
            f"GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nupgrade: websocket\r\n"
            "connection: upgrade\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
            "sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n"
            f"cookie: {cookie}\r\n\r\n"
        ).encode()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.events = 0
        self.buffer = b""
        self.open = False

    def connection_made(self, transport: Any) -> None:
        """Ask for the socket."""
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Take frames; none of the server's is longer than 64 kB, none is masked."""
        self.buffer += data
        if not self.open:
            head, found, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not found:
                self.buffer = head
                return
            assert b" 101 " in head, head
            self.open = True
            self.say('{"type":"connection_init"}')
        while len(self.buffer) > 1:
            size, start = self.buffer[1], 2
            if size == LONG:
                (size,) = struct.unpack_from(">H", self.buffer, 2)
                start = 4
            if len(self.buffer) < start + size:
                return
            self.take(self.buffer[start : start + size])
            self.buffer = self.buffer[start + size :]

    def take(self, message: bytes) -> None:
        """Answer pings; count events."""
        if b'"ping"' in message:
            self.say(PONG)
        elif b'"connection_ack"' in message:
            self.say(SUBSCRIBE)
            self.ready.set_result(None)
        elif b'"error"' in message:
            raise AssertionError(message)
        elif b'"next"' in message:
            self.events += 1

    def say(self, text: str) -> None:
        """Send a frame; the mask is of zeros, so the text is as it is."""
        body = text.encode()
        length = (
            bytes([0x80 | len(body)]) if len(body) < LONG else struct.pack(">BH", 0xFE, len(body))
        )
        self.transport.write(bytes([TEXT]) + length + bytes(4) + body)

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody may leave while we measure."""
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError())


async def connect(server: LiveServer, cookie: str, count: int) -> list[Subscriber]:
    """Open the sockets, a hundred at once."""
    port = int(server.base_url.rsplit(":", 1)[1])
    loop = asyncio.get_running_loop()
    made: list[Subscriber] = []
    for start in range(0, count, AT_ONCE):
        some = [Subscriber(port, cookie) for _ in range(min(AT_ONCE, count - start))]
        for each in some:
            await loop.create_connection(lambda each=each: each, "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*(each.ready for each in some))
        made += some
    return made


async def measure(stores: Stores, server: LiveServer, count: int, seconds: int) -> None:
    """Tell the figures."""
    user = await add_user(stores, "listener")
    pid = _api_of(server)
    async with httpx2.AsyncClient(base_url=server.base_url) as http:
        body = {"username": "listener", "password": PASSWORD}
        await http.post("/auth/sign-in", json=body, headers={"x-gonghui-csrf": "1"})
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    (first,) = await connect(server, cookie, 1)
    await asyncio.sleep(SETTLE_SECONDS)
    before, used, began = memory_mb(pid), cpu_seconds(pid), time.monotonic()
    sockets = [first, *await connect(server, cookie, count - 1)]
    opened, opening = time.monotonic() - began, cpu_seconds(pid) - used
    await asyncio.sleep(SETTLE_SECONDS)
    after, used, began = memory_mb(pid), cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(seconds)
    idle = (cpu_seconds(pid) - used) / (time.monotonic() - began)
    typer.echo(f"{count} sockets, each with one subscription; opened in {opened:.1f} s,")
    typer.echo(f"  {1e3 * opening / count:.2f} ms of processor each")
    each = 1024 * (after - before) / (count - 1)
    typer.echo(f"memory: {before:.0f} MB with one, {after:.0f} MB with all: {each:.1f} kB each")
    typer.echo(f"idle, pinged: {100 * idle:.1f} % of a processor over {seconds} s")
    connection = await asyncpg.connect(stores.owner_url)
    used, began = cpu_seconds(pid), time.monotonic()
    await connection.execute(TELL, user)
    while sum(each.events for each in sockets) < count:  # noqa: ASYNC110 - no event tells
        await asyncio.sleep(0.01)
    took, spent = time.monotonic() - began, cpu_seconds(pid) - used
    typer.echo(f"one event to all: {took:.2f} s until the last has it, {spent:.2f} s of processor")
    await connection.close()
    for socket in sockets:
        socket.transport.abort()
    await asyncio.sleep(SETTLE_SECONDS)
    typer.echo(f"memory when all have left: {memory_mb(pid):.0f} MB")


def _api_of(server: LiveServer) -> int:
    """The API's process: the child of ours that was told this port."""
    wanted = f"GONGHUI_PORT={server.base_url.rsplit(':', 1)[1]}".encode()
    for child in tree(os.getpid())[1:]:
        with suppress(OSError):  # it may be one that is just ending
            if wanted in Path(f"/proc/{child}/environ").read_bytes():
                return child
    message = "no API process"
    raise RuntimeError(message)


@contextmanager
def platform() -> Iterator[tuple[Stores, LiveServer]]:
    """The platform in a folder of its own, without limits of requests."""
    with TemporaryDirectory(prefix="gonghui-sockets-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the servers run as another user
        with open_stores(Settings(data=Path(folder) / "data")) as stores:
            upgrade(stores.owner_url)
            environment = {**stores.environment(), **UNLIMITED}
            with running(environment, Path(folder) / "api.log") as server:
                os.environ.update(environment)
                yield stores, server


def main(
    sockets: Annotated[int, typer.Option(help="How many.")] = 10_000,
    secs: Annotated[int, typer.Option(help="How long nothing happens.")] = 60,
) -> None:
    """Measure idle subscribers."""
    needed = sockets + 500
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(needed, 1024), most), most))
    with platform() as (stores, server):
        asyncio.run(measure(stores, server, sockets, secs))


if __name__ == "__main__":
    typer.run(main)
