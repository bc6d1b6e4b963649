"""Who runs: the floor, PostGraphile, and ours; how each is started, behind which server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmark import dialects, node
from tests.benchmark.dialects import Dialect, FloorDialect
from tests.benchmark.processes import free_port, server
from tests.benchmark.queries import Query
from tests.benchmark.store import Store

ROOT = Path(__file__).resolve().parents[2]
POOL = "8"


@dataclass(frozen=True, slots=True)
class Contender:
    """How a contender is started; ``{port}`` in a word of the command is the port.

    ``dialect`` makes its dialect from its address; ``headers`` go with every request;
    ``warm_up`` is how long it runs before it is timed, in seconds a query.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    dialect: Callable[[str], Dialect]
    folder: Path = ROOT
    headers: Mapping[str, str] = field(default_factory=dict)
    warm_up: int = 2


@dataclass(frozen=True, slots=True)
class Running:
    """A contender that answers."""

    name: str
    address: str
    pid: int
    dialect: Dialect
    headers: Mapping[str, str]
    warm_up: int


@contextmanager
def running(contender: Contender, logs: Path) -> Iterator[Running]:
    """Have ``contender`` running for the time of the block."""
    port = free_port()
    command = [word.replace("{port}", str(port)) for word in contender.command]
    environment = {**contender.environment, "PORT": str(port)}
    log = logs / f"{contender.name}.log"
    with server(command, port, environment=environment, folder=contender.folder, log=log) as pid:
        address = f"http://127.0.0.1:{port}"
        yield Running(
            contender.name, address, pid, contender.dialect(address), contender.headers,
            contender.warm_up,
        )


def granian(application: str) -> tuple[str, ...]:
    """Serve an ASGI application as the platform is served: Granian, one worker, uvloop."""
    return (
        sys.executable, "-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--no-ws",
        "--workers", "1", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning",
        application,
    )


def floor(store: Store) -> Contender:
    """Hand-written SQL over raw ASGI."""
    environment = {"BENCH_DATABASE_URL": store.reader_url, "BENCH_POOL": POOL}
    return Contender(
        "floor", granian("tests.benchmark.floor:app"), environment, lambda _: FloorDialect()
    )


def postgraphile(store: Store) -> Contender:
    """PostGraphile 5 on node:http; its engine compiles while it warms up, hence longer."""
    environment = {
        "DATABASE_URL": store.reader_url, "POOL": POOL,
        "NODE_ENV": "production", "GRAPHILE_ENV": "production",
    }
    folder = node.install()
    return Contender(
        "postgraphile", (str(node.program("node")), "server.mjs"), environment,
        dialects.postgraphile, folder=folder, warm_up=5,
    )


CONTENDERS: dict[str, Callable[[Store], Contender]] = {
    "floor": floor,
    "postgraphile": postgraphile,
}


def counters(running: list[Running], queries: list[Query], load: Load) -> dict[str, float]:
    """What the platform's own counters say of a run on warm caches."""
    del running, queries, load
    return {}
