"""Takes back what dead workers left and watches the broker's memory, once a poll.

It stands beside the sending of the relay, with a connection of its own: a commit that is to
be sent at once never waits for it.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core import metrics, tracing
from schema.core.database import transaction
from schema.core.job_service import note_broker
from schema.core.outbox import WAITING_STATES, JobState, job_run
from schema.core.principal import job_principal
from workers import lease
from workers.broker import JobBroker
from workers.failure import tell_of_failure
from workers.settings import JobSettings
from workers.steady import keep_on

UPKEEP = job_principal("relay")
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
class Upkeep:
    """The sweeper of one process."""

    engine: AsyncEngine
    broker: JobBroker
    patience: JobSettings

    async def run(self, stop: asyncio.Event, send: asyncio.Event) -> None:
        """Look after the runs until ``stop``; sets ``send`` when some are to be sent again."""

        async def step() -> bool:
            if await self.look():
                send.set()
            return False

        await keep_on("relay.upkeep", step, stop, self.patience.poll_seconds)

    async def look(self) -> bool:
        """Sweep, which needs no broker, then look whether the broker lost its memory.

        Returns whether there is something to send again.
        """
        swept = await self.sweep()
        await self._show()
        wiped = await self._ask_broker()
        if wiped:
            await self._forget_dispatches()
        return wiped or swept > 0

    async def _ask_broker(self) -> bool:
        """Whether it lost its memory; says for all clients whether it answers at all."""
        reachable = False
        try:
            wiped = await asyncio.to_thread(self.broker.was_wiped)
            reachable = True
        finally:
            async with transaction(self.engine, UPKEEP) as work:
                await note_broker(work, reachable=reachable)
        return wiped

    async def sweep(self) -> int:
        """Take back the runs of dead workers; returns how many."""
        async with transaction(self.engine, UPKEEP) as work:
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
            became = Counter(str(run.state) for run in swept)
            log.warning("relay.leases_lost", **became)
            for state, runs in became.items():
                metrics.count(metrics.SWEPT, runs, state=state)
        return len(swept)

    async def _show(self) -> None:
        """How much waits where, and for how long, for those who collect figures."""
        if not metrics.enabled():
            return
        async with transaction(self.engine, UPKEEP) as work:
            found = (await work.execute(UNFINISHED)).all()
        metrics.forget(metrics.WAITING)
        metrics.forget(metrics.OLDEST)
        for row in found:
            metrics.show(metrics.WAITING, row.runs, queue=row.queue, state=str(row.state.value))
            if row.state in WAITING_STATES:
                metrics.show(metrics.OLDEST, max(row.oldest, 0.0), queue=row.queue)

    async def _forget_dispatches(self) -> None:
        """The broker lost its memory: everything that waits is to be sent again now."""
        with tracing.span("relay.resend"):
            async with transaction(self.engine, UPKEEP) as work:
                forgotten = await work.execute(
                    sa.update(job_run)
                    .where(job_run.c.state.in_(WAITING_STATES))
                    .where(job_run.c.dispatched_at.is_not(None))
                    .values(dispatched_at=None)
                )
        metrics.count(metrics.BROKER_WIPES)
        log.info("relay.broker_empty", to_send_again=forgotten.rowcount)
