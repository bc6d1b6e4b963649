"""The virus scanner by clamd's protocol: clean, found, silent, absent."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from schema.core import scanner
from schema.core.errors import DomainError
from schema.core.scanner import ScanError, scan
from schema.core.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S40")]
TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A scanner: reads the chunks as the protocol says and finds the test string in them."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", await reader.readexactly(4))[0]:
        content += await reader.readexactly(size)
    found = b"stream: Eicar-Signature FOUND" if TEST_VIRUS in content else b"stream: OK"
    writer.write(found + b"\0")
    await writer.drain()
    writer.close()


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A scanner that hangs up."""
    await reader.readuntil(b"\0")
    writer.close()


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(path: Path, handler: Handler) -> AsyncIterator[None]:
    server = await asyncio.start_unix_server(handler, path)
    try:
        yield
    finally:
        server.close()


def configure(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    configured = Settings(scanner_address=address)
    monkeypatch.setattr(scanner, "settings", lambda: configured)


async def test_without_a_scanner_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, None)
    await scan(TEST_VIRUS)


async def test_clean_and_infected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure(monkeypatch, f"unix:{tmp_path}/clamd")
    async with listening(tmp_path / "clamd", answer):
        await scan(b"x" * (3 * scanner.CHUNK + 1))
        with pytest.raises(DomainError) as caught:
            await scan(b"x" * scanner.CHUNK + TEST_VIRUS)
    assert caught.value.code is ScanError.UPLOAD_INFECTED


async def test_what_cannot_be_asked_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure(monkeypatch, f"unix:{tmp_path}/clamd")
    with pytest.raises(DomainError) as caught:
        await scan(b"x")
    assert caught.value.code is ScanError.SCANNER_UNREACHABLE
    async with listening(tmp_path / "clamd", mute):
        with pytest.raises(DomainError) as caught:
            await scan(b"x")
    assert caught.value.code is ScanError.SCANNER_UNREACHABLE
    configure(monkeypatch, "tcp:127.0.0.1:1")
    with pytest.raises(DomainError) as caught:
        await scan(b"x")
    assert caught.value.code is ScanError.SCANNER_UNREACHABLE
