"""PostgreSQL killed, no connection left, no disk left, a server killed: coded, and alone back."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from api.health import REMEMBERED_SECONDS
from api.platform.process import silent
from api.platform.stores import Stores
from tests.judges.conftest import Judged
from tests.judges.serving import ask, code_of, get, serving, until_served

QUERY = "{ unions { totalCount } users { nodes { name } } }"
LEAKS = ("asyncpg", "postgres", "sqlalchemy", "Traceback", "select ", "connection limit")
CREATE = """mutation { createSchedule(idempotencyKey: "%s", input: { code: "%s", name: "满",
  job: "export.purge", cron: "0 0 * * *" }) { errors { code } } }"""


def port_of(judged: Judged) -> int:
    return int(judged.server.base_url.rsplit(":", 1)[1])


def run(url: str | None, *statements: str) -> None:
    """Statements by hand."""

    async def execute() -> None:
        assert url is not None
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())


def refused(judged: Judged, query: str = QUERY) -> None:
    """The answer is a code, and tells nothing of the insides."""
    status, answer = ask(port_of(judged), query, judged.cookie)
    assert code_of(answer) == "UNAVAILABLE", answer
    assert status in {200, 503}
    assert not [word for word in LEAKS if word in str(answer)]


@pytest.mark.requirement("R11")
@pytest.mark.chaos(5)
def test_a_killed_database_comes_back_without_a_restart(judged: Judged, migrated: Stores) -> None:
    """Kill -9 of the postmaster: 503 with a code, alive, not ready; served within 5 s after."""
    port = port_of(judged)
    (postgres,) = [server for server in migrated.servers if server.name == "postgres"]
    assert code_of(ask(port, QUERY, judged.cookie)[1]) is None
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    try:
        postgres.stop()
        refused(judged)
        assert get(port, "/health") == 200
        assert get(port, "/ready") == 503
    finally:
        postgres.start(silent)
    assert until_served(port, QUERY, judged.cookie, 5) < 5
    time.sleep(REMEMBERED_SECONDS)  # what was found stands that long
    assert get(port, "/ready") == 200


@contextmanager
def no_connection_left(stores: Stores) -> Iterator[None]:
    limit = "alter role {} connection limit {}"
    gone = (
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where usename in ('gonghui_reader', 'gonghui_writer')"
    )
    roles = ("gonghui_reader", "gonghui_writer")
    run(stores.admin_url, *(limit.format(role, 0) for role in roles), gone)
    try:
        yield
    finally:
        run(stores.admin_url, *(limit.format(role, -1) for role in roles))


@pytest.mark.requirement("R18")
@pytest.mark.chaos(18)
def test_without_a_free_connection(judged: Judged, migrated: Stores) -> None:
    with no_connection_left(migrated):
        refused(judged)
        assert get(port_of(judged), "/health") == 200
    assert until_served(port_of(judged), QUERY, judged.cookie, 5) < 5


@contextmanager
def no_disk_left(stores: Stores) -> Iterator[None]:
    """PostgreSQL's own refusal, at the place where it is met: when a row is written."""
    run(
        stores.owner_url,
        "create function full_disk() returns trigger language plpgsql as $$ begin"
        " raise exception 'could not extend file: No space left on device'"
        " using errcode = '53100'; end $$",
        "create trigger full_disk before insert on schedule execute function full_disk()",
    )
    try:
        yield
    finally:
        run(stores.owner_url, "drop function full_disk cascade")


@pytest.mark.requirement("R18")
@pytest.mark.chaos(18)
def test_on_a_full_disk(judged: Judged, migrated: Stores) -> None:
    """Writes are refused with a code and leave nothing; reads go on; then writes do, too."""
    with no_disk_left(migrated):
        refused(judged, CREATE % ("full", "FULL"))
        assert code_of(ask(port_of(judged), QUERY, judged.cookie)[1]) is None
    status, answer = ask(port_of(judged), CREATE % ("full", "FULL"), judged.cookie)
    assert (status, answer["data"]) == (200, {"createSchedule": {"errors": []}})


@pytest.mark.requirement("R18")
@pytest.mark.chaos(12)
def test_a_killed_server_process_is_replaced(
    judged: Judged, migrated: Stores, tmp_path: Path
) -> None:
    """What the kernel does to a process that takes too much memory."""
    with serving(migrated.environment(), tmp_path) as server:
        before = server.children()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        assert until_served(server.port, QUERY, judged.cookie, 30) < 30
        assert set(server.children()).isdisjoint(before)
