"""The long-running processes: ``worker()``, ``relay()``, ``scheduler()``; each ends on SIGTERM."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable

import dramatiq
import structlog
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import AsyncIO
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.database import make_engine
from schema.core.outbox import JOB_CHANNEL
from schema.core.settings import settings
from schema.core.tasks import end_task
from workers.broker import BellListener, JobBroker
from workers.job import Handler, handlers
from workers.listener import listen
from workers.modules import load
from workers.perform import Performer
from workers.relay import Relay
from workers.scheduler import Scheduler
from workers.settings import job_settings

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOP_SECONDS = 13.0

log = structlog.get_logger(__name__)


class _EventLoop(AsyncIO):
    """One event loop per worker process, drained and emptied before it stops."""

    def __init__(self, performer: Performer) -> None:
        super().__init__()
        self.performer = performer

    def before_worker_shutdown(self, broker: object, worker: object) -> None:
        """Give running jobs their time, then take it away; their runs are given back."""
        del broker, worker
        loop = _loop()
        timer = threading.Timer(
            self.performer.patience.drain_seconds,
            lambda: loop.call_soon_threadsafe(self.performer.stop),
        )
        timer.daemon = True
        timer.start()

    def after_worker_shutdown(self, broker: object, worker: object) -> None:
        """Close the database connections in the loop that opened them."""
        loop = _loop()
        closing = asyncio.run_coroutine_threadsafe(self.performer.engine.dispose(), loop)
        try:
            closing.result(timeout=1)
        except TimeoutError:
            log.warning("worker.connections_left_open")
        super().after_worker_shutdown(broker, worker)  # type: ignore[no-untyped-call]


def worker() -> None:
    """Run jobs until SIGTERM; ends within 15 s, unfinished runs are given back."""
    load()
    patience = job_settings()
    threads = settings().job_threads
    # A running job holds one connection for its work and one for its lease.
    engine = make_engine(_required("DATABASE_WRITER_URL"), pool_size=2 * threads)
    performer = Performer(engine, patience)
    url = _required("REDIS_URL")
    broker = JobBroker(url, patience, [_EventLoop(performer), BellListener(url)])
    dramatiq.set_broker(broker)
    for handler in handlers.values():
        _declare(broker, performer, handler)
    process = dramatiq.Worker(broker, worker_threads=threads)
    process.queue_prefetch = patience.prefetch
    stop = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    process.start()
    log.info("worker.ready", jobs=sorted(handlers), threads=threads)
    stop.wait()
    process.stop(timeout=int(STOP_SECONDS * 1000))
    log.info("worker.stopped")


def relay() -> None:
    """Relay the outbox and sweep until SIGTERM."""
    asyncio.run(_until_signal(_relay))


def scheduler() -> None:
    """Write the due slots of the timetable until SIGTERM."""
    asyncio.run(_until_signal(_scheduler))


async def _until_signal(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    await main(stop)


async def _relay(stop: asyncio.Event) -> None:
    url = _required("DATABASE_WRITER_URL")
    patience = job_settings()
    wake = asyncio.Event()
    engine = make_engine(url, pool_size=2)
    work = Relay(engine, JobBroker(_required("REDIS_URL"), patience, []), patience)
    listener = asyncio.create_task(listen(url, JOB_CHANNEL, wake))
    stopper = asyncio.create_task(_wake_at(stop, wake))
    log.info("relay.ready")
    try:
        await work.run(stop, wake)
    finally:
        await end_task(listener)
        await end_task(stopper)
        await _close(engine)


async def _scheduler(stop: asyncio.Event) -> None:
    engine = make_engine(_required("DATABASE_WRITER_URL"), pool_size=1)
    log.info("scheduler.ready")
    try:
        await Scheduler(engine, job_settings()).run(stop)
    finally:
        await _close(engine)


async def _wake_at(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()


async def _close(engine: AsyncEngine) -> None:
    await asyncio.wait_for(engine.dispose(), timeout=2)


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


def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of this worker process."""
    thread = get_event_loop_thread()
    if thread is None:
        message = "the event loop has not been started"
        raise RuntimeError(message)
    return thread.loop


def _required(name: str) -> str:
    """A store address of the environment; the process ends with one clear line without it."""
    value: SecretStr | None = getattr(settings(), name.lower())
    if value is None:
        message = f"GONGHUI_{name} is not set"
        raise SystemExit(message)
    return value.get_secret_value()
