"""Figures of the running processes for Prometheus; switched on by ``GONGHUI_METRICS_PORT``.

A figure is named here once, with the labels it may carry. Labels are of closed lists: kinds,
states, jobs and queues; never a user, an id or a word of a request (D03). Switched off,
nothing is loaded and a call costs a comparison.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog

log = structlog.get_logger(__name__)
PORTS_TRIED = 10


class Kind(Enum):
    """How a figure moves."""

    COUNTER = "Counter"
    GAUGE = "Gauge"
    SECONDS = "Histogram"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as Prometheus shows it."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()


REQUESTS = Figure(
    "gonghui_graphql_requests", Kind.COUNTER, "Answered requests by kind and status",
    ("kind", "status"),
)  # fmt: skip
REQUEST_SECONDS = Figure(
    "gonghui_graphql_request_seconds", Kind.SECONDS, "Time from request to answer", ("kind",)
)
STATEMENTS = Figure("gonghui_read_statements", Kind.COUNTER, "Statements of planned queries")
RUNS = Figure(
    "gonghui_job_tries", Kind.COUNTER, "Tries of job runs by how they ended", ("job", "state")
)
RUN_SECONDS = Figure("gonghui_job_seconds", Kind.SECONDS, "Duration of a try", ("job",))
RUN_WAIT = Figure(
    "gonghui_job_wait_seconds", Kind.SECONDS, "From due to the start of a try", ("queue",)
)
WAITING = Figure(
    "gonghui_queue_runs", Kind.GAUGE, "Runs that are not finished, by state", ("queue", "state")
)
OLDEST = Figure(
    "gonghui_queue_oldest_seconds", Kind.GAUGE, "Age of the oldest run that is due", ("queue",)
)
RELAYED = Figure("gonghui_relayed", Kind.COUNTER, "Runs handed to the broker")
RELAY_SECONDS = Figure("gonghui_relay_seconds", Kind.SECONDS, "Handing a batch to the broker")
SWEPT = Figure("gonghui_leases_lost", Kind.COUNTER, "Runs taken back by new state", ("state",))
BROKER_WIPES = Figure("gonghui_broker_wipes", Kind.COUNTER, "Times the broker had lost all")
SLOTS = Figure("gonghui_slots", Kind.COUNTER, "Slots of the timetable fired", ("schedule",))
SLOTS_SKIPPED = Figure(
    "gonghui_slots_skipped", Kind.COUNTER, "Times slots were left out as too late", ("schedule",)
)
TICK_SECONDS = Figure("gonghui_scheduler_seconds", Kind.SECONDS, "One look at the timetable")
STORE_FAILURES = Figure(
    "gonghui_store_failures", Kind.COUNTER, "Steps that found a store unreachable", ("step",)
)

FIGURES = (
    REQUESTS,
    REQUEST_SECONDS,
    STATEMENTS,
    RUNS,
    RUN_SECONDS,
    RUN_WAIT,
    WAITING,
    OLDEST,
    RELAYED,
    RELAY_SECONDS,
    SWEPT,
    BROKER_WIPES,
    SLOTS,
    SLOTS_SKIPPED,
    TICK_SECONDS,
    STORE_FAILURES,
)
_live: dict[str, Any] = {}
_servers: list[Any] = []


def enabled() -> bool:
    """Whether anybody collects."""
    return bool(_live)


def count(figure: Figure, amount: float = 1, **labels: str) -> None:
    """Raise a counter."""
    if _live:
        _of(figure, labels).inc(amount)


def show(figure: Figure, value: float, **labels: str) -> None:
    """Set a gauge."""
    if _live:
        _of(figure, labels).set(value)


def observe(figure: Figure, seconds: float, **labels: str) -> None:
    """Add a duration."""
    if _live:
        _of(figure, labels).observe(seconds)


@contextmanager
def timed(figure: Figure, **labels: str) -> Iterator[None]:
    """Add the duration of a block, however it ends."""
    began = time.perf_counter()
    try:
        yield
    finally:
        observe(figure, time.perf_counter() - began, **labels)


def forget(figure: Figure) -> None:
    """Drop the values of all labels, before they are shown anew."""
    if _live and figure.labels:
        _live[figure.name].clear()


def stop() -> None:
    """Show nothing any more."""
    _live.clear()
    for server in _servers:
        server.shutdown()
        server.server_close()
    _servers.clear()


def _of(figure: Figure, labels: dict[str, str]) -> Any:
    found = _live[figure.name]
    return found.labels(**labels) if labels else found


def serve(address: str, port: int) -> int | None:
    """Show the figures at the first free of ten ports; returns it, None when all are taken.

    Several processes of one kind share a starting port and stand side by side.
    """
    import prometheus_client as library  # noqa: PLC0415 - 10 MB that only those pay who ask

    registry = library.CollectorRegistry()
    made = {
        figure.name: getattr(library, figure.kind.value)(
            figure.name, figure.help, figure.labels, registry=registry
        )
        for figure in FIGURES
    }
    library.ProcessCollector(registry=registry)
    for candidate in range(port, port + PORTS_TRIED):
        try:
            server, _thread = library.start_http_server(candidate, address, registry)
        except OSError:
            continue
        _live.update(made)
        _servers.append(server)
        log.info("metrics.ready", address=address, port=candidate)
        return candidate
    log.error("metrics.no_port", first=port, tried=PORTS_TRIED)
    return None
