"""Hands committed job messages to the broker, and takes back what dead workers left.

Woken by ``NOTIFY`` and, in case a wake-up is missed, by a poll. Any number of
relays may run: rows are shared out with ``SKIP LOCKED``.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import redis
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics
from schema.core.database import transaction
from schema.core.outbox import WAITING_STATES, JobState, job_run
from schema.core.principal import job_principal
from workers import lease
from workers.broker import JobBroker
from workers.failure import describe, tell_of_failure
from workers.settings import JobSettings

RELAY = job_principal("relay")
STORE_FAILURES = (redis.RedisError, DBAPIError, OSError, TimeoutError)
LONGEST_BACK_OFF_SECONDS = 10.0
UNFINISHED = (
    sa.select(
        job_run.c.queue,
        job_run.c.state,
        sa.func.count().label("runs"),
        sa.extract("epoch", sa.func.now() - sa.func.min(job_run.c.available_at)).label("oldest"),
    )
    .where(job_run.c.state.in_((*WAITING_STATES, JobState.RUNNING, JobState.DEAD)))
    .group_by(job_run.c.queue, job_run.c.state)
    .order_by(sa.literal_column("oldest"))  # of two states of a queue, the older age stays
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Relay:
    """The outbox relay and the sweeper of one process."""

    engine: AsyncEngine
    broker: JobBroker
    patience: JobSettings

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Work until ``stop``; ``wake`` is set by the listener (and by whoever sets ``stop``)."""
        back_off = self.patience.poll_seconds
        clock = asyncio.get_running_loop().time
        maintained = float("-inf")
        while not stop.is_set():
            wake.clear()
            try:
                # A wake-up goes straight to the broker; the rest keeps to the poll.
                if clock() - maintained >= self.patience.poll_seconds:
                    await self.maintain()
                    maintained = clock()
                more = await self.send_due() >= self.patience.batch
            except STORE_FAILURES as error:
                log.warning("relay.store_unreachable", error=describe(error), wait=back_off)
                await sleep(stop, back_off)
                back_off = min(back_off * 2, LONGEST_BACK_OFF_SECONDS)
                continue
            back_off = self.patience.poll_seconds
            if not more:
                await sleep(wake, self.patience.poll_seconds)

    async def maintain(self) -> None:
        """Sweep, which needs no broker, and look whether the broker lost its memory."""
        await self.sweep()
        await self._show()
        if await asyncio.to_thread(self.broker.was_wiped):
            await self._forget_dispatches()

    async def tick(self) -> bool:
        """Maintain and send once; True when a full batch says that there is more."""
        await self.maintain()
        return await self.send_due() >= self.patience.batch

    async def send_due(self) -> int:
        """Hand due runs to the broker; returns how many.

        Rows stay locked until they are marked. A worker that is quicker than
        the mark waits for it; a broker that fails leaves the rows as they were.
        """
        async with transaction(self.engine, RELAY) as work:
            # The mark is a hint: losing it in a crash only sends the message again.
            await work.execute(sa.text("set local synchronous_commit = off"))
            rows = list((await work.execute(self._due())).all())
            if not rows:
                return 0
            sent = await asyncio.to_thread(self._send, rows)
            marked = [row.id for row in rows]
            await work.execute(
                sa.update(job_run)
                .where(job_run.c.id.in_(marked))
                .values(dispatched_at=sa.func.clock_timestamp())
            )
        if sent:
            metrics.count(metrics.RELAYED, sent)
            await asyncio.to_thread(self.broker.ring)
        return len(rows)

    async def sweep(self) -> None:
        """Take back the runs of dead workers."""
        async with transaction(self.engine, RELAY) as work:
            swept = await lease.sweep(
                work.connection,
                self.patience.max_attempts,
                self.patience.max_lost_leases,
                self.patience.retry_base_seconds,
            )
            for run in swept:
                if run.state == JobState.DEAD:
                    await tell_of_failure(work, run.id, run.job)
        if swept:
            log.warning("relay.leases_lost", **Counter(str(run.state) for run in swept))

    async def _show(self) -> None:
        """How much waits where, and for how long, for those who collect figures."""
        if not metrics.enabled():
            return
        async with transaction(self.engine, RELAY) as work:
            found = (await work.execute(UNFINISHED)).all()
        metrics.forget(metrics.WAITING)
        metrics.forget(metrics.OLDEST)
        for row in found:
            metrics.show(metrics.WAITING, row.runs, queue=row.queue, state=str(row.state.value))
            if row.state in WAITING_STATES:
                metrics.show(metrics.OLDEST, max(row.oldest, 0.0), queue=row.queue)

    def _due(self) -> sa.Select[Any]:
        stale = sa.func.now() - sa.func.make_interval(
            0, 0, 0, 0, 0, 0, self.patience.resend_seconds
        )
        return (
            sa.select(job_run.c.id, job_run.c.job, job_run.c.queue, job_run.c.dispatched_at)
            .where(job_run.c.state.in_(WAITING_STATES), job_run.c.available_at <= sa.func.now())
            .where(sa.or_(job_run.c.dispatched_at.is_(None), job_run.c.dispatched_at < stale))
            .order_by(job_run.c.available_at)
            .limit(self.patience.batch)
            .with_for_update(skip_locked=True)
        )

    def _send(self, rows: list[sa.Row[Any]]) -> int:
        """Send new messages; send again only on queues whose workers have caught up.

        A message that is merely waiting its turn must not be doubled every
        half minute; one whose queue is empty has been lost.
        """
        behind = {
            queue: self.broker.waiting(queue) > 0
            for queue in {row.queue for row in rows if row.dispatched_at is not None}
        }
        chosen = [row for row in rows if row.dispatched_at is None or not behind[row.queue]]
        for row in chosen:
            self.broker.send(row.job, row.queue, str(row.id))
        return len(chosen)

    async def _forget_dispatches(self) -> None:
        """The broker lost its memory: everything that waits is to be sent again now."""
        async with transaction(self.engine, RELAY) as work:
            forgotten = await work.execute(
                sa.update(job_run)
                .where(job_run.c.state.in_(WAITING_STATES), job_run.c.dispatched_at.is_not(None))
                .values(dispatched_at=None)
            )
        log.info("relay.broker_empty", to_send_again=forgotten.rowcount)


async def sleep(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
