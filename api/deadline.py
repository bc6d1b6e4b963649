"""Deadlines of requests, kept by one sweeper a process.

A timer for each request would be the dearest thing a small query does; here a
request sets one entry of a dictionary and the sweeper looks a few times a second.
It also asks whether the clients of slow requests are still there, and cancels what
nobody waits for.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive

from schema.core.tasks import end_task

SWEEP_SECONDS = 0.25
#: What a request is at: its body, a planned answer, a change.
BODY, ANSWER, CHANGE = "body", "answer", "change"
BODY_SECONDS = 14.0
#: A planned query: longer than its statement may take, shorter than five seconds.
ANSWER_SECONDS = 4.5
#: A mutation, which may wait for locks.
WRITE_SECONDS = 9.5
#: After that long a request is watched for its client's leaving.
WATCH_SECONDS = 0.5


@dataclass(slots=True)
class _Entry:
    due: float
    phase: str
    watch_from: float
    receive: Receive | None = None
    watcher: asyncio.Task[None] | None = None


class Deadlines:
    """When each request under way must be done; late and abandoned ones are cancelled."""

    def __init__(self) -> None:
        self._due: dict[asyncio.Task[Any], _Entry] = {}
        self._late: dict[asyncio.Task[Any], str] = {}
        self._sweeper: asyncio.Task[None] | None = None

    def begin(
        self, seconds: float, phase: str, receive: Receive | None = None
    ) -> asyncio.Task[Any]:
        """Give the running task that long from now; call again for its next phase.

        With ``receive``, whose body has been read, the task is also cancelled when the
        client leaves.
        """
        task = asyncio.current_task()
        if task is None:
            message = "deadlines are for tasks"
            raise RuntimeError(message)
        now = time.monotonic()
        entry = self._due.get(task)
        if entry is None:
            self._due[task] = _Entry(now + seconds, phase, now + WATCH_SECONDS, receive)
        else:
            entry.due, entry.phase = now + seconds, phase
            if receive is not None:
                entry.watch_from, entry.receive = now + WATCH_SECONDS, receive
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweep())
        return task

    def end(self, task: asyncio.Task[Any]) -> None:
        """The task is done in time, or its lateness was answered."""
        entry = self._due.pop(task, None)
        if entry is not None and entry.watcher is not None:
            entry.watcher.cancel()
        self._late.pop(task, None)

    def late_in(self, task: asyncio.Task[Any]) -> str | None:
        """The phase for which a cancellation came from here; the task then goes on to answer.

        None when somebody else cancelled it.
        """
        phase = self._late.get(task)
        if phase is not None:
            task.uncancel()
        return phase

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for task, entry in list(self._due.items()):
                if entry.due < now:
                    self.end(task)
                    self._late[task] = entry.phase
                    task.cancel()
                elif entry.receive is not None and entry.watch_from < now:
                    entry.watcher = asyncio.create_task(_watch(entry.receive, task))
                    entry.receive = None

    async def stop(self) -> None:
        """Stop the sweeper."""
        await end_task(self._sweeper)


async def _watch(receive: Receive, task: asyncio.Task[Any]) -> None:
    """Cancel ``task`` when the client leaves; the task's own end cancels this."""
    message = await receive()
    if message["type"] == "http.request":  # the empty body of a GET
        message = await receive()
    if message["type"] == "http.disconnect":
        task.cancel()
