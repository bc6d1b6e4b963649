"""One pair of embedded servers for the tests that do not stop them, and helpers."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.platform.stores import Stores, open_stores
from schema.core.settings import Settings


def settings_of(data: Path, **configured: Any) -> Settings:
    """Settings for one data folder that take nothing else from the environment."""
    empty = {
        "database_url": None,
        "database_writer_url": None,
        "database_reader_url": None,
        "redis_url": None,
        "vault_key": None,
        "index_key": None,
    }
    return Settings(**{"data": data, **empty, **configured})


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Embedded stores that keep running; do not stop or change their roles."""
    with open_stores(settings_of(tmp_path_factory.mktemp("embedded"))) as stores:
        yield stores


def ask(url: str, query: str) -> Any:
    """The single value that ``query`` gives on ``url``."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def is_alive(pid: int) -> bool:
    """Whether process ``pid`` runs; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def processes_below(folder: Path) -> list[str]:
    """The command lines of running processes that name ``folder``, other than our own."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            where = str((entry / "cwd").readlink())
        except OSError:
            continue
        if str(folder) in line or where.startswith(str(folder)):
            found.append(line)
    return found
