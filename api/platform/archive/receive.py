"""Keeping the archive: the server's log as it is written, new files, a base each day."""

import asyncio
import gzip
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from api.platform.account import Account
from api.platform.archive.folder import CLUSTER, SUFFIX, Archive, Base
from api.platform.backup import UPLOAD
from api.platform.client_program import address_environment, running
from api.platform.cluster import programs
from api.platform.errors import PlatformError
from api.platform.folder import locked
from api.platform.process import Report
from api.platform.sealed_file import SealedWriter

SLOT = "gonghui_archive"
COMPRESSED = ".gz"
PARTIAL = ".partial"
LOOK_SECONDS = 1.0
SWITCH_SECONDS = 60.0
ARRIVAL_SECONDS = 300.0
BASE_EVERY = timedelta(days=1)
KEEP_BASES = 2

_SLOT_STATE = "select wal_status from pg_replication_slots where slot_name = $1"
_MAKE_SLOT = "select pg_create_physical_replication_slot($1, true)"
_DROP_SLOT = "select pg_drop_replication_slot($1)"
_SEGMENT = "select pg_walfile_name(pg_current_wal_lsn())"
# At the start of a segment, when nothing is to be closed, the one before is meant.
_SWITCH = "select pg_walfile_name(pg_switch_wal() - 1)"
LOST = "lost"


def ask(url: str, query: str, *values: object) -> Any:
    """The single value that a query gives; raises PlatformError when the server is away."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()

    try:
        return asyncio.run(fetch())
    except (OSError, asyncpg.PostgresError) as error:
        raise PlatformError(f"the archive cannot reach the database: {error}") from error


@dataclass
class Receiver:
    """Receives what one server writes into one archive.

    ``staging`` is a private folder on the server's own disk; ``url`` the superuser's address.
    """

    archive: Archive
    url: str = field(repr=False)
    staging: Path
    uploads: Path
    report: Report
    _switched: float = 0.0

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Have the log streaming in for the time of the block."""
        self.archive.prepare()
        self.staging.mkdir(mode=0o700, exist_ok=True)
        with locked(self.staging.with_suffix(".lock")) as alone:
            if not alone:
                raise PlatformError("the archive is kept by another process already")
            with self._streaming():
                yield

    @contextmanager
    def _streaming(self) -> Iterator[None]:
        anew = self._hold_slot()
        process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *Account().launcher(death_signal=signal.SIGTERM),
                str(programs() / "pg_receivewal"),
                f"--directory={self.staging}",
                f"--slot={SLOT}",
                "--compress=gzip:1",
            ],
            stdin=subprocess.DEVNULL,
            env=address_environment(self.url),
        )
        try:
            if anew:  # what came before was not received: older bases lead no further
                self.take_base()
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()

    def _hold_slot(self) -> bool:
        """Make the server keep what we have not received; True when it is made anew."""
        state = ask(self.url, _SLOT_STATE, SLOT)
        if state == LOST:
            self.report("The archive was away too long: it begins anew.")
            ask(self.url, _DROP_SLOT, SLOT)
        if state is None or state == LOST:
            for left in self.staging.iterdir():
                left.unlink()
            ask(self.url, _MAKE_SLOT, SLOT)
            return True
        return False

    def run(self) -> None:
        """Receive until the process ends."""
        with self.receiving():
            while True:
                self.step()
                if self._base_is_due():
                    self.take_base()
                time.sleep(LOOK_SECONDS)

    def step(self) -> None:
        """Seal what has come; once a minute let the server close its piece of the log."""
        if time.monotonic() - self._switched >= SWITCH_SECONDS:
            self.switch()
        for path in sorted(self.staging.iterdir()):
            if path.suffix != PARTIAL:
                self._seal_log(path)
        self._seal_files()

    def switch(self) -> str:
        """Close the piece of the log that is being written; returns its name."""
        self._switched = time.monotonic()
        return str(ask(self.url, _SWITCH))

    def catch_up(self) -> None:
        """Seal all that was committed before the call; raises PlatformError after 5 minutes."""
        target = self.archive.log / f"{self.switch()}{SUFFIX}"
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while True:
            self.step()
            if target.exists():
                return
            if time.monotonic() > deadline:
                raise PlatformError("the server's log does not arrive in the archive")
            time.sleep(0.05)

    def take_base(self) -> Base:
        """Seal the whole cluster and the uploaded files as they are now; forget old bases."""
        self.report("Taking a base for the archive …")
        begin, segment = datetime.now(UTC), str(ask(self.url, _SEGMENT))
        draft = self.archive.bases / "base"
        self.archive.seal(draft, self._fill_base)
        self.catch_up()  # the base is of no use without the log written meanwhile
        base = Base(datetime.now(UTC), begin, segment)
        draft.rename(self.archive.bases / base.name)
        self.archive.forget(KEEP_BASES)
        return base

    def _fill_base(self, sealed: SealedWriter) -> None:
        words = ("--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast")
        with running("pg_basebackup", self.url, *words) as copy:
            assert copy.stdout is not None  # noqa: S101 - piped
            sealed.part(CLUSTER, copy.stdout)
        for path in sorted(path for path in self.uploads.rglob("*") if path.is_file()):
            with suppress(FileNotFoundError), path.open("rb") as content:  # its time was over
                sealed.part(UPLOAD + str(path.relative_to(self.uploads)), content)

    def _base_is_due(self) -> bool:
        known = self.archive.known_bases()
        return not known or datetime.now(UTC) - known[-1].end > BASE_EVERY

    def _seal_log(self, path: Path) -> None:
        """A segment or a history of timelines, compressed; then the server may forget it."""
        if path.suffix != COMPRESSED:
            packed = path.with_name(f"{path.name}{COMPRESSED}")
            packed.write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
            path = packed
        name = path.name.removesuffix(COMPRESSED)
        self.archive.seal_file(self.archive.log / f"{name}{SUFFIX}", path, name)
        path.unlink()

    def _seal_files(self) -> None:
        """Files are never written to again: one that is sealed, or in a base, stays as it is."""
        known = self.archive.known_bases()
        since = known[-1].begin.timestamp() if known else 0.0
        for path in self.uploads.rglob("*"):
            target = self.archive.files / f"{path.name}{SUFFIX}"
            with suppress(FileNotFoundError):
                if path.suffix or not path.is_file() or target.exists():
                    continue  # half of a file ends in .part
                if path.stat().st_mtime >= since:
                    self.archive.seal_file(
                        target, path, UPLOAD + str(path.relative_to(self.uploads))
                    )
