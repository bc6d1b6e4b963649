"""One embedded server as a child process: start, wait until it answers, stop."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from api.platform.account import Account
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder

POLL_SECONDS = 0.02
NOTICE_AFTER_SECONDS = 2.0
# A crash recovery may read gigabytes of log before the server answers.
START_SECONDS = 600.0
STOP_SECONDS = 60.0

Report = Callable[[str], None]


def silent(_line: str) -> None:
    """Report nothing."""


class ServerProcess:
    """A server that lives as long as its parent: the kernel signals it when we die."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: DataFolder,
        account: Account,
        stop_signal: signal.Signals,
        home: Path,
    ) -> None:
        """Describe the server; ``home`` is its working folder, by which it is recognised."""
        self.name = name
        self._command = list(command)
        self._folder = folder
        self._account = account
        self._stop_signal = stop_signal
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """The process number while it runs, else None."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def spawn(self) -> None:
        """Start the program; its output goes to the data folder's log of that name."""
        self._log_start = self._folder.log_size(self.name)
        words = self._account.launcher(death_signal=self._stop_signal)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        log = os.open(self._folder.logs / f"{self.name}.log", flags, 0o600)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*words, *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._home,
                # Its own group: Ctrl-C at the terminal must not reach it, we stop it in order.
                process_group=0,
                env=_clean_environment(),
            )
        finally:
            os.close(log)

    def wait_ready(self, answers: Callable[[], bool], report: Report) -> None:
        """Wait until ``answers()`` is true.

        Raises PlatformError with the server's last words when it ends before, or when it
        does not answer within ten minutes.
        """
        begin = time.monotonic()
        told = False
        while not answers():
            if self.pid is None:
                raise PlatformError(f"{self.name} did not start: {self.last_words()}")
            waited = time.monotonic() - begin
            if waited > START_SECONDS:
                self.stop()
                raise PlatformError(f"{self.name} does not answer, see its log")
            if waited > NOTICE_AFTER_SECONDS and not told:
                told = True
                report(f"Waiting for {self.name}: after an unclean stop it reads its log …")
            time.sleep(POLL_SECONDS)

    def last_words(self) -> str:
        """Give the last line that this start wrote to the log."""
        path = self._folder.logs / f"{self.name}.log"
        with path.open("rb") as file:
            file.seek(self._log_start)
            lines = file.read().decode("utf-8", "replace").splitlines()
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return ([*lines, *fatal] or ["no message"])[-1].strip()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask the server to stop and wait; after ``seconds`` end it the hard way."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _clean_environment() -> dict[str, str]:
    """Give the servers no variable of ours: PG* would change them, ours carry secrets."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "TZ")
    return {**{key: os.environ[key] for key in kept if key in os.environ}, "LC_ALL": "C"}


def is_running_in(pid: int, home: Path) -> bool:
    """Say whether process ``pid`` is alive with ``home`` as its working folder.

    Numbers are used again after a crash, so a living process alone proves nothing.
    """
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == home.resolve()
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except PermissionError:
        return False


def remove_orphan(pid: int, home: Path, stop_signal: signal.Signals) -> None:
    """End a server that its parent left behind; it is already on its way when we come."""
    for sent in (None, stop_signal, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            if sent is not None and is_running_in(pid, home):
                os.kill(pid, sent)
        deadline = time.monotonic() + (STOP_SECONDS if sent is stop_signal else 5.0)
        while time.monotonic() < deadline:
            if not is_running_in(pid, home):
                return
            time.sleep(POLL_SECONDS)
