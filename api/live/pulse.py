"""The sign of life of sockets: one task a process pings them in turn and ends the dead ones.

A peer that vanished (a laptop that was closed, a cut line) sends no close; without a ping
its socket and its streams would stay for hours.
"""

import asyncio
import heapq
from collections.abc import Awaitable
from typing import Protocol

from schema.core.tasks import end_task

TICK_SECONDS = 0.5


class Alive(Protocol):
    """Something that must show a sign of life."""

    def beat(self, now: float) -> tuple[float, Awaitable[None] | None] | None:
        """Look after oneself: when next, and what is to be sent now; None when it has ended."""


class Pulse:
    """Calls ``beat`` of each when its time has come."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Alive]] = []
        self._number = 0
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Future[None]] = set()

    def watch(self, one: Alive, seconds: float) -> None:
        """Look after it for the first time in so many seconds."""
        self._push(asyncio.get_running_loop().time() + seconds, one)

    def _push(self, due: float, one: Alive) -> None:
        self._number += 1
        heapq.heappush(self._due, (due, self._number, one))

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End."""
        await end_task(self._task)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.turn(loop.time())

    def turn(self, now: float) -> None:
        """Look after everybody whose time has come."""
        while self._due and self._due[0][0] <= now:
            one = heapq.heappop(self._due)[2]
            found = one.beat(now)
            if found is None:
                continue
            due, sending = found
            self._push(due, one)
            if sending is not None:
                task = asyncio.ensure_future(sending)
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
