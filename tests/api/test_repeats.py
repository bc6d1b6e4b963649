"""Equal calls against the real server: thirty at once, and one killed in its midst."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from api.platform.ports import is_healthy
from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.principal import Principal, Role
from schema.organisation import service
from schema.organisation.rules import UnionKind, UnionStatus
from tests.api.conftest import PASSWORD, add_user

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("R07", "R10")]

HOST = "127.0.0.1"
START_SECONDS = 90
CREATE = """mutation($input: RegisterFacilityInput!, $key: String!) {
  registerFacility(input: $input, idempotencyKey: $key) {
    facility { id code name } errors { code path }
  }
}"""


@dataclass
class Server:
    """The API in a process of its own, and a signed-in user's cookie."""

    process: subprocess.Popen[bytes]
    address: str

    def sign_in(self, username: str) -> dict[str, str]:
        with httpx2.Client(base_url=self.address, headers={"x-gonghui-csrf": "1"}) as http:
            given = {"username": username, "password": PASSWORD}
            answer = http.post("/auth/sign-in", json=given).raise_for_status()
            return {"cookie": "; ".join(f"{k}={v}" for k, v in answer.cookies.items())}


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server on a free port; killed at the end, and meanwhile if the test wants it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "GONGHUI_HOST": HOST,
        "GONGHUI_PORT": str(port),
        "GONGHUI_DATA": str(folder),
    }
    with (folder / f"api-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.cli", "api"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_healthy(HOST, port):
            assert process.poll() is None and time.monotonic() < deadline  # noqa: PT018
            time.sleep(0.2)
        yield Server(process, f"http://{HOST}:{port}")
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and its worker, as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


async def place(stores: Stores, engine: Any, principal: Principal) -> dict[str, object]:
    """A county with its federation and a user; the input of a station there."""
    async with transaction(engine, principal) as work:
        county = await service.add_division(work, code="430682", name="临湘市")
        city = await service.create_union(
            work,
            code="CITY",
            name="临湘市总工会",
            kind=UnionKind.FEDERATION,
            division_id=county,
            level=4,
            status=UnionStatus.ACTIVE,
        )
    await add_user(stores, "clerk", Role.WOMEN_CADRE, unions=(city,), covers_all=False)
    return {
        "unionId": str(city),
        "divisionId": str(county),
        "kind": "CARE_ROOM",
        "name": "first",
    }


def create(server: Server, cookie: dict[str, str], given: dict[str, object], key: str) -> Any:
    body = {"query": CREATE, "variables": {"input": given, "key": key}}
    headers = {**cookie, "x-gonghui-csrf": "1"}
    answer = httpx2.post(f"{server.address}/graphql", json=body, headers=headers, timeout=30)
    return answer.json()


async def stations(stores: Stores) -> list[str]:
    connection = await asyncpg.connect(stores.owner_url)
    try:
        rows = await connection.fetch("select name from facility order by name")
        return [row["name"] for row in rows]
    finally:
        await connection.close()


@pytest.mark.chaos(12, 13)
async def test_thirty_equal_calls_and_a_kill(
    fresh_database: Stores, engine: Any, principal: Principal, tmp_path: Path
) -> None:
    given = await place(fresh_database, engine, principal)
    with serving(tmp_path) as server:
        cookie = server.sign_in("clerk")
        with ThreadPoolExecutor(30) as pool:
            answers = list(pool.map(lambda _: create(server, cookie, given, "k"), range(30)))
        assert "errors" not in answers[0], answers[0]
        assert answers[0]["data"]["registerFacility"]["errors"] == []
        assert all(answer == answers[0] for answer in answers)
        assert await stations(fresh_database) == ["first"]

        # The next one holds its key and waits for the table, and dies with its server.
        holder = await asyncpg.connect(fresh_database.owner_url)
        blocking = holder.transaction()
        await blocking.start()
        await holder.execute("lock table facility in exclusive mode")
        second = {**given, "name": "second"}
        lost: list[BaseException] = []
        caller = threading.Thread(target=_lose, args=(server, cookie, second, lost))
        caller.start()
        await _someone_waits(holder)
        kill(server.process)
        caller.join(timeout=30)
        await holder.close()
        assert lost
    assert await stations(fresh_database) == ["first"]

    with serving(tmp_path) as server:
        first = create(server, cookie, second, "second")
        assert first["data"]["registerFacility"]["errors"] == []
        assert create(server, cookie, second, "second") == first
        assert create(server, cookie, given, "k") == answers[0]
    assert await stations(fresh_database) == ["first", "second"]


def _lose(
    server: Server, cookie: dict[str, str], given: dict[str, object], lost: list[BaseException]
) -> None:
    try:
        create(server, cookie, given, "second")
    except httpx2.HTTPError as error:
        lost.append(error)


async def _someone_waits(holder: asyncpg.Connection) -> None:
    deadline = time.monotonic() + 10
    waiting = "select count(*) from pg_locks where not granted"
    while not await holder.fetchval(waiting):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
