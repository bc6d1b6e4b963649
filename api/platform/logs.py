"""Log files of the children and servers, and which of their lines the operator sees at once."""

import json
import logging
import re
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LARGEST_BYTES = 20 * 1024 * 1024
KEPT_FILES = 3

_LOUD = {"warning", "error", "critical", "exception", "fatal"}
_LOUD_WORD = re.compile(
    r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b"
    r"|\[(warning|error|critical) *\]"  # structlog at a terminal
    r"|^[\w.]*(Error|Exception)\b"  # the end of a traceback
)

Show = Callable[[str], None]


def important(line: str) -> str | None:
    """Give what to show of one log line: the text of a warning or worse, else None.

    Lines are structlog's JSON objects or plain text.
    """
    if line.startswith("{"):
        with suppress(ValueError):
            record = json.loads(line)
            if str(record.get("level", "")).lower() not in _LOUD:
                return None
            return f"{record['level']}: {record.get('event', line)}"
    return line if _LOUD_WORD.search(line) else None


def shrink(path: Path) -> None:
    """Move a large log aside while its writer, which appends, goes on writing."""
    with suppress(FileNotFoundError):
        if path.stat().st_size > LARGEST_BYTES:
            shutil.copyfile(path, path.with_name(f"{path.name}.1"))
            with path.open("r+b") as file:
                file.truncate(0)


class Collector:
    """Reads one child's output to its end: all of it to a file, what matters to the operator."""

    def __init__(self, name: str, stream: IO[bytes], folder: Path, show: Show) -> None:
        """Start reading ``stream`` in a thread of its own."""
        self._name = name
        self._stream = stream
        self._show = show
        self.last_line = ""
        path = folder / f"{name}.log"
        self._file = RotatingFileHandler(
            path, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
        )
        self._thread = threading.Thread(target=self._read, name=f"log of {name}", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for raw in self._stream:
            line = raw.decode("utf-8", "replace").rstrip()
            if not line:
                continue
            self._file.handle(logging.makeLogRecord({"msg": line}))
            self.last_line = line
            text = important(line)
            if text is not None:
                with suppress(OSError):  # a closed terminal must not block the child
                    self._show(f"{self._name}: {text}")
        self._file.close()
        self._stream.close()

    def wait(self, seconds: float) -> None:
        """Wait until the output has ended; a grandchild may keep it open for longer."""
        self._thread.join(seconds)
