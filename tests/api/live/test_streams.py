"""What a stream delivers, to whom, and that a lost connection loses nothing."""

import asyncio
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.accounts.rules import Entity
from schema.accounts.service import notify_roles
from schema.core.database import make_engine, transaction
from schema.core.notification import NotificationKind
from schema.core.outbox import job_run
from schema.core.principal import Role
from tests.api.conftest import add_user
from tests.api.live.conftest import Server, Socket

pytestmark = pytest.mark.anyio
RECEIVED = "subscription { notificationReceived { title readAt } }"


async def tell(stores: Stores, title: str, entity: UUID) -> None:
    """A notification to every administrator."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        await notify_roles(
            work,
            {Role.ADMINISTRATOR},
            NotificationKind.JOB_FAILED,
            subject=Entity.SCHEDULE,
            title=title,
            entity="job_run",
            entity_id=entity,
        )
    await engine.dispose()


async def heard(socket: Socket) -> str:
    async with asyncio.timeout(20):
        message = await socket.hear()
    title: str = message["payload"]["data"]["notificationReceived"]["title"]
    return title


async def test_a_notification_reaches_its_user_alone(
    fresh_database: Stores, server: Server
) -> None:
    await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    await add_user(fresh_database, "reader")
    keeper, reader = await server.cookie("keeper"), await server.cookie("reader")
    async with server.socket(keeper) as his, server.socket(reader) as other:
        for socket in (his, other):
            await socket.begin()
            await socket.subscribe(RECEIVED)
        await asyncio.sleep(0.5)  # the streams have begun to hear
        await tell(fresh_database, "任务失败: 一", UUID(int=1))
        assert await heard(his) == "任务失败: 一"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await other.hear()


@pytest.mark.requirement("R11")
async def test_nothing_is_missed_while_the_connection_is_lost(
    fresh_database: Stores, server: Server
) -> None:
    await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    async with server.socket(await server.cookie("keeper")) as socket:
        await socket.begin()
        await socket.subscribe(RECEIVED)
        await asyncio.sleep(0.5)
        assert fresh_database.admin_url is not None
        engine = make_engine(fresh_database.admin_url)
        async with engine.connect() as connection:
            cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            ended = await connection.scalar(
                sa.text(f"{cut} where query ilike 'listen%gonghui_change%'")
            )
        await engine.dispose()
        assert ended
        await tell(fresh_database, "任务失败: 二", UUID(int=2))
        assert await heard(socket) == "任务失败: 二"


async def test_a_run_is_followed_over_server_sent_events(
    fresh_database: Stores, server: Server
) -> None:
    await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    cookie = await server.cookie("keeper")
    engine = make_engine(fresh_database.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        made = sa.insert(job_run).values(job="a.job", queue="q", arguments={}, actor="system")
        run = (await work.execute(made.returning(job_run.c.id))).scalar_one()
    headers = {"cookie": cookie, "accept": "text/event-stream", "x-gonghui-csrf": "1"}
    query = "subscription($id: ID!) { jobRunChanged(id: $id) { state } }"
    body = {"query": query, "variables": {"id": str(run)}}
    states: list[str] = []
    async with (
        asyncio.timeout(30),
        httpx2.AsyncClient(base_url=server.url, timeout=20) as http,
        http.stream("POST", "/graphql", json=body, headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                states.append(line)
            if len(states) == 1:
                async with transaction(engine, GATEKEEPER) as work:
                    ended = sa.update(job_run).where(job_run.c.id == run)
                    await work.execute(ended.values(state="SUCCEEDED"))
            if line.startswith("event: complete"):
                break
    await engine.dispose()
    assert '"QUEUED"' in states[0]
    assert '"SUCCEEDED"' in states[-1]
