"""The checks of ``gonghui doctor``; each looks at one thing and says what to do about it."""

import asyncio
import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.platform import cluster, external, roles, valkey
from api.platform.archive.folder import Archive
from api.platform.errors import PlatformError
from api.platform.folder import DataFolder
from api.platform.ports import base_url, check_port, is_healthy
from api.platform.stores import Stores, data_folder, open_stores
from schema.core.settings import Settings

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1024**3
# A platform that runs writes something every minute.
OLDEST_ARCHIVE = timedelta(minutes=10)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finding:
    """The result of one check; ``advice`` is for the case that it is not ``ok``."""

    name: str
    ok: bool
    text: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Make all checks, one after the other."""
    folder = data_folder(settings)
    yield _python()
    yield _attempt("PostgreSQL", lambda: f"program {cluster.programs() / 'postgres'}")
    yield _attempt("Valkey", lambda: f"program {valkey.program()}")
    yield _web_pages()
    yield _folder(folder)
    yield _disk(folder)
    if settings.archive is not None and settings.database_url is None:
        yield _archive(settings.archive)
    yield _port(settings)
    yield from _stores(settings, folder)


def _attempt(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, text=look())
    except PlatformError as error:
        return Finding(name, ok=False, text=error.message, advice="put that right, then again")


def _python() -> Finding:
    return Finding(
        "Python",
        ok=sys.version_info >= OLDEST_PYTHON,
        text=f"{platform.python_version()} in {sys.prefix}",
        advice="install Python 3.11 or later, remove .venv, run 'make run'",
    )


def _web_pages() -> Finding:
    built = _ROOT / "api" / "web" / "dist"
    found = built.is_dir() and any(built.glob("**/*.html"))
    text = f"built in {built}" if found else "the pages are not built"
    return Finding("Web pages", ok=found, text=text, advice="run 'python -m api.web_build'")


def _folder(folder: DataFolder) -> Finding:
    advice = "set GONGHUI_DATA to a folder of yours"
    existing = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)):
        return Finding("Data folder", ok=False, text=f"cannot write to {existing}", advice=advice)
    if not folder.secrets.exists():
        text = f"{folder.path}, to be filled by 'gonghui up'"
        return Finding("Data folder", ok=True, text=text)
    mode = stat.S_IMODE(folder.secrets.stat().st_mode)
    return Finding(
        "Data folder",
        ok=mode & 0o077 == 0,
        text=f"{folder.path}, secrets with mode {mode:o}",
        advice=f"run 'chmod 600 {folder.secrets}'",
    )


def _disk(folder: DataFolder) -> Finding:
    existing = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    return Finding(
        "Disk",
        ok=free >= LEAST_FREE_BYTES,
        text=f"{free / 1024**3:.1f} GiB free",
        advice="free at least 1 GiB, or move the data folder",
    )


def _archive(path: Path) -> Finding:
    log = Archive(path.expanduser(), b"")
    latest, bases = log.latest(), len(log.known_bases())
    late = latest is None or datetime.now(UTC) - latest > OLDEST_ARCHIVE
    until = "nothing" if latest is None else f"{latest.astimezone():%Y-%m-%d %H:%M:%S}"
    return Finding(
        "Archive",
        ok=bases > 0 and not late,
        text=f"{bases} bases, log until {until}",
        advice="see the log of 'archive' in the data folder; is its disk full",
    )


def _port(settings: Settings) -> Finding:
    if is_healthy(settings.host, settings.port):
        text = f"gonghui answers on {base_url(settings.host, settings.port)}"
        return Finding("Port", ok=True, text=text)
    try:
        check_port(settings.host, settings.port)
    except PlatformError as error:
        return Finding("Port", ok=False, text=error.message, advice="or stop what uses it")
    return Finding("Port", ok=True, text=f"{settings.port} is free")


def _stores(settings: Settings, folder: DataFolder) -> Iterator[Finding]:
    if settings.database_url is None and not folder.postgres.exists():
        text = "to be created by 'gonghui up'"
        yield Finding("Stores", ok=True, text=text)
        return
    try:
        with open_stores(settings) as stores:
            yield from _open_stores(stores)
    except PlatformError as error:
        yield Finding("Stores", ok=False, text=error.message, advice="put that right, then again")


def _open_stores(stores: Stores) -> Iterator[Finding]:
    async def session(url: str) -> external.Facts:
        return await external.facts(url, "database")

    owner, writer, reader = (
        asyncio.run(session(url))
        for url in (stores.owner_url, stores.writer_url, stores.reader_url)
    )
    yield Finding("Database", ok=True, text=f"PostgreSQL {owner.version_text}, {owner.database}")
    yield Finding(
        "Broker", ok=True, text=f"Redis or Valkey {external.check_redis(stores.redis_url)}"
    )
    for session_facts in (writer, reader):
        yield _role(session_facts, owner.role)
    yield asyncio.run(_read_only(stores.reader_url))
    yield asyncio.run(_version(stores.owner_url))


def _role(session: external.Facts, owner: str) -> Finding:
    return Finding(
        "Role",
        ok=not (session.superuser or session.bypass or session.role == owner),
        text=f"{session.role}: bound by row-level security, owns nothing",
        advice="let an administrator run deploy/roles.sql",
    )


async def _read_only(url: str) -> Finding:
    connection = await external.connect(url, "database")
    try:
        setting = await connection.fetchval("SHOW default_transaction_read_only")
    finally:
        await connection.close()
    return Finding(
        "Reading",
        ok=setting == "on",
        text=f"sessions of the reader are read-only: {setting}",
        advice=f"ALTER ROLE {roles.READER} SET default_transaction_read_only = on",
    )


async def _version(url: str) -> Finding:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - slow, and only here

    heads = ScriptDirectory(str(_ROOT / "migrations")).get_heads()
    connection = await external.connect(url, "database")
    try:
        exists = await connection.fetchval("SELECT to_regclass('alembic_version')")
        query = "SELECT version_num FROM alembic_version"
        current = [row["version_num"] for row in await connection.fetch(query)] if exists else []
    finally:
        await connection.close()
    return Finding(
        "Migrations",
        ok=sorted(current) == sorted(heads),
        text=f"at {', '.join(current) or 'nothing'}, newest {', '.join(heads) or 'nothing'}",
        advice="run 'gonghui migrate'",
    )
