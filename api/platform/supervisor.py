"""Keeps the platform's processes running until the operator stops it.

Started by ``gonghui up``. A crashed child or embedded server is started again; at the end
the children stop first, then (by ``open_stores``) Valkey and PostgreSQL.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from api.platform.children import Backoff, Child, ChildSpec
from api.platform.embedded import EmbeddedServer
from api.platform.errors import PlatformError
from api.platform.logs import Show, shrink

STOP_SECONDS = 15.0
LOOK_SECONDS = 0.2
SLOW_SECONDS = 60.0
SHRINK_SECONDS = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """The operator asked to stop; not an Exception, so that nothing swallows it."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the signals of stopping into one ``Stopped`` in the block.

    The second signal, and any that comes while things are being stopped, is ignored: every
    step of the stop has its own time limit.
    """
    earlier = {number: signal.getsignal(number) for number in SIGNALS}
    if earlier[signal.SIGHUP] is signal.SIG_IGN:  # nohup
        del earlier[signal.SIGHUP]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in earlier:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in earlier:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


class ServerWatch:
    """An embedded server that this process started, and its waiting time after a crash."""

    def __init__(self, server: EmbeddedServer, show: Show) -> None:
        """Watch ``server``, which runs."""
        self._server = server
        self._show = show
        self._backoff = Backoff()
        self._started = time.monotonic()
        self._due: float | None = None

    def tend(self) -> None:
        """Start the server again when it has ended and its waiting time is over."""
        if self._server.pid is not None:
            return
        now = time.monotonic()
        if self._due is None:
            delay = self._backoff.next_delay(now - self._started)
            self._due = now + delay
            self._show(f"{self._server.name} has ended; again in {delay:g} s")
        elif now >= self._due:
            self._due = None
            self._started = now
            try:
                self._server.start(self._show)
            except PlatformError as error:
                self._show(error.message)


class Supervisor:
    """Runs children beside the embedded servers."""

    def __init__(
        self,
        children: Sequence[ChildSpec],
        servers: Sequence[EmbeddedServer],
        logs: Path,
        show: Show,
    ) -> None:
        """Take what to run; ``show`` prints a line for the operator, from any thread."""
        self._children = [Child(spec, logs, show) for spec in children]
        self._servers = [ServerWatch(server, show) for server in servers]
        self._logs = logs
        self._show = show

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Run until ``Stopped`` is raised; stops the children on any way out.

        ``announce`` is called once, when ``ready()`` is true for the first time.
        """
        try:
            for child in self._children:
                child.start()
            self._watch(ready, announce)
        finally:
            self.stop()

    def _watch(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        announced = told = False
        shrunk = started = time.monotonic()
        while True:
            for server in self._servers:
                server.tend()
            for child in self._children:
                child.tend()
            if not announced and ready():
                announced = True
                announce()
            if not (announced or told) and time.monotonic() - started > SLOW_SECONDS:
                told = True
                self._show(f"The API does not answer yet; its log: {self._logs / 'api.log'}")
            if time.monotonic() - shrunk > SHRINK_SECONDS:
                shrunk = time.monotonic()
                for name in ("postgres", "valkey"):
                    shrink(self._logs / f"{name}.log")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Ask all children to end, wait at most 15 s for them together, end the rest."""
        for child in self._children:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.finish(deadline)
