"""The data folder: where the embedded stores, the secrets and the logs of one platform live."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.platform.account import Account
from api.platform.errors import PlatformError

PRIVATE = 0o700
# Others may pass, not look: the servers' account must reach its own folders below.
PASSABLE = 0o711
# sun_path holds 108 bytes; "/.s.PGSQL.5432.lock" has to fit behind the folder.
LONGEST_SOCKET_FOLDER = 88


@dataclass(frozen=True)
class DataFolder:
    """Paths below one data folder; ``path`` is absolute."""

    path: Path

    @property
    def postgres(self) -> Path:
        """The PostgreSQL cluster."""
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only file."""
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.path / "logs"

    @property
    def up_lock(self) -> Path:
        """Held by ``gonghui up`` as long as it runs."""
        return self.path / "up.lock"

    @property
    def secrets(self) -> Path:
        """Passwords and keys, readable by the operator only."""
        return self.path / "secrets.json"

    def prepare(self) -> None:
        """Create the folder and its log folder, and prove that we may write there.

        Raises PlatformError, one line, when that is not so; creates nothing then.
        """
        try:
            self.path.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
            self.logs.mkdir(mode=PRIVATE, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            message = (
                f"cannot write to the data folder {self.path} ({error.strerror}): "
                "set GONGHUI_DATA to a folder of yours"
            )
            raise PlatformError(message) from error

    def sockets(self) -> Path:
        """Name the folder of the unix sockets; short enough for the kernel's limit."""
        near = self.path / "run"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"gonghui-{digest}"

    def log_size(self, name: str) -> int:
        """Tell how many bytes the log ``name`` holds; 0 when there is none."""
        try:
            return (self.logs / f"{name}.log").stat().st_size
        except FileNotFoundError:
            return 0


def private_folder(path: Path, account: Account) -> None:
    """Make ``path`` a folder that only ``account`` (and root) may enter.

    Raises PlatformError when something else stands there: in a shared temporary folder
    another user may have been first.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=PRIVATE)
        account.own(path)
    found = path.lstat()
    # S_ISDIR of lstat: a symbolic link is not accepted.
    if not path.is_dir() or path.is_symlink() or found.st_uid not in (account.owner, 0):
        raise PlatformError(f"{path} belongs to somebody else: remove it and start again")
    if found.st_uid != account.owner:
        account.own(path)


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[bool]:
    """Hold the lock file ``path`` while the block runs; yields False when it is taken.

    The kernel drops the lock when the process ends, however it ends.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        if not shared:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield True
    finally:
        os.close(handle)


def lock_holder(path: Path) -> str:
    """Give the process number written into the lock file ``path``, or ``?``."""
    try:
        return path.read_text(encoding="ascii").strip() or "?"
    except OSError:
        return "?"


def refuse_second_up(folder: DataFolder) -> None:
    """Raise PlatformError when ``gonghui up`` runs for ``folder``; creates nothing."""
    if folder.up_lock.exists():
        with only_one_up(folder):
            pass


@contextlib.contextmanager
def only_one_up(folder: DataFolder) -> Iterator[None]:
    """Be the one ``gonghui up`` of ``folder``; raises PlatformError when there is another."""
    folder.prepare()
    with locked(folder.up_lock) as alone:
        if not alone:
            holder = lock_holder(folder.up_lock)
            message = (
                f"it runs already for the data folder {folder.path} (process {holder}): "
                "stop that one, or set GONGHUI_DATA and GONGHUI_PORT"
            )
            raise PlatformError(message)
        yield
