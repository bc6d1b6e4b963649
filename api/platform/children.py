"""One supervised child process, and how long to wait before it is started again."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from api.platform.account import Account
from api.platform.logs import Collector, Show

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
STEADY_SECONDS = 60.0


@dataclass
class Backoff:
    """Waiting times that double with each crash and start anew after a steady minute."""

    crashes: int = 0

    def next_delay(self, lived: float) -> float:
        """Give the seconds to wait after a process that ``lived`` that many seconds."""
        self.crashes = 0 if lived >= STEADY_SECONDS else self.crashes
        delay: float = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0**self.crashes)
        self.crashes += 1
        return delay


@dataclass(frozen=True)
class ChildSpec:
    """What to run under which name; ``environment`` is the whole environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)


class Child:
    """A process in a group of its own, with its output collected."""

    def __init__(self, spec: ChildSpec, logs: Path, show: Show) -> None:
        """Describe the child; nothing runs yet."""
        self.spec = spec
        self._logs = logs
        self._show = show
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._collector: Collector | None = None
        self._started = 0.0
        self._due = 0.0

    def start(self) -> None:
        """Start the process; call it from the main thread, to which its life is tied."""
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*Account().launcher(death_signal=signal.SIGTERM), *self.spec.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.spec.environment),
            process_group=0,
        )
        self._process = process
        self._started = time.monotonic()
        if process.stdout is not None:
            self._collector = Collector(self.spec.name, process.stdout, self._logs, self._show)

    @property
    def pid(self) -> int | None:
        """The process number while it runs, else None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def tend(self) -> None:
        """Start the process again when it has ended and its waiting time is over."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        delay = self._backoff.next_delay(time.monotonic() - self._started)
        self._due = time.monotonic() + delay
        last = self._settle()
        how = f"signal {-code}" if code < 0 else f"code {code}"
        self._show(f"{self.spec.name} ended with {how}; again in {delay:g} s. {last}".rstrip())

    def _settle(self) -> str:
        """Clear up after an ended process; gives its last line."""
        self._signal_group(signal.SIGKILL)  # what it left behind would hold its port
        last = ""
        if self._collector is not None:
            self._collector.wait(1.0)
            last = self._collector.last_line
        self._process = self._collector = None
        return last

    def terminate(self) -> None:
        """Ask the process to end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def finish(self, deadline: float) -> None:
        """Wait for the process until ``deadline`` (monotonic), then end all of its group."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self._signal_group(signal.SIGKILL)
        self._process.wait()
        self._settle()

    def _signal_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
