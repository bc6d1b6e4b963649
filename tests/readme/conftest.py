"""A database of the READMEs' own, filled by their own commands; the application on it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
import sqlalchemy as sa

from api.app import create_app
from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.principal import Role, job_principal
from schema.core.settings import Settings
from schema.screening.service import run_screening
from tests.api.conftest import PASSWORD, Site, add_user
from tests.readme.documents import PROGRAM, ROOT

DATABASE = "gonghui_readme"
SCALE = "0.02"
SCREEN = """mutation {
  requestScreening(input: {kind: PERIODIC}, idempotencyKey: "readme") {
    screeningRun { id } errors { code }
  }
}"""


@dataclass(frozen=True)
class Desk:
    """Where the commands of a README are typed: a folder, stores, what was said so far."""

    folder: Path
    stores: Stores
    port: int

    def run(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        """Type a command, with ``more`` words at its end."""
        program, *words = command.split()
        assert program == PROGRAM
        environment = {
            **os.environ,
            **self.stores.environment(),
            "GONGHUI_DATA": str(self.folder / "data"),
            "GONGHUI_PORT": str(self.port),
            "COLUMNS": "100",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            [sys.executable, "-P", "-m", "api.cli", *words, *more],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def _at(url: str) -> str:
    return sa.make_url(url).set(database=DATABASE).render_as_string(hide_password=False)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def desk(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An empty database beside the tests' ordinary one, migrated by ``gonghui migrate``."""
    assert stores.admin_url is not None
    asyncio.run(_execute(stores.admin_url, f"create database {DATABASE} owner gonghui_owner"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = replace(
        stores,
        owner_url=_at(stores.owner_url),
        writer_url=_at(stores.writer_url),
        reader_url=_at(stores.reader_url),
    )
    made = Desk(tmp_path_factory.mktemp("readme"), own, port)
    done = made.run(f"{PROGRAM} migrate")
    assert done.returncode == 0, done.stderr
    yield made
    asyncio.run(_execute(stores.admin_url, f"drop database {DATABASE} with (force)"))


@pytest.fixture(scope="module")
def demonstration(desk: Desk) -> Desk:
    """The same with the demonstration, a fiftieth of what the READMEs load."""
    done = desk.run(f"{PROGRAM} demo", "--scale", SCALE)
    assert done.returncode == 0, done.stderr
    return desk


@pytest.fixture
async def site(demonstration: Desk) -> AsyncIterator[Site]:
    """The city's leader signed in to the application, after a screening."""
    urls = demonstration.stores
    configured = Settings(
        database_writer_url=urls.writer_url,
        database_reader_url=urls.reader_url,
    )
    app = create_app(configured)
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.pages.router.lifespan_context(app.pages),
        httpx2.AsyncClient(
            transport=transport, base_url="http://test", headers={"x-gonghui-csrf": "1"}
        ) as http,
    ):
        browser = Site(app, http)
        await add_user(urls, "readme.leader", Role.CITY_LEADER)
        assert (await browser.sign_in("readme.leader")).status_code == 200, PASSWORD
        await _screen(urls, browser)
        yield browser


async def _screen(stores: Stores, browser: Site) -> None:
    """Do what a worker would do with the run that is asked for."""
    payload: dict[str, Any] = (await browser.query(SCREEN)).json()["data"]["requestScreening"]
    assert payload["errors"] == []
    engine = make_engine(stores.writer_url)
    async with transaction(engine, job_principal("readme")) as work:
        await run_screening(work, run=UUID(payload["screeningRun"]["id"]))
    await engine.dispose()
