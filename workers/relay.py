"""Hands committed job messages to the broker.

Woken by ``NOTIFY`` and, in case a wake-up is missed, by a poll. Any number of
relays may run: rows are shared out with ``SKIP LOCKED``.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.database import transaction
from schema.core.outbox import WAITING_STATES, job_run
from schema.core.principal import job_principal
from workers.broker import JobBroker
from workers.settings import JobSettings
from workers.steady import keep_on

RELAY = job_principal("relay")


@dataclass(frozen=True, slots=True)
class Relay:
    """The outbox relay of one process; ``workers.upkeep`` runs beside it."""

    engine: AsyncEngine
    broker: JobBroker
    patience: JobSettings

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Send until ``stop``; ``wake`` is set by the listener (and by whoever sets ``stop``)."""
        await keep_on("relay.send", self.step, stop, self.patience.poll_seconds, wake)

    async def step(self) -> bool:
        """Send once; True when a full batch says that there is more."""
        return await self.send_due() >= self.patience.batch

    async def send_due(self) -> int:
        """Hand due runs to the broker; returns how many.

        Rows are marked and stay locked until the broker has them. A worker that is quicker
        than the commit waits for it; a broker that fails leaves the rows as they were.
        """
        async with transaction(self.engine, RELAY) as work:
            # Not in the order of the statement that marks them.
            rows = sorted(await work.execute(self._take()), key=lambda row: row.available_at)
            if rows:
                with (
                    tracing.span("relay.send", runs=len(rows)),
                    metrics.timed(metrics.RELAY_SECONDS),
                ):
                    metrics.count(metrics.RELAYED, await asyncio.to_thread(self._send, rows))
        return len(rows)

    def _take(self) -> sa.Update:
        """Mark a batch of due runs as sent; returns each as it was before."""
        stale = sa.func.now() - sa.func.make_interval(
            0, 0, 0, 0, 0, 0, self.patience.resend_seconds
        )
        due = (
            sa.select(
                job_run.c.id,
                job_run.c.job,
                job_run.c.queue,
                job_run.c.available_at,
                job_run.c.dispatched_at.label("sent_before"),
            )
            .where(job_run.c.state.in_(WAITING_STATES), job_run.c.available_at <= sa.func.now())
            .where(sa.or_(job_run.c.dispatched_at.is_(None), job_run.c.dispatched_at < stale))
            .order_by(job_run.c.available_at)
            .limit(self.patience.batch)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        return (
            sa.update(job_run)
            .where(job_run.c.id == due.c.id)
            .values(dispatched_at=sa.func.clock_timestamp())
            .returning(*due.c)
        )

    def _send(self, rows: list[sa.Row[Any]]) -> int:
        """Send new messages; send again only on queues whose workers have caught up.

        A message that is merely waiting its turn must not be doubled every
        half minute; one whose queue is empty has been lost.
        """
        behind = {
            queue: self.broker.waiting(queue) > 0
            for queue in {row.queue for row in rows if row.sent_before is not None}
        }
        chosen = [row for row in rows if row.sent_before is None or not behind[row.queue]]
        for row in chosen:
            self.broker.send(row.job, row.queue, str(row.id))
        if chosen:
            self.broker.ring()
        return len(chosen)
