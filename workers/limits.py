"""What one try of a job may take, and what becomes of a process that no longer turns."""

import asyncio
import os
import resource
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from workers.job import Handler
from workers.settings import JobSettings

WATCH_SECONDS = 0.5
STALLED_EXIT = 70
PAGE = resource.getpagesize()

log = structlog.get_logger(__name__)


class LimitError(Exception):
    """A try took more than its job may; ``reason`` is what the run shows, and does not change."""

    reason = "LIMIT"


class TimeLimitError(LimitError):
    """The try took longer than its job may."""

    reason = "TIME_LIMIT"


class MemoryLimitError(LimitError):
    """The worker grew by more than a try of this job may take."""

    reason = "MEMORY_LIMIT"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one try may take: seconds, and megabytes by which the worker grows meanwhile.

    Tries that run at the same time share the worker, and each is blamed for its growth.
    """

    seconds: float
    memory_mb: int

    @classmethod
    def of(cls, handler: Handler, patience: JobSettings) -> "Limits":
        """Those that the job declares, else the general ones."""
        return cls(
            handler.seconds or patience.time_limit_seconds,
            handler.memory_mb or patience.memory_limit_mb,
        )

    async def passed(self, memory_at_start: float) -> LimitError:
        """Wait until a limit is passed; returns which."""
        clock = asyncio.get_running_loop().time
        until = clock() + self.seconds
        while (left := until - clock()) > 0:
            await asyncio.sleep(min(left, WATCH_SECONDS))
            if resident_mb() - memory_at_start > self.memory_mb:
                return MemoryLimitError()
        return TimeLimitError()


def resident_mb() -> float:
    """The resident memory of this process in megabytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * PAGE / (1 << 20)


def watch_loop(loop: asyncio.AbstractEventLoop, stall_seconds: float) -> None:
    """End this process when its event loop has not turned for so long.

    A job that never waits cannot be stopped from within its loop, nor can the others that it
    holds up. Their leases end, other workers take them over, and the supervisor starts this
    one anew; a job that does it three times is parked.
    """
    turned = threading.Event()

    def watch() -> None:
        still = 0.0
        # Counted in pauses and not by a clock: a process that was asleep has not stalled.
        while still < stall_seconds:
            turned.clear()
            try:
                loop.call_soon_threadsafe(turned.set)
            except RuntimeError:  # the loop is closed: the process ends
                return
            if turned.wait(WATCH_SECONDS):
                still = 0.0
                time.sleep(WATCH_SECONDS)
            else:
                still += WATCH_SECONDS
        log.critical("worker.stalled", seconds=still)
        os._exit(STALLED_EXIT)

    threading.Thread(target=watch, daemon=True, name="stall-watch").start()
