"""Backups: one encrypted file with the database and the uploaded files, and its restoring.

The key is not the vault's, and it is not in the data folder: whoever has the file has nothing
without it. What the vault encrypted stays so inside; its keys are no part of the file either.
"""

import base64
import os
import subprocess
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import asyncpg
import sqlalchemy as sa

from api.platform.cluster import programs
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
            with _running("pg_dump", owner_url, "--format=custom", "--enable-row-security") as dump:
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
    size, files, written = 0, 0, None
    words = ("--dbname=", "--no-owner", "--exit-on-error", "--single-transaction")
    with source.open("rb") as file, _running("pg_restore", owner_url, *words) as restore:
        try:
            for part, piece in read_sealed(file, key):
                if part == DATABASE:
                    assert restore.stdin is not None  # noqa: S101 - asked for above
                    restore.stdin.write(piece)
                    size += len(piece)
                    continue
                path = _inside(uploads, part)
                if not piece and part != written:
                    files, written = files + 1, part
                    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    path.unlink(missing_ok=True)
                    path.touch(mode=0o600)
                with path.open("ab") as target:
                    target.write(piece)
        except BaseException:
            restore.kill()  # before it commits
            raise
    return Kept(size, files)


def _inside(folder: Path, part: str) -> Path:
    path = (folder / part.removeprefix(UPLOAD)).resolve()
    if not part.startswith(UPLOAD) or not path.is_relative_to(folder.resolve()):
        raise PlatformError("the backup names a file outside the data folder")
    return path


@contextmanager
def _running(name: str, url: str, *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A program of PostgreSQL, its address in the environment: process lists show arguments."""
    address = sa.make_url(url)
    environment = {
        "PATH": os.defpath,
        "PGHOST": str(address.query.get("host") or address.host or ""),
        "PGPORT": str(address.port or 5432),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
        **({"PGSSLMODE": str(address.query["sslmode"])} if "sslmode" in address.query else {}),
    }
    arguments = [word + (address.database or "") if word == "--dbname=" else word for word in words]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [str(programs() / name), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    try:
        yield process
        said = _last_words(process.communicate()[1])
    except BrokenPipeError:
        said = _last_words(process.stderr)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
    if process.returncode != 0:
        raise PlatformError(f"{name}: {said}")


def _last_words(said: "bytes | IO[bytes] | None") -> str:
    """The first complaint, without what it says of rows."""
    text = said if isinstance(said, bytes) else (said.read() if said is not None else b"")
    lines = text.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), "ended without a word")
