"""Servers of one test's own, whose process is at hand; and requests that keep no connection."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.platform.ports import is_healthy
from tests.e2e.live import HOST, _free_port

PATIENCE = 60.0
#: Without limits of rate, which have their own tests.
GENEROUS = {f"GONGHUI_RATE_{name}": "0" for name in ("USER", "ADDRESS", "POINTS", "SIGN_INS")}


@dataclass
class Server:
    """``gonghui api`` on a port of its own."""

    port: int
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes]

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + PATIENCE
        while not is_healthy(HOST, self.port):
            assert self.process.poll() is None, self.log.read_text(errors="replace")
            assert time.monotonic() < until, self.log.read_text(errors="replace")
            time.sleep(0.1)

    def stop(self, seconds: float = 15) -> float:
        """Ask it to end; how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
        return time.monotonic() - began

    def children(self) -> list[int]:
        """The processes that serve, below the one that was started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in listed.split()]

    def resident(self) -> int:
        """Bytes of memory that all its processes hold."""
        pages = 0
        for pid in (self.process.pid, *self.children()):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def start(environment: Mapping[str, str], folder: Path, port: int | None = None) -> Server:
    """Start one; the caller waits for it and stops it."""
    port = port or _free_port()
    named = {"GONGHUI_HOST": HOST, "GONGHUI_PORT": str(port)}
    whole = {**os.environ, **environment, **GENEROUS, **named}
    log = folder / f"api-{port}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.cli", "api"],
            env=whole,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(port, environment, log, process)


@contextmanager
def serving(environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """One that is ready, and stopped at the end."""
    server = start(environment, folder)
    try:
        server.wait()
        yield server
    finally:
        if server.process.poll() is None:
            server.stop(30)


def ask(port: int, query: str, cookie: str = "", timeout: float = 20) -> tuple[int, Any]:
    """Status and answer of one operation on a connection of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        headers = {"content-type": "application/json", "connection": "close", "cookie": cookie}
        connection.request("POST", "/graphql", json.dumps({"query": query}), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def get(port: int, path: str, timeout: float = 20) -> int:
    """The status of a page."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"connection": "close"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def code_of(answer: Any) -> str | None:
    """The code of the first error."""
    errors = answer.get("errors") or []
    return errors[0]["extensions"]["code"] if errors else None


def until_served(port: int, query: str, cookie: str, seconds: float) -> float:
    """How many seconds pass until a query is answered without an error."""
    began = time.monotonic()
    while True:
        try:
            if code_of(ask(port, query, cookie)[1]) is None:
                return time.monotonic() - began
        except OSError:
            pass
        assert time.monotonic() - began < seconds, "not served again in time"
        time.sleep(0.05)
