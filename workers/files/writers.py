"""Writers of exported files: lines come in as PostgreSQL wrote them, in bounded memory.

The deflating is done in a thread, so that the worker's loop keeps its leases meanwhile.
"""

import asyncio
import csv
import io
import zipfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import IO, Protocol

import pyzipper

from workers.files import workbook
from workers.files.envelope import Watermark

BUFFER = 1 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Progress = Callable[[int], Awaitable[None]]
Replace = Callable[[bytes], Awaitable[bytes]]


class Target(Protocol):
    """A file of some format: ``write`` takes whole lines."""

    def write(self, lines: bytes) -> None:
        """Take lines, each ended by a newline."""

    def close(self) -> None:
        """Finish the file."""


class CsvTarget:
    """UTF-8 with its mark; the watermark in the first line, the titles in the second."""

    def __init__(self, stream: IO[bytes], titles: Sequence[str], mark: Watermark) -> None:
        self._stream = stream
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow([mark.line])
        lines.writerow(titles)
        stream.write(BYTE_ORDER_MARK + text.getvalue().encode())

    def write(self, lines: bytes) -> None:
        """Pass the lines on."""
        self._stream.write(lines)

    def close(self) -> None:
        """Nothing is left to be written."""


class SheetTarget:
    """A workbook whose rows are written by PostgreSQL; a new sheet when one is full."""

    def __init__(self, stream: IO[bytes], titles: Sequence[str], mark: Watermark) -> None:
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._titles, self._mark = titles, mark
        self._sheets = self._rows = self._size = 0
        self._part: IO[bytes] | None = None
        self._open()

    def write(self, lines: bytes) -> None:
        """Rows of the sheet at hand, or of the next one."""
        rows = lines.count(b"\n")
        full = self._rows + rows > workbook.MOST_ROWS or self._size > workbook.MOST_BYTES
        if full and self._rows:
            self._end()
            self._open()
        self._rows += rows
        self._size += len(lines)
        if self._part is not None:
            self._part.write(lines)

    def close(self) -> None:
        """The last sheet, and the parts that name all of them."""
        self._end()
        for name, text in workbook.parts(self._sheets, self._mark):
            self._archive.writestr(name, text)
        self._archive.close()

    def _open(self) -> None:
        self._sheets += 1
        self._rows = self._size = 0
        self._part = self._archive.open(workbook.sheet_name(self._sheets), "w")
        self._part.write(workbook.sheet_head(self._titles, self._mark))

    def _end(self) -> None:
        if self._part is not None:
            self._part.write(workbook.SHEET_TAIL)
            self._part.close()


class LineSink:
    """Gathers what COPY sends into whole lines of about a megabyte, and tells how far it is."""

    def __init__(self, target: Target, replace: Replace | None, progress: Progress) -> None:
        self._target, self._replace, self._progress = target, replace, progress
        self._pending = bytearray()
        self.lines = 0

    async def write(self, data: bytes) -> None:
        """Take a piece of the stream."""
        self._pending += data
        if len(self._pending) >= BUFFER:
            await self._flush(self._pending.rfind(b"\n") + 1)

    async def end(self) -> None:
        """Write what is left."""
        await self._flush(len(self._pending))

    async def _flush(self, upto: int) -> None:
        if not upto:
            return
        lines = bytes(self._pending[:upto])
        del self._pending[:upto]
        self.lines += lines.count(b"\n")
        if self._replace is not None:
            lines = await self._replace(lines)
        await asyncio.to_thread(self._target.write, lines)
        await self._progress(self.lines)


def encrypted(path: Path, password: str) -> pyzipper.AESZipFile:
    """An archive under AES-256, to be opened with ``password``."""
    made = pyzipper.AESZipFile(
        path, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES
    )
    made.setpassword(password.encode())
    return made
