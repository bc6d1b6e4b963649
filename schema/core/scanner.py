"""Asks a virus scanner that speaks clamd's protocol about a file (INSTREAM).

Without a scanner in the settings nothing is asked. With one, a file that it cannot be
asked about is refused: a silent scanner must not open the door.
"""

import asyncio
import struct

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.settings import settings

CHUNK = 65_536
SECONDS = 30.0
_CLEAN = b"stream: OK"


class ScanError(Labelled):
    """Why a file is refused by the scanner, or without it."""

    UPLOAD_INFECTED = "UPLOAD_INFECTED", "文件未通过病毒检查"
    SCANNER_UNREACHABLE = "SCANNER_UNREACHABLE", "病毒检查暂不可用, 请稍后再传"


async def scan(content: bytes) -> None:
    """Refuse what the scanner finds; raises DomainError UPLOAD_INFECTED, SCANNER_UNREACHABLE."""
    address = settings().scanner_address
    if address is None:
        return
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _ask(address, content)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
        raise DomainError(ScanError.SCANNER_UNREACHABLE, path=("file",)) from None
    if answer == _CLEAN:
        return
    if answer.endswith(b" FOUND"):
        raise DomainError(ScanError.UPLOAD_INFECTED, path=("file",))
    raise DomainError(ScanError.SCANNER_UNREACHABLE, path=("file",))


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    kind, _, rest = address.partition(":")
    if kind == "unix":
        return await asyncio.open_unix_connection(rest)
    host, _, port = rest.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def _ask(address: str, content: bytes) -> bytes:
    """``zINSTREAM``, the file in chunks with their lengths, an empty one; the answer to NUL."""
    reader, writer = await _connect(address)
    try:
        writer.write(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            writer.write(struct.pack(">I", len(piece)) + piece)
            await writer.drain()
        writer.write(struct.pack(">I", 0))
        await writer.drain()
        return (await reader.readuntil(b"\0")).rstrip(b"\0").strip()
    finally:
        writer.close()
