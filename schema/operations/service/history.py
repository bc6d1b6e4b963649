"""What of the history of runs is kept."""

from datetime import timedelta

import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.core.outbox import JobState, job_run
from schema.core.params import parameters
from schema.core.table import metadata
from schema.core.work import Work
from schema.operations.rules import OperationsErrorCode

#: DEAD is not among them: it waits for a person, however long.
ENDED = (JobState.SUCCEEDED, JobState.CANCELLED, JobState.DISCARDED)


async def purge_runs(work: Work, *, limit: int) -> int:
    """Delete ended runs that are older than the parameter says and that no record names.

    At most ``limit`` rows, so that a first purge after years takes small bites; returns how
    many went.
    """
    values = await parameters(work.connection, "RUNS", work.today)
    days = values.get("kept_days")
    if not isinstance(days, int):
        raise DomainError(OperationsErrorCode.RUN_STATE, "缺少任务运行记录保存天数参数")
    naming = [
        sa.exists().where(key.parent == job_run.c.id)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column is job_run.c.id
    ]
    old = (
        sa.select(job_run.c.id)
        .where(job_run.c.state.in_(ENDED), job_run.c.finished_at < work.now - timedelta(days=days))
        .where(*(~named for named in naming))
        .limit(limit)
    )
    gone = await work.execute(sa.delete(job_run).where(job_run.c.id.in_(old)))
    return int(gone.rowcount)
