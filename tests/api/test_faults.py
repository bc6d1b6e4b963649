"""PostgreSQL silent or away, clients that leave: what is answered, and how soon."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from api.deadline import ANSWER, Deadlines
from schema.planner.pool import ReadPool, UnavailableError

pytestmark = pytest.mark.anyio


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The address of a server that takes connections and never says a word."""
    opened: list[asyncio.StreamWriter] = []

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"postgresql://x:y@127.0.0.1:{port}/z?sslmode=disable"
    for writer in opened:
        writer.close()
    server.close()


@pytest.mark.requirement("R13", "R11")
@pytest.mark.chaos(6)
async def test_a_silent_database_is_given_up_within_five_seconds(silent: str) -> None:
    pool = ReadPool(silent, 3)
    started = time.monotonic()
    found = await asyncio.gather(
        *(pool.fetch_json("select 1", ()) for _ in range(3)), return_exceptions=True
    )
    assert [type(cause) for cause in found] == [UnavailableError] * 3
    assert time.monotonic() - started < 5
    await pool.close()


@pytest.mark.requirement("R14", "S16")
async def test_what_nobody_waits_for_is_cancelled() -> None:
    deadlines, left = Deadlines(), asyncio.Event()

    async def receive() -> dict[str, str]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def work() -> None:
        task = deadlines.begin(30, ANSWER, receive)
        try:
            await asyncio.sleep(30)
        finally:
            deadlines.end(task)

    asking = asyncio.create_task(work())
    await asyncio.sleep(1)
    assert not asking.done()
    left.set()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert time.monotonic() - started < 3
    await deadlines.stop()
