"""Under which account the embedded servers run.

PostgreSQL refuses root, and a database has no business with root's rights. Started by an
ordinary user the servers run as that user; started by root they run as ``gonghui``.
See deploy/decisions/0001-embedded-postgresql-under-root.md.
"""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.platform.errors import PlatformError

SYSTEM_ACCOUNT = "gonghui"
FALLBACK_ACCOUNTS = ("postgres", "nobody")
LAUNCHER = Path(__file__).with_name("launch.py")

# The weaker one first: reading is all that is missing. Containers often have only the second.
CAP_DAC_READ_SEARCH = 2
CAP_DAC_OVERRIDE = 1
CAP_SETPCAP = 8


@dataclass(frozen=True)
class Account:
    """The account of the embedded servers; ``uid`` is None for "whoever we are"."""

    uid: int | None = None
    gid: int | None = None
    capability: int | None = None

    def launcher(self, *, death_signal: int | None = None) -> list[str]:
        """Give the words to put before a command so that it runs under this account."""
        words = [sys.executable, "-I", "-S", str(LAUNCHER), "--parent", str(os.getpid())]
        if self.uid is not None:
            words += ["--uid", str(self.uid), "--gid", str(self.gid)]
        if self.capability is not None:
            words += ["--capability", str(self.capability)]
        if death_signal is not None:
            words += ["--death-signal", str(int(death_signal))]
        return [*words, "--"]

    def own(self, path: Path) -> None:
        """Give ``path`` to this account; nothing to do when we are that account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    @property
    def owner(self) -> int:
        """The numeric user who owns what the servers write."""
        return os.geteuid() if self.uid is None else self.uid


def choose_account(data: Path, needed: Sequence[Path]) -> Account:
    """Choose the account for servers that keep their files below ``data``.

    ``needed`` are the paths that the servers must reach. The account gets the right to
    pass closed folders only when it cannot reach one of them without it.

    Raises PlatformError when root here is not allowed to become somebody else.
    """
    if os.geteuid() != 0:
        return Account()
    entry = _owner_of_existing(data / "postgres") or _system_account()
    plain = Account(entry.pw_uid, entry.pw_gid)
    if _reaches(plain, needed):
        return plain
    return Account(entry.pw_uid, entry.pw_gid, _capability(entry.pw_name, data))


def _owner_of_existing(cluster: Path) -> pwd.struct_passwd | None:
    """Find who wrote an existing cluster, so that a change of user keeps it readable."""
    try:
        return pwd.getpwuid(cluster.stat().st_uid)
    except FileNotFoundError:
        return None
    except KeyError as error:
        message = f"{cluster} belongs to a user that this machine does not know"
        raise PlatformError(message) from error


def _system_account() -> pwd.struct_passwd:
    for name in (SYSTEM_ACCOUNT, *FALLBACK_ACCOUNTS):
        if name == SYSTEM_ACCOUNT:
            _create_system_account()
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = (
        "PostgreSQL must not run as root and there is no other account: "
        f"run 'useradd --system {SYSTEM_ACCOUNT}', or start as an ordinary user"
    )
    raise PlatformError(message)


def _create_system_account() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return
    try:
        pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        # Failing is no error here: another account is tried next, and a second process
        # that creates the same account at the same moment is right too.
        command = [program, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own program


def _reaches(account: Account, needed: Sequence[Path]) -> bool:
    words = account.launcher()
    words.insert(-1, "--probe")
    done = subprocess.run(  # noqa: S603 - our own program
        [*words, *map(str, needed)], check=False, capture_output=True, text=True, cwd="/"
    )
    if done.returncode not in (0, 1):
        raise PlatformError(f"root may not change to another user here: {done.stderr.strip()}")
    return done.returncode == 0


def _capability(name: str, data: Path) -> int:
    held = _held_capabilities()
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if held >> capability & 1 and held >> CAP_SETPCAP & 1:
            return capability
    message = (
        f"the account '{name}' cannot reach {data} or the program's own folder, and this "
        "system does not let root pass that right on: use folders that it may enter"
    )
    raise PlatformError(message)


def _held_capabilities() -> int:
    """Give the capabilities that this process may use and pass on, as a bit mask."""
    held = -1
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        key, _, value = line.partition(":")
        if key in ("CapPrm", "CapBnd"):
            held &= int(value.strip(), 16)
    return 0 if held == -1 else held
