"""The supervisor with real processes: crash, restart, stop, and being killed itself."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.platform.children import LONGEST_DELAY_SECONDS, Backoff
from api.platform.logs import important, shrink
from tests.api.platform.conftest import is_alive, processes_below

# Runs embedded servers and two children: one that notes its number and sleeps, one that
# does not heed SIGTERM and has a child of its own.
PROGRAM = """
import sys
from pathlib import Path
from api.platform import children, supervisor
from api.platform.children import ChildSpec
from api.platform.stores import open_stores
from tests.api.platform.conftest import settings_of

supervisor.STOP_SECONDS = 1.0
data = Path(sys.argv[1])
note = "import os, sys, time; print('ERROR noted', flush=True);"
note += "open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
deaf = "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
deaf += "subprocess.run([sys.executable, '-c', sys.argv[2], sys.argv[1]])"
environment = {"PATH": "/usr/bin:/bin"}

def say(line):
    print(line, flush=True)

with supervisor.stoppable():
    try:
        with open_stores(settings_of(data), say, stay=True) as stores:
            print(*[server.pid for server in stores.servers], file=open(data / "servers", "w"))
            specs = [
                ChildSpec("calm", (sys.executable, "-c", note, data / "calm"), environment),
                ChildSpec("deaf", (sys.executable, "-c", deaf, data / "deaf", note), environment),
            ]
            specs = [ChildSpec(s.name, [str(w) for w in s.command], environment) for s in specs]
            watch = supervisor.Supervisor(specs, stores.servers, stores.folder.logs, say)
            ready = lambda: all((data / name).exists() for name in ("calm", "deaf"))
            watch.run(ready=ready, announce=lambda: say("announced"))
    except supervisor.Stopped:
        say("stopped")
"""


class Platform:
    """The program above, running on a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data)], stdout=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        self.read_until("announced")

    def read_until(self, text: str) -> str:
        """Read what it says up to a line with ``text``."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if text in line:
                return line.rstrip()
        pytest.fail(f"no line with {text!r} in {self.lines}")

    def noted(self, name: str) -> int:
        """The number that a child noted, or 0."""
        try:
            return int((self.data / name).read_text(encoding="ascii") or "0")
        except FileNotFoundError:
            return 0


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One supervised platform for the tests of this file, in their order."""
    running = Platform(tmp_path_factory.mktemp("supervised"))
    yield running
    running.process.kill()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until ``condition()`` holds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


class TestPlatform:
    """One run of the platform; the order of the tests matters."""

    def test_a_warning_is_shown_and_kept(self, platform: Platform) -> None:
        assert "calm: ERROR noted" in platform.lines
        assert "ERROR noted" in (platform.data / "logs" / "calm.log").read_text(encoding="utf-8")

    def test_a_crashed_child_is_started_again(self, platform: Platform) -> None:
        before = platform.noted("calm")
        os.kill(before, signal.SIGKILL)
        assert "calm ended with signal 9; again in 0.5 s" in platform.read_until("calm ended")
        wait_for(lambda: platform.noted("calm") not in (0, before))
        assert is_alive(platform.noted("calm"))

    def test_a_crashed_server_is_started_again(self, platform: Platform) -> None:
        servers = (platform.data / "servers").read_text(encoding="ascii").split()
        for name, pid in zip(("postgres", "valkey"), servers, strict=True):
            os.kill(int(pid), signal.SIGKILL)
            assert f"{name} has ended; again in 0.5 s" in platform.read_until(f"{name} has ended")
        pid_file = platform.data / "postgres" / "postmaster.pid"
        wait_for(lambda: "ready" in pid_file.read_text(encoding="utf-8"))
        wait_for((platform.data / "run" / "valkey.sock").exists)

    def test_ctrl_c_leaves_no_process(self, platform: Platform) -> None:
        assert processes_below(platform.data)
        platform.process.send_signal(signal.SIGINT)
        platform.read_until("stopped")
        assert platform.process.wait(10) == 0
        assert not is_alive(platform.noted("calm"))
        assert not is_alive(platform.noted("deaf"))
        wait_for(lambda: not processes_below(platform.data))

    def test_a_killed_supervisor_takes_all_with_it(self, platform: Platform) -> None:
        for name in ("calm", "deaf"):
            (platform.data / name).unlink()
        again = Platform(platform.data)
        again.process.kill()
        again.process.wait()
        assert again.process.stdout is not None
        again.process.stdout.close()
        wait_for(lambda: not is_alive(again.noted("calm")))
        pids = [int(pid) for pid in (again.data / "servers").read_text(encoding="ascii").split()]
        wait_for(lambda: not any(map(is_alive, pids)))
        os.killpg(os.getpgid(again.noted("deaf")), signal.SIGKILL)  # it heeds nothing


def test_waiting_times_double_and_start_anew() -> None:
    backoff = Backoff()
    assert [backoff.next_delay(1.0) for _ in range(4)] == [0.5, 1.0, 2.0, 4.0]
    assert max(backoff.next_delay(1.0) for _ in range(9)) == LONGEST_DELAY_SECONDS
    assert backoff.next_delay(61.0) == 0.5


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("[INFO] Started worker-1", None),
        ("[ERROR] Unexpected exit", "[ERROR] Unexpected exit"),
        ("ValueError: x", "ValueError: x"),
        ("asyncpg.exceptions.SomeError: x", "asyncpg.exceptions.SomeError: x"),
        ("2026 [warning  ] relay.slow", "2026 [warning  ] relay.slow"),
        ("2026 [info     ] relay.ready", None),
        ("errors: 0", None),
        (json.dumps({"level": "info", "event": "ERROR is a word"}), None),
        (json.dumps({"level": "warning", "event": "slow", "id": 1}), "warning: slow"),
        ("{no json, WARNING", "{no json, WARNING"),
    ],
)
def test_which_lines_are_shown(line: str, shown: str | None) -> None:
    assert important(line) == shown


def test_a_large_log_moves_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.platform.logs.LARGEST_BYTES", 10)
    log = tmp_path / "postgres.log"
    with log.open("ab") as writer:
        writer.write(b"x" * 20)
        writer.flush()
        shrink(log)
        writer.write(b"later")
    assert log.read_bytes() == b"later"
    assert (tmp_path / "postgres.log.1").read_bytes() == b"x" * 20
    shrink(tmp_path / "absent.log")
