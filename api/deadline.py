"""Deadlines of requests, kept by one sweeper a process.

A timer for each request would be the dearest thing a small query does; here a
request sets one entry of a dictionary and the sweeper looks once a second.
"""

import asyncio
import contextlib
import time
from typing import Any

SWEEP_SECONDS = 1.0
BODY_SECONDS = 15.0
ANSWER_SECONDS = 10.0


class Deadlines:
    """When each request under way must be done; late ones are cancelled."""

    def __init__(self) -> None:
        self._due: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._sweeper: asyncio.Task[None] | None = None

    def begin(self, seconds: float) -> asyncio.Task[Any]:
        """Give the running task that long from now; call again to give it another span."""
        task = asyncio.current_task()
        if task is None:
            message = "deadlines are for tasks"
            raise RuntimeError(message)
        self._due[task] = time.monotonic() + seconds
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweep())
        return task

    def end(self, task: asyncio.Task[Any]) -> None:
        """The task is done in time, or its lateness was answered."""
        self._due.pop(task, None)
        self._late.discard(task)

    def was_late(self, task: asyncio.Task[Any]) -> bool:
        """Whether a cancellation came from here; the task then goes on to answer."""
        if task not in self._late:
            return False
        task.uncancel()
        return True

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for task in [task for task, due in self._due.items() if due < now]:
                del self._due[task]
                self._late.add(task)
                task.cancel()

    async def stop(self) -> None:
        """Stop the sweeper."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
