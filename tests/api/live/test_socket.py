"""The protocol over a WebSocket, and its fences."""

import asyncio

import httpx2
import pytest
import websockets

from api.live.conversation import LONGEST_MESSAGE, MOST_STREAMS
from api.platform.stores import Stores
from tests.api.conftest import add_user
from tests.api.live.conftest import Server

pytestmark = pytest.mark.anyio
BEATS = "subscription($n: Int!) { heartbeat(count: $n, everyMilliseconds: 10) { number } }"
LONG = "subscription { heartbeat(count: 100000, everyMilliseconds: 1000) { number } }"


@pytest.fixture
async def cookie(fresh_database: Stores, server: Server) -> str:
    await add_user(fresh_database, "reader")
    return await server.cookie("reader")


async def test_a_subscription_delivers_all_and_completes(server: Server, cookie: str) -> None:
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.subscribe(BEATS, n=3)
        found = [await socket.hear() for _ in range(4)]
    assert [one["type"] for one in found] == ["next", "next", "next", "complete"]
    assert found[2]["payload"]["data"] == {"heartbeat": {"number": 3}}


async def test_queries_go_over_the_socket_too(server: Server, cookie: str) -> None:
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.subscribe("{ unions { totalCount } }")
        first, last = await socket.hear(), await socket.hear()
        await socket.subscribe("{ nothingOfTheKind }", "2")
        refused = await socket.hear()
    assert first["payload"]["data"] == {"unions": {"totalCount": 0}}
    assert last["type"] == "complete"
    assert refused["type"] == "error"
    assert refused["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.requirement("S22")
async def test_messages_out_of_order_close_the_socket(server: Server, cookie: str) -> None:
    async with server.socket(cookie) as socket:
        await socket.subscribe("{ __typename }")
        assert await socket.closed() == 4401
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.say(type="connection_init")
        assert await socket.closed() == 4429
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.connection.send("{")
        assert await socket.closed() == 4400
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.subscribe(LONG)
        await socket.subscribe(LONG)
        assert await socket.closed() == 4409


@pytest.mark.requirement("S01", "S22")
async def test_nobody_subscribes_without_a_session(server: Server) -> None:
    async with server.socket() as socket:
        await socket.say(type="connection_init")
        assert await socket.closed() == 4403


@pytest.mark.requirement("S22")
async def test_a_page_of_another_site_is_refused(server: Server, cookie: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with server.socket(cookie, origin="https://elsewhere.example"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.requirement("S22")
async def test_a_message_that_is_too_long_closes(server: Server, cookie: str) -> None:
    async with server.socket(cookie) as socket:
        await socket.begin()
        await socket.subscribe("{ __typename } #" + "x" * LONGEST_MESSAGE)
        assert await socket.closed() == 1009


@pytest.mark.requirement("S22")
async def test_one_stream_too_many_is_refused(server: Server, cookie: str) -> None:
    async with server.socket(cookie) as socket:
        await socket.begin()
        for number in range(MOST_STREAMS + 1):
            await socket.subscribe(LONG, str(number))
        assert await socket.closed() == 4429


@pytest.mark.requirement("S22")
async def test_who_never_introduces_himself_is_cut_off(server: Server) -> None:
    async with asyncio.timeout(15), server.socket() as socket:
        assert await socket.closed() == 4408


@pytest.mark.requirement("S05", "S33")
async def test_signing_out_ends_the_stream(server: Server, cookie: str) -> None:
    async with asyncio.timeout(30), server.socket(cookie) as socket:
        await socket.begin()
        await socket.subscribe(LONG)
        assert (await socket.hear())["type"] == "next"
        async with httpx2.AsyncClient(base_url=server.url) as http:
            headers = {"cookie": cookie, "x-gonghui-csrf": "1"}
            assert (await http.post("/auth/sign-out", headers=headers)).status_code < 300
        while (message := await socket.hear())["type"] == "next":
            pass
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await socket.closed() == 4401
