"""The loop of a process without end: one step after the other, with patience for the stores."""

import asyncio
from collections.abc import Awaitable, Callable

import redis
import structlog
from sqlalchemy.exc import DBAPIError

from schema.core import metrics
from workers.failure import describe

STORE_FAILURES = (redis.RedisError, DBAPIError, OSError, TimeoutError)
LONGEST_BACK_OFF_SECONDS = 10.0

log = structlog.get_logger(__name__)


async def keep_on(
    name: str,
    step: Callable[[], Awaitable[bool]],
    stop: asyncio.Event,
    seconds: float,
    wake: asyncio.Event | None = None,
) -> None:
    """Repeat ``step`` until ``stop``: at once when it answers True, else after ``seconds``.

    ``wake`` cuts the pause short (whoever sets ``stop`` sets it too). While a store cannot be
    reached the pauses double, up to ten seconds.
    """
    back_off = seconds
    while not stop.is_set():
        if wake is not None:
            wake.clear()  # before the step, so that a wake-up during it is not missed
        try:
            more = await step()
        except STORE_FAILURES as error:
            log.warning("store.unreachable", step=name, error=describe(error), wait=back_off)
            metrics.count(metrics.STORE_FAILURES, step=name)
            await _pause(stop, back_off)
            back_off = min(back_off * 2, LONGEST_BACK_OFF_SECONDS)
            continue
        back_off = seconds
        if not more:
            await _pause(wake or stop, seconds)


async def _pause(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
