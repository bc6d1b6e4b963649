"""Jobs of public opinion whose process is killed half-way: nothing is lost, nothing doubled."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from schema.core.database import transaction
from schema.core.outbox import JobMessage
from schema.opinion.jobs import DeliverAlerts, FeedReportsDue, OpinionSweep
from schema.opinion.rules.codes import AlertRule
from schema.opinion.rules.routing import AlertDeliveryStatus, ChannelKind
from schema.opinion.tables import (
    alert_delivery,
    feed_item,
    opinion_alert,
    opinion_clock,
    opinion_event,
)
from tests.workers.opinion import counted, due_now, reported, routed
from tests.workers.platform import TESTER, Platform, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WAITING = (
    "select count(*) > 0 from pg_locks where relation = 'opinion_alert'::regclass and not granted"
)
LATE = opinion_alert.c.rule == AlertRule.CLOCK_OVERDUE
PROVED = alert_delivery.c.proof.is_not(None)


@dataclass
class Receiver:
    """A partner's server: it hears at once and answers when it is let go on."""

    url: str = ""
    heard: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.heard.append(self.headers["X-Gonghui-Delivery"])
            receiver.go_on.wait(60)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/alerts"
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


@asynccontextmanager
async def alerts_held(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Nobody can write an alert: whoever tries has done what comes before, and waits."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("lock table opinion_alert in exclusive mode")
            yield connection
    finally:
        await connection.close()


async def killed_writing(platform: Platform, url: str, message: JobMessage) -> UUID:
    """Kill the worker when the job has written all but its alerts; the run starts over."""
    async with alerts_held(url) as connection:
        worker = platform.start("worker")
        (run,) = await platform.send(message)
        await eventually(partial(connection.fetchval, WAITING))
        worker.kill()
        worker.wait()
    await platform.reached(run, "RETRYING")
    return run


async def finish(platform: Platform, run: UUID) -> None:
    """Another worker does the run to its end, and ends."""
    rescuer = platform.start("worker")
    row = await platform.reached(run, "SUCCEEDED")
    assert row.attempts == 2
    rescuer.kill()
    rescuer.wait()


@pytest.fixture
def quiet(platform: Platform) -> Platform:
    """Workers that read by the rules alone, and may write to loopback."""
    platform.environment["GONGHUI_OPINION_ENCODER"] = "none"
    platform.environment["GONGHUI_FEED_PRIVATE_ADDRESSES"] = "allow"
    platform.start("relay")
    return platform


@pytest.mark.requirement("R03")
async def test_a_killed_reader_and_sweeper_leave_one_of_each(
    quiet: Platform, fresh_database: Stores
) -> None:
    source = await reported(quiet)
    run = await killed_writing(quiet, fresh_database.owner_url, FeedReportsDue(source))
    tables = (feed_item, opinion_event, opinion_alert)
    assert [await counted(quiet, table) for table in tables] == [0, 0, 0]
    await finish(quiet, run)
    assert [await counted(quiet, table) for table in tables] == [1, 1, 1]
    async with transaction(quiet.engine, TESTER) as work:
        past = {"started_at": work.now - timedelta(days=1), "due_at": work.now}
        await work.execute(sa.update(opinion_clock).values(past))
    clocks = await counted(quiet, opinion_clock)
    run = await killed_writing(quiet, fresh_database.owner_url, OpinionSweep())
    assert await counted(quiet, opinion_clock, opinion_clock.c.escalation > 0) == 0
    await finish(quiet, run)
    assert clocks > 0
    assert await counted(quiet, opinion_clock, opinion_clock.c.escalation == 1) == clocks
    assert await counted(quiet, opinion_alert, LATE) == clocks


@pytest.mark.requirement("R03")
async def test_a_killed_sender_proves_each_delivery_once(quiet: Platform) -> None:
    """What the dead worker was sending is sent again under its number when its claim is over."""
    with receiving() as one, receiving() as other:
        for code, receiver in (("C1", one), ("C2", other)):
            await routed(quiet, code, ChannelKind.WEBHOOK, receiver.url)
        source = await reported(quiet)
        worker = quiet.start("worker")
        (read,) = await quiet.send(FeedReportsDue(source))
        await quiet.reached(read, "SUCCEEDED")
        # Within quiet hours nothing is due yet; outside of them the reading has asked for it.
        await due_now(quiet)
        await quiet.send(DeliverAlerts())

        async def sending() -> bool:
            return len(one.heard) + len(other.heard) > 0

        await eventually(sending)
        worker.kill()
        worker.wait()
        assert await counted(quiet, alert_delivery, PROVED) == 0
        for receiver in (one, other):
            receiver.go_on.set()
        quiet.start("worker")
        await quiet.all_reached("SUCCEEDED")
        await due_now(quiet)
        (last,) = await quiet.send(DeliverAlerts())
        await quiet.reached(last, "SUCCEEDED")
        sent = alert_delivery.c.status == AlertDeliveryStatus.SENT
        assert [await counted(quiet, alert_delivery, which) for which in (sent, PROVED)] == [2, 2]
        assert [len(set(receiver.heard)) for receiver in (one, other)] == [1, 1]
        assert len({*one.heard, *other.heard}) == 2
