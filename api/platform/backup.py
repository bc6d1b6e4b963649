"""Backups: one encrypted file with the database and the uploaded files, and its restoring.

The key is not the vault's, and it is not in the data folder: whoever has the file has nothing
without it. What the vault encrypted stays so inside; its keys are no part of the file either.
"""

import base64
import os
from binascii import Error as NotBase64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from api.platform.client_program import running
from api.platform.errors import PlatformError
from api.platform.sealed_file import KEY_BYTES, SealedWriter, read_sealed

KEY_VARIABLE = "GONGHUI_BACKUP_KEY"
DATABASE = "database"
UPLOAD = "uploads/"
_HOLDS_TABLES = "select count(*) from pg_tables where schemaname = 'public'"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds."""

    database_bytes: int
    files: int


def backup_key(environment: Mapping[str, str]) -> bytes:
    """The key of backups; raises PlatformError when it is missing, weak, or the vault's own."""
    text = environment.get(KEY_VARIABLE, "")
    with suppress(NotBase64, ValueError):
        key = base64.b64decode(text, validate=True)
        if len(key) == KEY_BYTES and len(set(key)) >= KEY_BYTES // 4:
            others = (environment.get("GONGHUI_VAULT_KEY"), environment.get("GONGHUI_INDEX_KEY"))
            if any(text in other for other in others if other):
                raise PlatformError(f"{KEY_VARIABLE} must not be a key of the vault")
            return key
    raise PlatformError(
        f"{KEY_VARIABLE} must be 32 random bytes in base64 (openssl rand -base64 32); keep it "
        "apart from the backups: without it they cannot be read"
    )


def write_backup(owner_url: str, uploads: Path, target: Path, key: bytes) -> Kept:
    """Write a backup of one moment of the database, and of the files that are there now.

    Raises PlatformError; a file that is not whole is removed.
    """
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            sealed = SealedWriter(file, key)
            # The owner is held by row-level security, too; his policy shows him every row.
            with running("pg_dump", owner_url, "--format=custom", "--enable-row-security") as dump:
                assert dump.stdout is not None  # noqa: S101 - asked for above
                size = sealed.part(DATABASE, dump.stdout)
            files = sorted(path for path in uploads.rglob("*") if path.is_file())
            for path in files:
                with path.open("rb") as content:
                    sealed.part(UPLOAD + str(path.relative_to(uploads)), content)
            sealed.close()
            os.fsync(file.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Kept(size, len(files))


async def check_empty(owner_url: str) -> None:
    """Refuse a database that holds tables: a restore never writes over anything."""
    connection = await asyncpg.connect(owner_url)
    try:
        if await connection.fetchval(_HOLDS_TABLES):
            raise PlatformError("the database is not empty: restore into a new one")
    finally:
        await connection.close()


def read_backup(owner_url: str, uploads: Path, source: Path, key: bytes) -> Kept:
    """Restore a backup into an empty database, in one transaction, and put the files back.

    Raises PlatformError; then the database is as empty as before.
    """
    size, files = 0, Files(uploads)
    words = ("--dbname=", "--no-owner", "--exit-on-error", "--single-transaction")
    with source.open("rb") as file, running("pg_restore", owner_url, *words) as restore:
        try:
            for part, piece in read_sealed(file, key):
                if part == DATABASE:
                    assert restore.stdin is not None  # noqa: S101 - asked for above
                    restore.stdin.write(piece)
                    size += len(piece)
                else:
                    files.take(part, piece)
        except BaseException:
            restore.kill()  # before it commits
            raise
    return Kept(size, files.count)


class Files:
    """Puts uploaded files back below their folder, piece by piece."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count = 0

    def take(self, part: str, piece: bytes) -> None:
        """Write a piece of the file that ``part`` names; an empty one begins it."""
        path = _inside(self._folder, part)
        if not piece:
            self.count += 1
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
        with path.open("ab") as target:
            target.write(piece)


def _inside(folder: Path, part: str) -> Path:
    path = (folder / part.removeprefix(UPLOAD)).resolve()
    if not part.startswith(UPLOAD) or not path.is_relative_to(folder.resolve()):
        raise PlatformError("the backup names a file outside the data folder")
    return path
