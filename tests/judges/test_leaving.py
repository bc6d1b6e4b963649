"""Clients that leave take nothing with them."""

import asyncio
import socket
import time

import asyncpg
import pytest

from api.platform.stores import Stores
from tests.judges.conftest import Judged

ABORTED = 500
BODY = b'{"query": "{ unions { totalCount } members { totalCount } }"}'
ACTIVE = (
    "select count(*) filter (where state <> 'idle') as busy, count(*) as held"
    " from pg_stat_activity where application_name = 'gonghui-api'"
)


async def connections(owner_url: str) -> tuple[int, int]:
    """How many of the readers' connections are at work, and how many there are."""
    opened = await asyncpg.connect(owner_url)
    try:
        row = await opened.fetchrow(ACTIVE)
    finally:
        await opened.close()
    return row["busy"], row["held"]


@pytest.mark.requirement("R14")
def test_aborted_requests_leave_no_connection_behind(judged: Judged, migrated: Stores) -> None:
    host, port = judged.server.base_url.removeprefix("http://").split(":")
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\ncookie: {judged.cookie}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(BODY)}\r\n\r\n"
    ).encode()
    for _ in range(ABORTED):
        with socket.create_connection((host, int(port))) as opened:
            opened.sendall(head + BODY)
    give_up = time.monotonic() + 10
    while (found := asyncio.run(connections(migrated.owner_url)))[0]:
        assert time.monotonic() < give_up, found
        time.sleep(0.2)
    assert found[1] <= 8
    with judged.client() as client:
        assert client.post("/graphql", json={"query": "{ __typename }"}).status_code == 200
