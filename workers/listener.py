"""Wakes a process when PostgreSQL notifies it, over a connection of its own."""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from workers.failure import describe

RECONNECT_SECONDS = 1.0

log = structlog.get_logger(__name__)


async def listen(url: str, channel: str, wake: asyncio.Event) -> None:
    """Set ``wake`` at each notification, until cancelled; reconnects by itself."""
    while True:
        try:
            await _listen_once(url, channel, wake)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            log.warning("listener.lost", error=describe(error))
        await asyncio.sleep(RECONNECT_SECONDS)


async def _listen_once(url: str, channel: str, wake: asyncio.Event) -> None:
    """Listen until the connection ends."""
    ended = asyncio.Event()

    def notified(*_: Any) -> None:
        wake.set()

    def terminated(*_: Any) -> None:
        ended.set()

    connection = await asyncpg.connect(url, timeout=5)
    try:
        connection.add_termination_listener(terminated)
        await connection.add_listener(channel, notified)
        wake.set()  # something may have been committed while nobody listened
        await ended.wait()
    finally:
        with suppress(asyncpg.InterfaceError, OSError, TimeoutError):
            await connection.close(timeout=1)
