"""Who runs: the floor, PostGraphile, and ours; how each is started, behind which server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmark import accounts, dialects, node
from tests.benchmark.dialects import Dialect
from tests.benchmark.processes import free_port, server
from tests.benchmark.queries import Query
from tests.benchmark.store import Store

ROOT = Path(__file__).resolve().parents[2]
POOL = "8"
SCOPED = "ours"  # the one whose principal has a scope
UNREACHED = str(10**9)  # rate limits are counted as in production, and never reached
Headers = Mapping[str, str]


def _no_headers(_address: str) -> Headers:
    return {}


@dataclass(frozen=True, slots=True)
class Contender:
    """How a contender is started; it listens on the port that ``PORT`` names.

    ``sign_in`` gives the headers that go with every request, ``dialect`` its way of being
    asked, both from its address; ``warm_up`` is how long it runs before it is timed, in
    seconds a query.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    dialect: Callable[[str, Headers], Dialect]
    sign_in: Callable[[str], Headers] = _no_headers
    folder: Path = ROOT
    warm_up: int = 2


@dataclass(frozen=True, slots=True)
class Running:
    """A contender that answers."""

    name: str
    address: str
    pid: int
    dialect: Dialect
    headers: Headers
    warm_up: int

    def answers(self, query: Query) -> bool:
        """Whether this contender is asked ``query``."""
        return query.scoped or self.name != SCOPED


@contextmanager
def running(contender: Contender, logs: Path) -> Iterator[Running]:
    """Have ``contender`` running for the time of the block."""
    port = free_port()
    environment = {**contender.environment, "PORT": str(port)}
    log = logs / f"{contender.name}.log"
    command = contender.command
    with server(command, port, environment=environment, folder=contender.folder, log=log) as pid:
        address = f"http://127.0.0.1:{port}"
        headers = contender.sign_in(address)
        dialect = contender.dialect(address, headers)
        yield Running(contender.name, address, pid, dialect, headers, contender.warm_up)


def served(application: str) -> tuple[str, ...]:
    """Serve an application as the platform is served: Granian, one worker, uvloop."""
    return (sys.executable, "-m", "tests.benchmark.serve", application)


def floor(store: Store) -> Contender:
    """Hand-written SQL over raw ASGI."""
    environment = {"BENCH_DATABASE_URL": store.reader_url, "BENCH_POOL": POOL}
    return Contender("floor", served("tests.benchmark.floor:create"), environment, dialects.floor)


def postgraphile(store: Store) -> Contender:
    """PostGraphile 5 on node:http; its engine compiles while it warms up, hence longer."""
    environment = {
        "DATABASE_URL": store.reader_url,
        "POOL": POOL,
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    folder = node.install()
    return Contender(
        "postgraphile",
        (str(node.program("node")), "server.mjs"),
        environment,
        dialects.postgraphile,
        folder=folder,
        warm_up=5,
    )


def _platform(store: Store, name: str, *, covers_all: bool) -> Contender:
    environment = {
        **store.stores.environment(),
        "GONGHUI_DATABASE_READER_URL": store.reader_url,
        "GONGHUI_READ_POOL": POOL,
        **{f"GONGHUI_RATE_{kind}": UNREACHED for kind in ("USER", "ADDRESS", "POINTS")},
    }
    return Contender(
        name,
        served("tests.benchmark.ours:create"),
        environment,
        dialects.ours,
        sign_in=partial(accounts.sign_in, store, f"bench-{name}", covers_all=covers_all),
    )


def ours(store: Store) -> Contender:
    """The platform, an analyst whose scope is a subtree: the predicate is in every node."""
    return _platform(store, SCOPED, covers_all=False)


def ours_city(store: Store) -> Contender:
    """The platform, an analyst of the whole city, for whom there is no scope to check."""
    return _platform(store, "ours-city", covers_all=True)


CONTENDERS: dict[str, Callable[[Store], Contender]] = {
    "floor": floor,
    "postgraphile": postgraphile,
    "ours": ours,
    "ours-city": ours_city,
}
