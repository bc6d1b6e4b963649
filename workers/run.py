"""The long-running processes: ``worker()``, ``relay()``, ``scheduler()``; each ends on SIGTERM."""

import asyncio
import atexit
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict

import structlog
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.database import make_engine
from schema.core.memory import settle_memory
from schema.core.outbox import JOB_CHANNEL
from schema.core.settings import settings
from schema.core.tasks import end_task
from workers.broker import JobBroker
from workers.job import handlers
from workers.lanes import Threads, event_loop, make_lanes, stop_lanes
from workers.limits import watch_loop
from workers.listener import listen
from workers.modules import load
from workers.perform import Performer
from workers.relay import Relay
from workers.scheduler import Scheduler
from workers.settings import job_settings
from workers.upkeep import Upkeep

METRICS_OFFSETS = {"relay": 0, "scheduler": 10, "worker": 20}
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

log = structlog.get_logger(__name__)


def worker() -> None:
    """Run jobs until SIGTERM; ends within 15 s, unfinished runs are given back."""
    load()
    _observe("worker")
    patience = job_settings()
    threads = Threads(settings().job_threads, settings().job_urgent_threads)
    engine = make_engine(_required("DATABASE_WRITER_URL"), pool_size=threads.connections)
    performer = Performer(engine, patience)
    stop = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    with event_loop() as loop:
        watch_loop(loop, patience.stall_seconds)
        lanes = make_lanes(_required("REDIS_URL"), performer, handlers, threads)
        for lane in lanes:
            lane.start()
        settle_memory()
        log.info("worker.ready", jobs=sorted(handlers), **asdict(threads))
        stop.wait()
        stop_lanes(lanes, performer, loop)
    log.info("worker.stopped")


def relay() -> None:
    """Relay the outbox and sweep until SIGTERM."""
    _observe("relay")
    asyncio.run(_until_signal(_relay))


def scheduler() -> None:
    """Write the due slots of the timetable until SIGTERM."""
    _observe("scheduler")
    asyncio.run(_until_signal(_scheduler))


def _observe(process: str) -> None:
    """Show figures and send spans, where the operator wants them."""
    configured = settings()
    if configured.metrics_port is not None:
        metrics.serve(
            configured.metrics_address, configured.metrics_port + METRICS_OFFSETS[process]
        )
    if tracing.start(process):
        atexit.register(tracing.stop)


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
    # What a crash of PostgreSQL takes from the relay it does again: no need to wait for disks.
    engine = make_engine(url, pool_size=2, durable=False)
    broker = JobBroker(_required("REDIS_URL"), patience, [])
    listener = asyncio.create_task(listen(url, JOB_CHANNEL, wake))
    stopper = asyncio.create_task(_wake_at(stop, wake))
    settle_memory()
    log.info("relay.ready")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(Relay(engine, broker, patience).run(stop, wake))
            group.create_task(Upkeep(engine, broker, patience).run(stop, wake))
    finally:
        await end_task(listener)
        await end_task(stopper)
        await _close(engine)


async def _scheduler(stop: asyncio.Event) -> None:
    engine = make_engine(_required("DATABASE_WRITER_URL"), pool_size=1)
    settle_memory()
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


def _required(name: str) -> str:
    """A store address of the environment; the process ends with one clear line without it."""
    value: SecretStr | None = getattr(settings(), name.lower())
    if value is None:
        message = f"GONGHUI_{name} is not set"
        raise SystemExit(message)
    return value.get_secret_value()
