"""Feeds over HTTP: guarded against inner networks, floods and slow servers."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from schema.core.errors import DomainError
from schema.opinion.service import fetching
from schema.opinion.service.fetching import check_url, fetch

pytestmark = pytest.mark.anyio

Answer = Callable[[str], bytes]
Serve = Callable[[Answer], AbstractAsyncContextManager[str]]


@asynccontextmanager
async def serving(answer: Answer, delay: float = 0) -> AsyncIterator[str]:
    """A server on loopback that answers each request's head with raw bytes."""
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            await asyncio.sleep(delay)
            writer.write(answer(head))
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        for handler in handlers:
            handler.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        await asyncio.sleep(0)  # an aborted transport closes in the next turn


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_a_document_and_its_validators() -> None:
    heads: list[str] = []

    def answer(head: str) -> bytes:
        heads.append(head)
        if 'if-none-match: "v1"' in head.lower():
            return response(status="304 Not Modified")
        return response(b"[]", ETag='"v1"', Last_Modified="Sun, 22 Nov 2026 00:00:00 GMT")

    async with serving(answer) as address:
        first = await fetch(address, allow_private=True)
        again = await fetch(
            address, etag=first.etag, last_modified=first.last_modified, allow_private=True
        )
    assert (first.body, first.etag) == (b"[]", '"v1"')
    assert again.body is None
    assert "if-modified-since" in heads[1].lower()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org",
        "//example.org",
        "http://user:secret@example.org/feed",
        "http://",
        "https://[::1",
        "javascript:1",
    ],
)
def test_only_plain_web_addresses(address: str) -> None:
    with pytest.raises(DomainError) as failure:
        check_url(address)
    assert failure.value.code.value == "FEED_ADDRESS_REFUSED"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:0001::",
        "64:ff9b::7f00:1",
        "2001:0:7f00:1::1",
        "255.255.255.255",
        "::",
    ],
)
@pytest.mark.requirement("S38")
async def test_inner_addresses_are_refused(host: str) -> None:
    async def resolver(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", host]  # one bad address among good ones is enough

    with pytest.raises(DomainError) as failure:
        await fetch("http://feed.example/rss", resolver=resolver)
    assert failure.value.code.value == "FEED_ADDRESS_REFUSED"


@pytest.mark.requirement("S38")
async def test_a_redirect_to_an_inner_address_is_refused() -> None:
    """The first host counts as public here; the second is what it is."""

    def answer(_head: str) -> bytes:
        return response(status="302 Found", Location="http://inner.example/secret")

    async with serving(answer) as address:
        port = int(address.rsplit(":", 1)[1])
        asked: list[str] = []

        async def resolver(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if host == "outer.example" else ["10.0.0.1"]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fetching, "is_public", lambda found: str(found) == "127.0.0.1")
            with pytest.raises(DomainError) as failure:
                await fetch(f"http://outer.example:{port}/feed", resolver=resolver)
    assert failure.value.code.value == "FEED_ADDRESS_REFUSED"
    assert asked == ["outer.example", "inner.example"]


async def test_the_host_name_is_sent_though_the_address_is_pinned() -> None:
    heads: list[str] = []

    def answer(head: str) -> bytes:
        heads.append(head)
        return response(b"ok")

    async def resolver(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with serving(answer) as address:
        port = address.rsplit(":", 1)[1]
        await fetch(f"http://feed.example:{port}/x", resolver=resolver, allow_private=True)
    assert f"host: feed.example:{port}" in heads[0].lower()


@pytest.mark.requirement("S38")
async def test_too_large_packed_or_not() -> None:
    big = b"x" * (fetching.MAX_BYTES + 1)
    packed = gzip.compress(b"\0" * (50 * 1024 * 1024))
    for answer in (response(big), response(packed, Content_Encoding="gzip")):
        async with serving(lambda _head, answer=answer: answer) as address:  # type: ignore[misc]
            with pytest.raises(DomainError) as failure:
                await fetch(address, allow_private=True)
        assert failure.value.code.value == "FEED_TOO_LARGE"


@pytest.mark.parametrize(
    "raw",
    [
        response(status="500 Internal Server Error"),
        response(status="404 Not Found"),
        b"garbage\r\n\r\n",
        response(b"not gzip", Content_Encoding="gzip"),
        response(status="302 Found", Location="/"),
    ],
)
async def test_failures_have_one_code(raw: bytes) -> None:
    async with serving(lambda _head: raw) as address:
        with pytest.raises(DomainError) as failure:
            await fetch(address, allow_private=True)
    assert failure.value.code.value == "FEED_UNREACHABLE"


async def test_a_slow_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)
    async with serving(lambda _head: response(b"late"), delay=5) as address:
        with pytest.raises(DomainError) as failure:
            await fetch(address, allow_private=True)
    assert failure.value.code.value == "FEED_UNREACHABLE"
