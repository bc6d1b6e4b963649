"""What an event costs: one statement, nothing compiled; and what becomes of thousands."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from api import principals as principals_module
from api.app import create_app
from api.platform.stores import Stores
from schema.accounts.service import authenticate
from schema.core.principal import Principal
from schema.core.roles import Role
from schema.core.settings import Settings
from schema.core.work import Work
from tests.api.conftest import Site, add_user
from tests.api.live.peer import listening, peer

pytestmark = pytest.mark.anyio
RECEIVED = "subscription { notificationReceived { title kind readAt } }"
INSERT = """insert into notification (user_id, kind, title, entity, entity_id)
    select $1, 'JOB_FAILED', $2 || n, 'job_run', uuidv7() from generate_series(1, $3) n"""


@pytest.fixture
async def database(fresh_database: Stores) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(fresh_database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def keeper(site: Site, fresh_database: Stores) -> UUID:
    """Who signs in on the site."""
    user = await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    assert (await site.sign_in("keeper")).status_code == 200
    return user


async def test_rows_announced_together_are_one_statement_and_nothing_is_compiled(
    site: Site, keeper: UUID, database: asyncpg.Connection
) -> None:
    endpoint = site.app.endpoint
    async with peer(site) as socket:
        await socket.begin()
        socket.subscribe(RECEIVED)
        await listening(site)
        counters, pool = endpoint.operations.counters, endpoint.read_pool
        before = (counters.parsed, counters.compiled, pool.executed)
        for batch in range(3):
            await database.execute(INSERT, keeper, f"{batch}-", 5)
            rows = [(await socket.hear())["payload"]["data"] for _ in range(5)]
            titles = [row["notificationReceived"]["title"] for row in rows]
            assert titles == [f"{batch}-{n}" for n in range(1, 6)]
            statements = pool.executed - before[2]
            assert (counters.parsed, counters.compiled, statements) == (*before[:2], batch + 1)


async def test_streams_of_one_document_share_the_statement(
    site: Site, keeper: UUID, database: asyncpg.Connection
) -> None:
    counters = site.app.endpoint.operations.counters
    async with peer(site) as one, peer(site) as other:
        for number, socket in enumerate((one, other), 1):
            await socket.begin()
            socket.subscribe(RECEIVED)
            await listening(site, number)
        assert (counters.parsed, counters.compiled) == (1, 1)
        await database.execute(INSERT, keeper, "a", 1)
        for socket in (one, other):
            assert (await socket.hear())["type"] == "next"
        assert counters.compiled == 1


async def test_thousands_at_once_are_told_as_such(
    site: Site, keeper: UUID, database: asyncpg.Connection, fresh_database: Stores
) -> None:
    """Who may see one of them is told to read the list; who may see none hears nothing."""
    stranger = await add_user(fresh_database, "stranger")
    async with peer(site) as socket:
        await socket.begin()
        socket.subscribe(RECEIVED)
        await listening(site)
        await database.execute(INSERT, stranger, "others", 2001)
        await database.execute(INSERT, keeper, "own", 2001)
        hint = await socket.hear()
        assert hint["payload"]["data"] == {"notificationReceived": None}
        assert hint["payload"]["extensions"]["code"] == "MANY_CHANGED"
        await database.execute(INSERT, keeper, "after", 1)
        found = (await socket.hear())["payload"]["data"]["notificationReceived"]
        assert found["title"] == "after1"


async def test_up_to_two_thousand_are_sent_one_by_one(
    site: Site, keeper: UUID, database: asyncpg.Connection
) -> None:
    """None is lost on the way: neither in messages of forty nor in statements of a hundred."""
    async with peer(site) as socket:
        await socket.begin()
        socket.subscribe(RECEIVED)
        await listening(site)
        await database.execute(INSERT, keeper, "", 900)
        rows = [(await socket.hear())["payload"]["data"] for _ in range(900)]
    found = [int(row["notificationReceived"]["title"]) for row in rows]
    assert found == list(range(1, 901))


async def test_a_stream_beyond_the_budget_is_refused_when_it_begins(
    site: Site, keeper: UUID
) -> None:
    del keeper
    nested = "union { children(first: 100) { nodes { children(first: 100) { nodes { id } } } } }"
    async with peer(site) as socket:
        await socket.begin()
        socket.subscribe(f"subscription {{ findingOpened {{ id {nested} }} }}")
        refused = await socket.hear()
    assert refused["type"] == "error"
    assert refused["payload"][0]["extensions"]["code"] == "COST_LIMIT"


@pytest.mark.requirement("R12")
@pytest.mark.chaos(7)
async def test_a_stream_needs_no_valkey(
    site: Site, keeper: UUID, database: asyncpg.Connection
) -> None:
    """Announcements come by PostgreSQL: who is signed in goes on to hear them."""
    app = create_app(Settings(redis_url=SecretStr("redis://127.0.0.1:9/0")))
    async with app.pages.router.lifespan_context(app.pages):
        alone = Site(app, site.http)
        async with peer(alone) as socket:
            await socket.begin()
            socket.subscribe(RECEIVED)
            await listening(alone)
            await database.execute(INSERT, keeper, "still", 1)
            found = (await socket.hear())["payload"]["data"]["notificationReceived"]
            assert found["title"] == "still1"


@pytest.mark.requirement("S05")
async def test_what_was_read_before_a_change_is_not_remembered_after(
    site: Site, keeper: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that is looked up while it is being ended must not live on in memory."""
    del keeper
    principals = site.app.endpoint.principals

    async def while_it_changes(work: Work, token: str, **how: Any) -> Principal | None:
        found = await authenticate(work, token, **how)
        principals.forget()
        return found

    principals.forget()
    token = next(iter(site.http.cookies.values()))
    with monkeypatch.context() as patched:
        patched.setattr(principals_module, "authenticate", while_it_changes)
        assert await principals.of_token(token) is not None
    assert token not in principals._known  # noqa: SLF001 - what nothing else shows
    assert await principals.of_token(token) is not None
    assert token in principals._known  # noqa: SLF001
