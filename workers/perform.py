"""One try of one run: claim, keep the lease alive, hand over to the handler, record the end."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.database import transaction
from schema.core.outbox import JobState
from schema.core.principal import job_principal
from schema.core.work import Work
from workers import lease
from workers.failure import describe, retry_delay, tell_of_failure
from workers.job import Handler, Result
from workers.lease import Claim, LeaseLostError, RunCancelledError
from workers.limits import Limits, resident_mb
from workers.settings import JobSettings

log = structlog.get_logger(__name__)


class Attempt:
    """A claimed run; see ``workers.job.Run`` for what handlers may do with it."""

    def __init__(self, engine: AsyncEngine, claim: Claim, lease_seconds: float) -> None:
        self.engine = engine
        self.claim = claim
        self.lease_seconds = lease_seconds
        self.principal = job_principal(str(claim.id))
        self.completed = False
        self.stopped_by: Exception | None = None
        self.memory_at_start = resident_mb()

    @property
    def id(self) -> UUID:
        """The row of ``job_run``."""
        return self.claim.id

    @property
    def asked_at(self) -> datetime:
        """The slot of the timetable or the moment of the request."""
        return self.claim.due_at or self.claim.created_at

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Work]:
        """A unit of work whose last act is to check and lock the fence."""
        async with transaction(self.engine, self.principal) as work:
            self.completed = False
            yield work
            if not self.completed:
                await lease.hold(work.connection, self.id, self.claim.fence)

    async def progress(self, done: int, total: int, message: str) -> None:
        """Write progress in a transaction of its own, so that others see it at once."""
        await self.renew(done=done, total=total, message=message)

    async def renew(self, **progress: object) -> None:
        """Prolong the lease."""
        async with transaction(self.engine, self.principal) as work:
            await lease.renew(
                work.connection, self.id, self.claim.fence, self.lease_seconds, **progress
            )

    async def complete(self, work: Work, result: Result) -> None:
        """Succeed within ``work``: effect and state are committed together or not at all."""
        await lease.finish(
            work.connection,
            self.id,
            self.claim.fence,
            JobState.SUCCEEDED,
            result=result,
            error=None,
        )
        self.completed = True


class Performer:
    """Runs handlers in the event loop of a worker process."""

    def __init__(self, engine: AsyncEngine, patience: JobSettings) -> None:
        self.engine = engine
        self.patience = patience
        self.active: set[asyncio.Task[Result]] = set()

    async def perform(self, run: str, handler: Handler) -> None:
        """Try a run once, if it is still there for the taking. Never raises: the row tells."""
        try:
            attempt = await self._claim(UUID(run))
            if attempt is not None:
                await self._measured(attempt, handler)
        except LeaseLostError:
            log.warning("job.lease_lost", job=handler.message.job, run=run)
        except Exception as error:  # noqa: BLE001 - the sweeper takes the run back
            # No traceback: its texts may carry values of rows.
            log.error("job.not_recorded", job=handler.message.job, run=run, error=describe(error))  # noqa: TRY400

    async def _measured(self, attempt: Attempt, handler: Handler) -> None:
        claim, began = attempt.claim, time.perf_counter()
        waited = (claim.started_at - claim.available_at).total_seconds()
        metrics.observe(metrics.RUN_WAIT, max(waited, 0.0), queue=claim.queue)
        parent = {tracing.TRACE_PARENT: claim.trace} if claim.trace else None
        ended = "LOST"
        try:
            with tracing.span(claim.job, parent, queue=claim.queue, attempt=claim.attempts):
                ended = await self._attempt(attempt, handler)
        finally:
            metrics.count(metrics.RUNS, job=claim.job, state=ended)
            metrics.observe(metrics.RUN_SECONDS, time.perf_counter() - began, job=claim.job)

    def stop(self) -> None:
        """Interrupt what is running; each run is given back. Call in the event loop."""
        for task in self.active:
            task.cancel()

    async def _claim(self, run: UUID) -> Attempt | None:
        async with transaction(self.engine, job_principal(str(run))) as work:
            claim = await lease.claim(work.connection, run, self.patience.lease_seconds)
        if claim is None:
            return None
        return Attempt(self.engine, claim, self.patience.lease_seconds)

    async def _attempt(self, attempt: Attempt, handler: Handler) -> str:
        """Try, record the end; returns the state that the run is then in."""
        task = asyncio.ensure_future(_handle(attempt, handler))
        keeper = asyncio.create_task(_keep(attempt, task, Limits.of(handler, self.patience)))
        self.active.add(task)
        try:
            await asyncio.wait([task])
        finally:
            self.active.discard(task)
            keeper.cancel()
        return str((await self._record(attempt, task)).value)

    async def _record(self, attempt: Attempt, task: asyncio.Task[Result]) -> JobState:
        """Write how the try ended, by what the task says and who stopped it."""
        if task.cancelled():
            error: BaseException | None = attempt.stopped_by or asyncio.CancelledError()
        else:
            error = task.exception()
        if isinstance(error, LeaseLostError):
            raise error
        if error is None and attempt.completed:
            return JobState.SUCCEEDED
        async with transaction(self.engine, attempt.principal) as work:
            if error is None:
                await attempt.complete(work, task.result())
                return JobState.SUCCEEDED
            return await self._put_back(work, attempt, error)

    async def _put_back(self, work: Work, attempt: Attempt, error: BaseException) -> JobState:
        """Record a try that did not succeed; returns the state that the run is then in."""
        connection, run, fence = work.connection, attempt.id, attempt.claim.fence
        if isinstance(error, asyncio.CancelledError):
            await lease.give_back(connection, run, fence)
            return JobState.RETRYING
        if isinstance(error, RunCancelledError):
            await lease.finish(connection, run, fence, JobState.CANCELLED)
            return JobState.CANCELLED
        if attempt.claim.attempts >= self.patience.max_attempts:
            log.error("job.dead", job=attempt.claim.job, run=str(run), error=describe(error))
            await lease.finish(connection, run, fence, JobState.DEAD, error=describe(error))
            await tell_of_failure(work, run, attempt.claim.job)
            return JobState.DEAD
        wait = retry_delay(
            attempt.claim.attempts,
            self.patience.retry_base_seconds,
            self.patience.retry_cap_seconds,
            random.random(),  # noqa: S311 - jitter
        )
        log.warning("job.retry", job=attempt.claim.job, run=str(run), error=describe(error))
        await lease.retry_later(connection, run, fence, wait_seconds=wait, error=describe(error))
        return JobState.RETRYING


async def _handle(attempt: Attempt, handler: Handler) -> Result:
    message = msgspec.convert(attempt.claim.arguments, handler.message)
    return await handler.function(attempt, message)


async def _keep(attempt: Attempt, task: asyncio.Task[Result], limits: Limits) -> None:
    """Keep the lease; stop the task when it is lost, a stop is wanted, or a limit is passed."""
    keeping = asyncio.ensure_future(_keep_lease(attempt))
    watching = asyncio.ensure_future(limits.passed(attempt.memory_at_start))
    try:
        done, _ = await asyncio.wait({keeping, watching}, return_when=asyncio.FIRST_COMPLETED)
        attempt.stopped_by = done.pop().result()
        task.cancel()
    finally:
        keeping.cancel()
        watching.cancel()


async def _keep_lease(attempt: Attempt) -> Exception:
    """Renew at a third of the lease; returns why that is no longer possible."""
    silent = 0.0
    pause = attempt.lease_seconds / 3
    while silent < attempt.lease_seconds:
        await asyncio.sleep(pause)
        try:
            await attempt.renew()
            silent = 0.0
        except (LeaseLostError, RunCancelledError) as error:
            return error
        except (DBAPIError, OSError, TimeoutError) as error:
            silent += pause
            log.warning("job.heartbeat_failed", run=str(attempt.id), error=describe(error))
    return LeaseLostError()
