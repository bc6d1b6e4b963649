"""The embedded PostgreSQL: one cluster in the data folder, reached by a unix socket only."""

import signal
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from api.platform.account import Account
from api.platform.cluster import (
    HOST_BASED_ACCESS,
    SETTINGS_FILE,
    check_version,
    create_cluster,
    programs,
    replace_file,
    server_settings,
)
from api.platform.folder import DataFolder, private_folder
from api.platform.process import Report, ServerProcess, is_running_in, remove_orphan
from api.platform.secret_file import Secrets

DATABASE = "gonghui"
SOCKET = ".s.PGSQL.5432"
STATUS_LINE = 7  # of postmaster.pid, counted from 0


def database_url(user: str, password: str, sockets: Path, database: str = DATABASE) -> str:
    """Build the address of ``database`` on the embedded server, as asyncpg and libpq read it."""
    return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(str(sockets))}"


class EmbeddedPostgres:
    """PostgreSQL of one data folder."""

    name = "postgres"

    def __init__(self, folder: DataFolder, secrets: Secrets, account: Account) -> None:
        """Take the folder, its secrets and the account that the server runs under."""
        self._folder = folder
        self._secrets = secrets
        self._account = account
        self._sockets = folder.sockets()
        self._server = ServerProcess(
            self.name,
            [str(programs() / "postgres"), "-D", str(folder.postgres)],
            folder=folder,
            account=account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            home=folder.postgres,
        )

    @property
    def pid(self) -> int | None:
        """The postmaster's process number while it is our child."""
        return self._server.pid

    def start(self, report: Report) -> None:
        """Create the cluster if there is none, start it, wait until it takes connections."""
        home = self._folder.postgres
        private_folder(self._sockets, self._account)
        if not home.exists():
            report("Creating the database folder …")
            create_cluster(home, self._secrets.superuser_password, self._sockets, self._account)
        check_version(home)
        replace_file(home / SETTINGS_FILE, server_settings(self._sockets), self._account)
        replace_file(home / "pg_hba.conf", HOST_BASED_ACCESS, self._account)
        self._clear_leftovers()
        self._server.spawn()
        self._server.wait_ready(lambda: is_ready(self._folder), report)

    def stop(self) -> None:
        """Stop it fast: sessions end, nothing acknowledged is lost."""
        self._server.stop()

    def _clear_leftovers(self) -> None:
        """Remove what a killed server left; we hold the lock, so nobody else starts it."""
        home = self._folder.postgres
        running = running_pid(self._folder)
        if running is not None:
            remove_orphan(running, home, signal.SIGINT)
        if running_pid(self._folder) is None:
            (home / "postmaster.pid").unlink(missing_ok=True)
            for name in (SOCKET, f"{SOCKET}.lock"):
                (self._sockets / name).unlink(missing_ok=True)


def _pid_file(folder: DataFolder) -> list[str]:
    with suppress(OSError):
        path = folder.postgres / "postmaster.pid"
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    return []


def running_pid(folder: DataFolder) -> int | None:
    """Give the number of the postmaster that serves ``folder`` now, or None."""
    lines = _pid_file(folder)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if is_running_in(pid, folder.postgres) else None


def is_ready(folder: DataFolder) -> bool:
    """Say whether the postmaster of ``folder`` has told that it takes connections."""
    lines = _pid_file(folder)
    return (
        len(lines) > STATUS_LINE
        and lines[STATUS_LINE].strip() == "ready"
        and running_pid(folder) is not None
    )
