"""The threads of a worker process: lanes with queues of their own on one event loop.

Urgent queues have a lane to themselves, so that an alert never waits behind screenings
and exports, however many of those there are.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import dramatiq
import structlog
from dramatiq.asyncio import EventLoopThread, set_event_loop_thread
from dramatiq.logging import get_logger

from workers.broker import BellListener, JobBroker
from workers.job import Handler
from workers.perform import Performer

#: What a person may be waiting for at this moment.
URGENT_QUEUES = frozenset({"alerts", "payments"})
STOP_SECONDS = 13.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Threads:
    """How many of a worker process serve the ordinary queues and the urgent ones."""

    ordinary: int
    urgent: int

    @property
    def connections(self) -> int:
        """A running job holds one connection for its work and one for its lease."""
        return 2 * (self.ordinary + self.urgent)


def make_lanes(
    url: str, performer: Performer, handlers: Mapping[str, Handler], threads: Threads
) -> list[dramatiq.Worker]:
    """The lanes that serve the handlers' queues; to be started."""
    queues = {handler.message.queue for handler in handlers.values()}
    shares = (
        (queues - URGENT_QUEUES, threads.ordinary),
        (queues & URGENT_QUEUES, threads.urgent),
    )
    return [_lane(url, performer, handlers, *share) for share in shares if share[0]]


def _lane(
    url: str,
    performer: Performer,
    handlers: Mapping[str, Handler],
    queues: set[str],
    threads: int,
) -> dramatiq.Worker:
    broker = JobBroker(url, performer.patience, [BellListener(url)])
    for handler in handlers.values():
        if handler.message.queue in queues:
            _declare(broker, performer, handler)
    lane = dramatiq.Worker(broker, queues=queues, worker_threads=threads)
    lane.queue_prefetch = performer.patience.prefetch
    return lane


def _declare(broker: JobBroker, performer: Performer, handler: Handler) -> None:
    """The Dramatiq actor of a job: it passes the run's id on."""

    async def perform(run: str) -> None:
        await performer.perform(run, handler)

    declare = dramatiq.actor(
        broker=broker,
        actor_name=handler.message.job,
        queue_name=handler.message.queue,
        priority=handler.priority,
    )
    declare(perform)


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop in which the actors of all lanes run, in a thread of its own."""
    logger = get_logger(__name__, Performer)  # type: ignore[no-untyped-call]
    thread = EventLoopThread(logger)
    thread.start(timeout=1.0)
    set_event_loop_thread(thread)
    try:
        yield thread.loop
    finally:
        thread.stop()  # type: ignore[no-untyped-call]
        set_event_loop_thread(None)


def stop_lanes(
    lanes: list[dramatiq.Worker], performer: Performer, loop: asyncio.AbstractEventLoop
) -> None:
    """Give running jobs their time, then take it away; their runs are given back."""
    timer = threading.Timer(
        performer.patience.drain_seconds, lambda: loop.call_soon_threadsafe(performer.stop)
    )
    timer.daemon = True
    timer.start()
    timeout = int(STOP_SECONDS * 1000)
    enders = [threading.Thread(target=lane.stop, args=(timeout,)) for lane in lanes]
    for ender in enders:
        ender.start()
    for ender in enders:
        ender.join()
    timer.cancel()
    # In the loop that opened them.
    closing = asyncio.run_coroutine_threadsafe(performer.engine.dispose(), loop)
    try:
        closing.result(timeout=1)
    except TimeoutError:
        log.warning("worker.connections_left_open")
