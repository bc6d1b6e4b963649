"""Who starts the embedded servers of a data folder, and who only uses them.

One process holds ``stores.lock`` and with it the servers. Commands that come meanwhile
are guests: they hold ``guests.lock`` together, and the owner waits for them at its end.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from api.platform.account import choose_account
from api.platform.cluster import needed_paths
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder, lock_holder, locked
from api.platform.postgres import EmbeddedPostgres, is_ready
from api.platform.process import Report
from api.platform.secret_file import Secrets
from api.platform.valkey import EmbeddedValkey, answers, program, redis_url

EmbeddedServer = EmbeddedPostgres | EmbeddedValkey

ATTACH_SECONDS = 60.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Wanted:
    """Which servers to run embedded; ``stay`` demands that this process is the one."""

    postgres: bool
    valkey: bool
    stay: bool = False


@contextmanager
def embedded_servers(
    folder: DataFolder, secrets: Secrets, wanted: Wanted, report: Report
) -> Iterator[tuple[EmbeddedServer, ...]]:
    """Have the wanted servers running for the time of the block.

    Yields those that this process started: none when another process runs them.
    """
    if not (wanted.postgres or wanted.valkey):
        yield ()
        return
    with ExitStack() as stack:
        if _owns_or_attaches(stack, folder, secrets, wanted, report):
            yield tuple(_start(stack, folder, secrets, wanted, report))
            if not wanted.stay:
                _wait_for_guests(folder, report)
        else:
            yield ()


def _start(
    stack: ExitStack, folder: DataFolder, secrets: Secrets, wanted: Wanted, report: Report
) -> list[EmbeddedServer]:
    """Start PostgreSQL, then Valkey; ``stack`` stops them the other way round."""
    account = choose_account(folder.path, [*needed_paths(), program(), folder.path])
    servers: list[EmbeddedServer] = []
    if wanted.postgres:
        servers.append(EmbeddedPostgres(folder, secrets, account))
    if wanted.valkey:
        servers.append(EmbeddedValkey(folder, secrets, account))
    for server in servers:
        stack.callback(server.stop)
        server.start(report)
    return servers


def _owns_or_attaches(
    stack: ExitStack, folder: DataFolder, secrets: Secrets, wanted: Wanted, report: Report
) -> bool:
    """Take the lock of the servers (True), or find them running for us (False).

    Raises PlatformError when neither comes true in a minute.
    """
    lock = folder.path / "stores.lock"
    deadline = time.monotonic() + ATTACH_SECONDS
    told = False
    while time.monotonic() < deadline:
        if stack.enter_context(locked(lock)):
            return True
        if not wanted.stay and _running(folder, secrets, wanted):
            stack.enter_context(locked(folder.path / "guests.lock", shared=True))
            # Again: the owner may have stopped them before it saw us as a guest.
            if _running(folder, secrets, wanted):
                return False
        if not told:
            told = True
            report(f"Waiting for process {lock_holder(lock)}, which uses {folder.path} …")
        time.sleep(POLL_SECONDS)
    message = (
        f"process {lock_holder(lock)} keeps the data folder {folder.path} busy: "
        "wait until it has ended, or set GONGHUI_DATA to another folder"
    )
    raise PlatformError(message)


def _running(folder: DataFolder, secrets: Secrets, wanted: Wanted) -> bool:
    return (not wanted.postgres or is_ready(folder)) and (
        not wanted.valkey or answers(redis_url(secrets.valkey_password, folder.sockets()))
    )


def _wait_for_guests(folder: DataFolder, report: Report) -> None:
    """Keep the servers up until the commands that came after us have ended."""
    told = False
    while True:
        with locked(folder.path / "guests.lock") as alone:
            if alone:
                return
        if not told:
            told = True
            report("Waiting for another gonghui command to end …")
        time.sleep(POLL_SECONDS)
