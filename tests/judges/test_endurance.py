"""Under load, while it ends, and after many requests: quick, complete, and no larger."""

import http.client
import json
import os
import random
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.platform.stores import Stores
from tests.e2e.live import HOST
from tests.judges.conftest import Judged
from tests.judges.serving import Server, ask, code_of, get, serving, start

LIGHT = "{ __typename }"
#: Close to the cost that is let through.
DEAREST = """{ unions(first: 100) { totalCount nodes { name
  members(first: 17) { totalCount nodes { status person { name } } } } }
  users(first: 100) { nodes { name } } jobRuns(first: 100) { nodes { job state } } }"""
MIXED = (
    LIGHT,
    "{ unions(first: 10) { nodes { name } } }",
    "{ users { nodes { name } totalCount } }",
    "{ members { groups(by: [STATUS]) { count } } }",
    "{ nothing }",
    "{ a: __typename b: __typename",
)
#: The whole of what is asked for takes minutes: ``GONGHUI_ENDURANCE=long``.
LONG = os.environ.get("GONGHUI_ENDURANCE") == "long"
REQUESTS, SOCKETS = (100_000, 10_000) if LONG else (3_000, 300)


@contextmanager
def under_load(port: int, cookie: str, clients: int) -> Iterator[None]:
    """So many clients that send the dearest document without a pause."""
    done = threading.Event()

    def press() -> None:
        while not done.is_set():
            status, answer = ask(port, DEAREST, cookie)
            assert (status, code_of(answer)) in {(200, None), (503, "UNAVAILABLE")}

    with ThreadPoolExecutor(clients) as pool:
        pressing = [pool.submit(press) for _ in range(clients)]
        try:
            yield
        finally:
            done.set()
    for one in pressing:
        one.result()


def slowest_of_most(times: list[float]) -> float:
    """The 95th percentile, in seconds."""
    return statistics.quantiles(times, n=20)[-1]


@pytest.mark.requirement("S17")
@pytest.mark.chaos(16)
def test_the_dearest_documents_leave_room_for_others(judged: Judged) -> None:
    """Eight clients press; liveness p95 under half a second, a light query under one."""
    port = int(judged.server.base_url.rsplit(":", 1)[1])
    alive: list[float] = []
    light: list[float] = []
    with under_load(port, judged.cookie, 8):
        for _ in range(30):
            began = time.perf_counter()
            assert get(port, "/health") == 200
            alive.append(time.perf_counter() - began)
            began = time.perf_counter()
            assert ask(port, LIGHT, judged.cookie)[0] == 200
            light.append(time.perf_counter() - began)
    assert slowest_of_most(alive) < 0.5, alive
    assert slowest_of_most(light) < 1, light


class Front:
    """What stands in front of two servers: it goes to the other one when one takes nothing."""

    def __init__(self, *ports: int) -> None:
        self.ports = ports
        self.answered = 0
        self.lost: list[str] = []

    def ask(self, number: int, cookie: str) -> None:
        """One request; lost when a server took it and gave no answer."""
        for turn in range(40):
            port = self.ports[(number + turn) % len(self.ports)]
            connection = http.client.HTTPConnection(HOST, port, timeout=20)
            try:
                connection.connect()
            except OSError:
                time.sleep(0.01)
                continue
            try:
                headers = {"content-type": "application/json", "cookie": cookie}
                body = json.dumps({"query": MIXED[number % 3]})
                connection.request("POST", "/graphql", body, {**headers, "connection": "close"})
                answer = connection.getresponse()
                answer.read()
                self.answered += answer.status == 200
            except (OSError, http.client.HTTPException) as failure:
                self.lost.append(repr(failure))
            finally:
                connection.close()
            return
        self.lost.append("nobody listens")


@pytest.mark.requirement("R15")
@pytest.mark.chaos(11)
def test_a_rolling_restart_loses_no_request(
    judged: Judged, migrated: Stores, tmp_path: Path
) -> None:
    """Two servers are ended and started anew in turn under a thousand requests."""
    servers = [start(migrated.environment(), tmp_path) for _ in range(2)]
    try:
        for server in servers:
            server.wait()
        front = Front(*(server.port for server in servers))
        with ThreadPoolExecutor(8) as pool:
            for number in range(1_000):
                pool.submit(front.ask, number, judged.cookie)
            for place, server in enumerate(servers):
                assert server.stop() < 15
                servers[place] = _again(server, migrated, tmp_path)
        assert front.lost == []
        assert front.answered == 1_000
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.stop(30)


def _again(server: Server, stores: Stores, folder: Path) -> Server:
    fresh = start(stores.environment(), folder, server.port)
    fresh.wait()
    return fresh


@pytest.mark.requirement("R20")
def test_memory_stays_flat(judged: Judged, migrated: Stores, tmp_path: Path) -> None:
    """Good and bad requests, sockets opened and left: less than a tenth more memory after."""
    with serving(migrated.environment(), tmp_path) as server:
        _mix(server, judged.cookie, 1_500, 100)
        before = server.resident()
        _mix(server, judged.cookie, REQUESTS, SOCKETS)
        assert server.resident() < before * 1.1


def _mix(server: Server, cookie: str, requests: int, sockets: int) -> None:
    headers = {"content-type": "application/json", "cookie": cookie}

    def many(share: int) -> None:
        choose = random.Random(share)  # noqa: S311 - no secret
        connection = http.client.HTTPConnection(HOST, server.port, timeout=20)
        for _ in range(requests // 4):
            body = json.dumps({"query": choose.choice(MIXED)})
            connection.request("POST", "/graphql", body, headers)
            connection.getresponse().read()
        connection.close()
        for _ in range(sockets // 4):
            with socket.create_connection((HOST, server.port)) as opened:
                opened.sendall(b"GET /stream HTTP/1.1\r\nhost: x\r\n")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(many, range(4)))
