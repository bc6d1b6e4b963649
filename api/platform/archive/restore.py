"""Back to a moment: the newest base before it, and the log from there up to it."""

import io
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.platform.account import Account, choose_account
from api.platform.archive.folder import CLUSTER, SUFFIX, Archive, Base
from api.platform.archive.receive import COMPRESSED, ask
from api.platform.backup import Files
from api.platform.cluster import DRAFT_PREFIX, SUPERUSER, needed_paths, new_file
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder
from api.platform.postgres import EmbeddedPostgres, database_url
from api.platform.process import Report
from api.platform.secret_file import Secrets

LOG_FOLDER = "gonghui_log"
_RECOVERY = f"""
restore_command = 'gzip -dc "{LOG_FOLDER}/%f{COMPRESSED}" > "%p"'
recovery_target_timeline = 'latest'
recovery_target_action = 'promote'
# So that "ready" means promoted, not merely readable.
hot_standby = off
"""
_OF_RECOVERY = (
    "restore_command",
    "recovery_target_timeline",
    "recovery_target_action",
    "recovery_target_time",
    "hot_standby",
)
_TOO_LATE = "before configured recovery target was reached"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a cluster was made from."""

    base: Base
    segments: int


def restore_moment(
    archive: Archive, folder: DataFolder, keys: Secrets, moment: datetime | None, report: Report
) -> Restored:
    """Make the cluster of a data folder as it was at a moment; without one, the latest.

    The folder must hold no cluster. Raises PlatformError; then it holds none as before.
    """
    if folder.postgres.exists():
        raise PlatformError(f"{folder.postgres} exists: restore into a new data folder")
    base = archive.base_before(moment)
    account = choose_account(folder.path, [*needed_paths(), folder.path])
    draft = folder.postgres.with_name(f"{DRAFT_PREFIX}{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        report(f"Unpacking the base of {base.end:%Y-%m-%d %H:%M:%S} UTC …")
        _unpack(archive, base, draft, folder.path / "uploads")
        segments = _unpack_log(archive, base, draft / LOG_FOLDER)
        _ask_for_recovery(draft, moment)
        for path in (draft, *draft.rglob("*")):
            account.own(path)
        draft.rename(folder.postgres)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    try:
        _recover(folder, keys, account, report)
    except BaseException:
        shutil.rmtree(folder.postgres, ignore_errors=True)
        raise
    return Restored(base, segments)


class _Pieces(io.RawIOBase):
    """An iterator of bytes as a stream that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        cut = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:cut], self._rest[cut:]
        return taken


def _unpack(archive: Archive, base: Base, cluster: Path, uploads: Path) -> None:
    """The cluster's tar first, then the files of the base, then those that came after."""
    pieces = archive.open(archive.bases / base.name)
    files = Files(uploads)

    def of_cluster() -> Iterator[bytes]:
        for part, piece in pieces:
            if part != CLUSTER:
                files.take(part, piece)
            else:
                yield piece

    with tarfile.open(fileobj=_Pieces(of_cluster()), mode="r|") as tar:
        tar.extractall(cluster, filter="data")
    for part, piece in pieces:
        files.take(part, piece)
    for path in archive.files.glob(f"*{SUFFIX}"):
        for part, piece in archive.open(path):
            files.take(part, piece)


def _unpack_log(archive: Archive, base: Base, target: Path) -> int:
    """Decrypt the log for the server, which unpacks a segment when it comes to it."""
    target.mkdir(mode=0o700)
    paths = archive.log_of(base)
    for path in paths:
        with (target / f"{path.name.removesuffix(SUFFIX)}{COMPRESSED}").open("wb") as file:
            for _, piece in archive.open(path):
                file.write(piece)
    return len(paths)


def _ask_for_recovery(cluster: Path, moment: datetime | None) -> None:
    new_file(cluster / "recovery.signal", "", Account())
    with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(_RECOVERY)
        if moment is not None:
            file.write(f"recovery_target_time = '{moment.isoformat()}'\n")


def _recover(folder: DataFolder, keys: Secrets, account: Account, report: Report) -> None:
    report("Recovering …")
    server = EmbeddedPostgres(folder, keys, account)
    try:
        server.start(report)
    except PlatformError as error:
        if _TOO_LATE in error.message:
            message = "the archive ends before that moment: leave it out to have the latest"
            raise PlatformError(message) from error
        raise
    try:
        url = database_url(SUPERUSER, keys.superuser_password, folder.sockets(), "postgres")
        for name in _OF_RECOVERY:
            ask(url, f"alter system reset {name}")
        shutil.rmtree(folder.postgres / LOG_FOLDER)
    finally:
        server.stop()
