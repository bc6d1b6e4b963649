"""``@job(Message)``: the one handler of a job message.

::

    @job(RunScreening)
    async def run(run: Run, message: RunScreening) -> dict[str, object] | None:
        async with run.transaction() as work:
            counts = await service.run_screening(work, ...)
            await run.complete(work, counts)
        return counts
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from schema.core.outbox import JobMessage
from schema.core.work import Work

Result = dict[str, object] | None
M = TypeVar("M", bound=JobMessage)


class Run(Protocol):
    """One try of a run, as its handler sees it."""

    @property
    def id(self) -> UUID:
        """The row of ``job_run``; the same in every try."""

    @property
    def asked_at(self) -> datetime:
        """The slot of the timetable or the moment of the request; the same in every try."""

    def transaction(self) -> AbstractAsyncContextManager[Work]:
        """A unit of work that commits only while this try still holds the run."""

    async def progress(self, done: int, total: int, message: str) -> None:
        """Show how far the run is; raises when it was cancelled or lost."""

    async def complete(self, work: Work, result: Result) -> None:
        """End the run in the same transaction as its effect."""


Function = Callable[[Run, M], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Handler:
    """A message class and the function that handles it; a low ``priority`` goes first.

    A try that takes longer than ``seconds``, or by which the worker grows by more than
    ``memory_mb`` megabytes, is stopped and counts as failed with the reason TIME_LIMIT or
    MEMORY_LIMIT (None: the general limits of ``GONGHUI_JOB_TIME_LIMIT_SECONDS`` and
    ``GONGHUI_JOB_MEMORY_LIMIT_MB``).
    """

    message: type[JobMessage]
    function: Callable[[Run, Any], Awaitable[Result]]
    priority: int
    seconds: float | None = None
    memory_mb: int | None = None


handlers: dict[str, Handler] = {}


def job(
    message: type[M],
    *,
    priority: int = 0,
    seconds: float | None = None,
    memory_mb: int | None = None,
) -> Callable[[Function[M]], Function[M]]:
    """Register the handler of a message class; raises ValueError when there is one already."""
    if message.job in handlers:
        text = f"job {message.job} has two handlers"
        raise ValueError(text)

    def register(function: Function[M]) -> Function[M]:
        handlers[message.job] = Handler(message, function, priority, seconds, memory_mb)
        return function

    return register
