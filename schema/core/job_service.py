"""Whether jobs reach their workers, as the relay finds it, kept where every client can read it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.core.enums import Labelled
from schema.core.table import code, identifier, metadata
from schema.core.work import Work

#: The one part whose state is told so far.
BROKER = "BROKER"
#: The same finding is written anew after so long, as a sign of life.
REPEATED_SECONDS = 10.0
#: One that is older than this is no longer believed.
BELIEVED_SECONDS = 60.0


class ServiceState(Labelled):
    """任务平台状态: whether job messages reach the workers."""

    OK = "OK", "正常"
    DELAYED = "DELAYED", "延迟: 任务保留, 恢复后执行"


job_service = sa.Table(
    "job_service",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="组成部分"),
    code("state", ServiceState, "状态"),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="该状态自何时起"),
    sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False, comment="最近一次检查"),
    comment="任务平台状态 (由投递进程写入)",
    info={"unaudited": "what a process of ours finds every few seconds"},
)


def _seconds(amount: float) -> sa.ColumnElement[object]:
    return sa.func.make_interval(0, 0, 0, 0, 0, 0, amount)


def is_delayed(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether jobs wait: it was found so, or nobody has looked for a minute."""
    old = table.c.checked_at < sa.func.now() - _seconds(BELIEVED_SECONDS)
    return sa.or_(table.c.state == ServiceState.DELAYED, old)


async def note_broker(work: Work, *, reachable: bool) -> None:
    """Say whether job messages leave; called at each look, written when there is news."""
    now = sa.func.now()
    state = ServiceState.OK if reachable else ServiceState.DELAYED
    changed = job_service.c.state != state
    stale = job_service.c.checked_at < now - _seconds(REPEATED_SECONDS)
    statement = insert(job_service).values(code=BROKER, state=state, since=now, checked_at=now)
    await work.execute(
        statement.on_conflict_do_update(
            index_elements=[job_service.c.code],
            set_={
                "state": state,
                "since": sa.case((changed, now), else_=job_service.c.since),
                "checked_at": now,
            },
            where=sa.or_(changed, stale),
        )
    )
