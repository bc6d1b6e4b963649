"""``gonghui up`` as an operator uses it, on a bare data folder, from first start to Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.platform.ports import is_healthy
from tests.api.platform.conftest import is_alive, processes_below

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120  # a busy machine is no failure

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


class Up:
    """A running ``gonghui up``; what it says is collected in ``lines``."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        kept = {name: value for name, value in os.environ.items() if "GONGHUI" not in name}
        self.environment = {**kept, "GONGHUI_DATA": str(data), "GONGHUI_PORT": str(port)}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.cli", "up"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            self.lines.extend(line.rstrip() for line in iter(output.readline, ""))

    @property
    def text(self) -> str:
        """All that it has said."""
        return "\n".join(self.lines)

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition()`` holds; fail when the program ends before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.1)

    def run_until_announced(self) -> None:
        """Wait until it has printed the addresses."""
        self.wait_for(lambda: "Ctrl-C stops everything." in self.text)

    def children(self, command: str) -> list[int]:
        """The numbers of its children that run ``gonghui COMMAND``."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = []
        for word in listed.read_text(encoding="ascii").split():
            words = Path(f"/proc/{word}/cmdline").read_bytes().split(b"\0")
            if words[-2:-1] == [command.encode()]:
                found.append(int(word))
        return found

    def stop(self, number: signal.Signals) -> int:
        """Send a signal; gives the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join()
        return code

    def another(self) -> subprocess.CompletedProcess[str]:
        """A second ``gonghui up`` for the same folder."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "api.cli", "up"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Up]]:
    """Starts the platform on a folder of the test; ends what is left at the end."""
    started: list[Up] = []
    with socket.socket() as server:
        server.bind((HOST, 0))
        port = server.getsockname()[1]

    def begin() -> Up:
        started.append(Up(tmp_path / "data", port))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.stop(signal.SIGKILL)


@pytest.mark.requirement("S37")
def test_from_the_first_start_to_ctrl_c(start: Callable[[], Up]) -> None:
    first = start()
    first.run_until_announced()
    assert f"http://{HOST}:{first.port}/graphiql" in first.text
    password = re.search(r"First administrator: admin +one-time password: (\S+)", first.text)
    assert password is not None
    assert is_healthy(HOST, first.port)
    for command in ("api", "worker", "relay", "scheduler"):
        assert len(first.children(command)) == 1, command

    second = first.another()
    assert second.returncode == 1
    assert f"(process {first.process.pid})" in second.stderr

    crashed = first.children("relay")
    os.kill(crashed[0], signal.SIGKILL)
    first.wait_for(lambda: first.children("relay") not in ([], crashed))
    assert "relay ended with signal 9; again in 0.5 s" in first.text

    assert first.stop(signal.SIGINT) == 0
    assert first.lines[-1] == "Stopped; the data stays."
    assert not is_healthy(HOST, first.port)
    assert not processes_below(first.data)

    again = start()
    again.run_until_announced()
    assert "one-time password" not in again.text
    api = again.children("api")
    assert again.stop(signal.SIGTERM) == 0
    assert not any(map(is_alive, api))
    assert not processes_below(again.data)
