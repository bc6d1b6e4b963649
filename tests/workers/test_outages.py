"""The stores die under the job platform: nothing is lost, nothing takes effect twice."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores, open_stores
from migrations.run import upgrade
from schema.core.database import make_engine
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.core.settings import Settings
from schema.planner.pool import ReadPool
from tests.schema.writing.conftest import Client
from tests.sizes import size
from tests.workers.conftest import HASTE
from tests.workers.jobs import Note
from tests.workers.platform import Platform, eventually

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    # The driver drops connections that the kill broke without closing them.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
EFFECTS = (
    "create table if not exists job_effect (run_id uuid not null)",
    "grant select, insert on job_effect to gonghui_writer",
    "truncate job_effect, job_run, job_service cascade",
)
WRITERS = 4
STATUS = "{ jobServices { nodes { code state delayed since checkedAt } } }"


@dataclass(frozen=True)
class House:
    """Stores of this file alone, that may be killed."""

    stores: Stores

    def kill(self, name: str) -> None:
        """Kill a server as a power cut would."""
        (server,) = [one for one in self.stores.servers if one.name == name]
        pid = server.pid  # asked once: of a dead server there is none
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def kill_backend(self) -> None:
        """Kill one process that serves a writer; PostgreSQL ends all others and recovers."""
        backend = asyncio.run(self._backend())
        os.kill(backend, signal.SIGKILL)

    async def _backend(self) -> int:
        connection = await asyncpg.connect(self.stores.admin_url)
        try:
            found: int = await connection.fetchval(
                "select pid from pg_stat_activity where usename = 'gonghui_writer'"
                " order by random() limit 1"
            )
            return found
        finally:
            await connection.close()

    def start(self, name: str) -> None:
        """Start it again."""
        (server,) = [one for one in self.stores.servers if one.name == name]
        server.start(lambda _line: None)

    def empty_valkey(self) -> None:
        """Take its disk away."""
        folder = self.stores.folder.valkey
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Two servers and a migrated database."""
    with tempfile.TemporaryDirectory(prefix="gonghui-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        own = Settings(data=Path(folder) / "data", database_url=None, redis_url=None)
        with open_stores(own) as stores:
            upgrade(stores.owner_url)
            yield House(stores)


@pytest.fixture
async def engine(house: House) -> AsyncIterator[AsyncEngine]:
    made = make_engine(house.stores.writer_url)
    yield made
    await made.dispose()


@pytest.fixture
async def platform(house: House, engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Platform]:
    """Processes on those stores."""
    owner = await asyncpg.connect(house.stores.owner_url)
    for statement in EFFECTS:
        await owner.execute(statement)
    await owner.close()
    haste = {f"GONGHUI_JOB_{name.upper()}": str(value) for name, value in HASTE.items()}
    haste |= {"GONGHUI_JOB_MAX_ATTEMPTS": "50", "GONGHUI_JOB_MAX_LOST_LEASES": "50"}
    made = Platform(engine, {**house.stores.environment(), **haste}, tmp_path)
    yield made
    made.close()


@pytest.mark.chaos(3, 4)
@pytest.mark.requirement("R02")
async def test_valkey_is_killed_and_comes_back_empty(house: House, platform: Platform) -> None:
    platform.start("relay")
    platform.start("worker")
    kills, jobs = size(2, 5), size(60, 2_000)
    sent = []
    for number in range(1, kills + 1):
        sent += await platform.send(*(Note() for _ in range(jobs // kills)))
        house.kill("valkey")
        # What is asked for meanwhile is accepted: the row is the promise.
        sent += await platform.send(*(Note() for _ in range(5)))
        if number % 2:
            house.empty_valkey()
        house.start("valkey")
    await platform.all_reached("SUCCEEDED", seconds=size(60, 300))
    assert sorted(await platform.effects()) == sorted(sent)


@pytest.mark.chaos(7)
@pytest.mark.requirement("R12")
async def test_clients_read_that_jobs_are_delayed_while_valkey_is_away(
    house: House, platform: Platform, principal: Principal
) -> None:
    """Reads go on meanwhile; what was asked for is done when Valkey is back."""
    platform.start("relay")
    platform.start("worker")
    async with ReadPool(house.stores.reader_url, 1, ReadLog(platform.engine)) as pool:
        client = Client(platform.engine, pool, principal)

        async def shown(*, delayed: bool) -> Any:
            found = (await client.ask(STATUS))["jobServices"]["nodes"]
            return [one["state"] for one in found if one["delayed"] is delayed]

        assert await eventually(partial(shown, delayed=False)) == ["OK"]
        house.kill("valkey")
        (run,) = await platform.send(Note())
        assert await eventually(partial(shown, delayed=True)) == ["DELAYED"]
        seen = await client.ask("query($id: ID!) { jobRun(id: $id) { state } }", id=str(run))
        assert seen == {"jobRun": {"state": "QUEUED"}}
        house.start("valkey")
        assert await eventually(partial(shown, delayed=False)) == ["OK"]
    await platform.reached(run, "SUCCEEDED")


@pytest.mark.chaos(5)
@pytest.mark.requirement("R02", "R10")
@pytest.mark.parametrize("victim", ["postmaster", "backend"])
async def test_postgresql_is_killed_under_writers(
    house: House, platform: Platform, victim: str
) -> None:
    """What was acknowledged is there and done once; what was not is there once or not at all."""
    platform.start("relay")
    platform.start("worker")
    acknowledged: list[object] = []
    unclear = 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal unclear
        while not stop.is_set():
            try:
                acknowledged.extend(await platform.send(Note()))
            except (DBAPIError, OSError):
                unclear += 1
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.01)

    async def twenty_more() -> None:
        goal = len(acknowledged) + 20

        async def reached() -> bool:
            return len(acknowledged) >= goal

        await eventually(reached)

    writers = [asyncio.create_task(write()) for _ in range(WRITERS)]
    for _ in range(size(2 if victim == "postmaster" else 1, 6)):
        await twenty_more()
        if victim == "backend":
            await asyncio.to_thread(house.kill_backend)
        else:
            await asyncio.to_thread(house.kill, "postgres")
            # In this thread: the server ends together with the thread that started it.
            house.start("postgres")
        await twenty_more()
    stop.set()
    await asyncio.gather(*writers)
    await platform.all_reached("SUCCEEDED", seconds=size(60, 300))
    effects = await platform.effects()
    assert len(effects) == len(set(effects))
    assert set(acknowledged) <= set(effects)
    assert len(effects) <= len(acknowledged) + unclear
