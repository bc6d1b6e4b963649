"""The right to run: claimed, renewed and given up in PostgreSQL, by PostgreSQL's clock.

Every claim raises the fence of the row. Whatever a worker writes afterwards
names its fence, so one that comes back from a pause finds that the row has
moved on and cannot write.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core.outbox import WAITING_STATES, JobState, job_run, logged, wake_relay


class LeaseLostError(Exception):
    """The run was given to another worker, or ended, while this one was away."""


class RunCancelledError(Exception):
    """Somebody asked for this run to stop."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker needs to know of the run it has just claimed."""

    id: UUID
    fence: int
    attempts: int
    job: str
    arguments: dict[str, Any]
    actor: str
    created_at: datetime
    due_at: datetime | None
    queue: str
    available_at: datetime
    started_at: datetime
    trace: str | None


def _seconds(amount: float) -> sa.ColumnElement[Any]:
    """An interval of PostgreSQL."""
    return sa.func.make_interval(0, 0, 0, 0, 0, 0, amount)


def _mine(run: UUID, fence: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        job_run.c.id == run, job_run.c.fence == fence, job_run.c.state == JobState.RUNNING
    )


async def claim(connection: AsyncConnection, run: UUID, lease_seconds: float) -> Claim | None:
    """Take a waiting run that is due; None when it is not there for the taking."""
    now = sa.func.now()
    statement = (
        sa.update(job_run)
        .where(job_run.c.id == run, job_run.c.state.in_(WAITING_STATES))
        .where(job_run.c.available_at <= now)
        .values(
            state=JobState.RUNNING,
            fence=job_run.c.fence + 1,
            attempts=job_run.c.attempts + 1,
            started_at=now,
            heartbeat_at=now,
            lease_until=now + _seconds(lease_seconds),
            done=None,
            total=None,
            message=None,
            log=logged("开始"),
        )
        .returning(*(job_run.c[name] for name in Claim.__dataclass_fields__))
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Claim(**row._mapping)  # noqa: SLF001 - the public name


async def renew(
    connection: AsyncConnection, run: UUID, fence: int, lease_seconds: float, **progress: object
) -> None:
    """Prolong the lease, with progress if there is any.

    Raises LeaseLostError, and RunCancelledError when a stop was asked for.
    """
    now = sa.func.now()
    if "message" in progress:
        text = "{message} ({done}/{total})".format(**progress)
        progress["log"] = logged(text)
    statement = (
        sa.update(job_run)
        .where(_mine(run, fence))
        .values(heartbeat_at=now, lease_until=now + _seconds(lease_seconds), **progress)
        .returning(job_run.c.cancel_requested)
    )
    cancel = (await connection.execute(statement)).scalar_one_or_none()
    if cancel is None:
        raise LeaseLostError
    if cancel:
        raise RunCancelledError


async def hold(connection: AsyncConnection, run: UUID, fence: int) -> None:
    """Lock the row until this transaction ends; raises LeaseLostError when it is no longer ours.

    Called last in a transaction: from here to the commit nobody can take the run over.
    """
    statement = sa.select(job_run.c.id).where(_mine(run, fence)).with_for_update()
    if (await connection.execute(statement)).one_or_none() is None:
        raise LeaseLostError


async def finish(
    connection: AsyncConnection, run: UUID, fence: int, state: JobState, **values: object
) -> None:
    """Leave the running state; raises LeaseLostError when the run is no longer ours."""
    final = state not in WAITING_STATES
    error = values.get("error")
    line = f"{state.label}: {error}" if error else state.label
    statement = (
        sa.update(job_run)
        .where(_mine(run, fence))
        .values(
            state=state,
            lease_until=None,
            dispatched_at=None,
            finished_at=sa.func.now() if final else None,
            log=logged(line),
            **values,
        )
        .returning(job_run.c.id)
    )
    if (await connection.execute(statement)).one_or_none() is None:
        raise LeaseLostError


async def retry_later(
    connection: AsyncConnection, run: UUID, fence: int, *, wait_seconds: float, error: str
) -> None:
    """Put a failed run back, due after ``wait_seconds``."""
    due = sa.func.now() + _seconds(wait_seconds)
    await finish(connection, run, fence, JobState.RETRYING, available_at=due, error=error)


async def give_back(connection: AsyncConnection, run: UUID, fence: int) -> None:
    """Put an unfinished run back because this worker stops; the try does not count."""
    attempts = job_run.c.attempts - 1
    await finish(connection, run, fence, JobState.RETRYING, attempts=attempts)
    await wake_relay(connection)


class Swept(NamedTuple):
    """A run that was taken back, and what became of it."""

    id: UUID
    job: str
    state: str


async def sweep(
    connection: AsyncConnection, max_attempts: int, max_lost: int, spread_seconds: float
) -> list[Swept]:
    """Take back the runs whose lease has ended: RETRYING, or DEAD after too many.

    The first time a run is due again at once. After that it waits a random part
    of ``spread_seconds``, so that a run that kills its worker does not meet the
    same innocent runs each time. Any number of sweepers may run at once.
    """
    lost = (
        sa.select(job_run.c.id)
        .where(job_run.c.state == JobState.RUNNING, job_run.c.lease_until < sa.func.now())
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    spent = sa.or_(job_run.c.lost_leases + 1 >= max_lost, job_run.c.attempts >= max_attempts)
    statement = (
        sa.update(job_run)
        .where(job_run.c.id.in_(lost))
        .values(
            state=sa.case((spent, JobState.DEAD.value), else_=JobState.RETRYING.value),
            finished_at=sa.case((spent, sa.func.now()), else_=None),
            lost_leases=job_run.c.lost_leases + 1,
            lease_until=None,
            dispatched_at=None,
            available_at=sa.func.now()
            + sa.func.random() * job_run.c.lost_leases * _seconds(spread_seconds),
            error="LEASE_LOST",
            log=logged("租约失效: 执行进程无响应"),
        )
        .returning(job_run.c.id, job_run.c.job, job_run.c.state)
    )
    return [Swept(*row) for row in await connection.execute(statement)]
