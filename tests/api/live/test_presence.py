"""Signs of life: pings, dead sockets, ended sessions, pages of other sites."""

from datetime import timedelta

import asyncpg
import pytest

from api.live.conversation import PATIENCE, SILENCE_SECONDS
from api.live.origins import Origins
from api.platform.stores import Stores
from schema.accounts.rules import SessionPolicy
from tests.api.conftest import Site, add_user
from tests.api.live.peer import Peer, listening, peer

pytestmark = pytest.mark.anyio
RECEIVED = "subscription { notificationReceived { title } }"
LATER = 1_000_000.0  # of the clock of the event loop


@pytest.fixture
async def reader(site: Site, fresh_database: Stores) -> Site:
    await add_user(fresh_database, "reader")
    assert (await site.sign_in("reader")).status_code == 200
    return site


async def pinged(site: Site, socket: Peer, now: float) -> str:
    """Let that moment come; what the socket hears of it."""
    site.app.live.sockets.pulse.turn(now)
    found = await socket.hear()
    return str(found["type"])


@pytest.mark.requirement("S22")
async def test_a_socket_that_answers_no_ping_is_closed(reader: Site) -> None:
    async with peer(reader) as socket:
        await socket.begin()
        socket.subscribe(RECEIVED)
        await listening(reader)
        for turn in range(PATIENCE + 1):
            assert await pinged(reader, socket, LATER + 100 * turn) == "ping"
        reader.app.live.sockets.pulse.turn(LATER + 1000)
        closed = await socket.hear()
    assert (closed["type"], closed["code"]) == ("websocket.close", 1001)


@pytest.mark.requirement("S22")
async def test_a_socket_that_answers_stays_until_it_is_idle(reader: Site) -> None:
    async with peer(reader) as busy, peer(reader) as idle:
        for socket in (busy, idle):
            await socket.begin()
        busy.subscribe(RECEIVED)
        await listening(reader)
        now = LATER
        for _ in range(3 * PATIENCE):
            now += 30
            reader.app.live.sockets.pulse.turn(now)
            assert (await busy.hear())["type"] == "ping"
            busy.say(type="pong")
            if now == LATER + 30:  # by this clock the idle one has said nothing for ages
                assert (await idle.hear())["code"] == 1001
            busy.say(type="ping")
            assert (await busy.hear())["type"] == "pong"
    assert now - LATER < SILENCE_SECONDS


@pytest.mark.requirement("S33")
async def test_a_session_that_idles_out_ends_its_socket_and_stream(
    reader: Site, fresh_database: Stores
) -> None:
    """By the roll call, for nobody announces it; listening kept the session awake no longer."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    async with peer(reader) as socket, peer(reader) as bare:
        for each in (socket, bare):
            await each.begin()
        socket.subscribe(RECEIVED)
        await listening(reader)
        assert len(reader.app.live.attendance) == 2
        past = SessionPolicy().idle + timedelta(seconds=5)
        await connection.execute("update user_session set seen_at = seen_at - $1::interval", past)
        await reader.app.live.attendance.call_the_roll()
        told = await socket.hear()
        assert told["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        for each in (socket, bare):
            assert (await each.hear())["code"] == 4401
    await connection.close()
    assert len(reader.app.live.attendance) == 0


@pytest.mark.requirement("S22")
@pytest.mark.parametrize(
    ("origin", "host", "admitted"),
    [
        ("", "gonghui.example", True),
        ("https://gonghui.example", "gonghui.example", True),
        ("https://GONGHUI.example", "gonghui.example", True),
        ("https://board.example", "gonghui.example", True),
        ("https://board.example:8443", "gonghui.example", False),
        ("http://board.example", "gonghui.example", False),
        ("https://gonghui.example.evil.example", "gonghui.example", False),
        ("null", "gonghui.example", False),
    ],
)
def test_pages_that_may_open_a_socket(origin: str, host: str, *, admitted: bool) -> None:
    origins = Origins("https://board.example/, https://other.example")
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    assert origins.admits({"type": "websocket", "headers": headers}) is admitted
