"""Ending background tasks of the event loop."""

import asyncio
import contextlib
from typing import Any

AGAIN_SECONDS = 1.0


async def end_task(task: "asyncio.Future[Any] | None") -> None:
    """Cancel a task and wait until it has ended, however it ended.

    One cancellation is not enough: on Python 3.11 ``asyncio.wait_for`` drops the one that
    comes together with its result (a connection just made), and the task goes on for good.
    Unlike ``suppress(CancelledError)`` around ``await task``, a cancellation of the caller
    is not swallowed here.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN_SECONDS)
    if task is not None:
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()  # seen, so that the loop does not report it
