"""Job messages leave by a row written in the caller's transaction.

One row of ``job_run`` is both the message and its history: queued, handed to
the broker (which is only a hint), claimed with a lease by the database clock
and a fencing number, finished. ``workers`` moves rows through these states.
"""

from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core import tracing
from schema.core.enums import Labelled
from schema.core.table import code, identifier, metadata

JOB_CHANNEL = "gonghui_job"


class JobState(Labelled):
    """任务状态"""

    QUEUED = "QUEUED", "排队"
    RUNNING = "RUNNING", "运行中"
    SUCCEEDED = "SUCCEEDED", "成功"
    RETRYING = "RETRYING", "待重试"
    DEAD = "DEAD", "失败待处理"
    CANCELLED = "CANCELLED", "已取消"
    DISCARDED = "DISCARDED", "已放弃"


WAITING_STATES = (JobState.QUEUED, JobState.RETRYING)


_moment = sa.DateTime(timezone=True)

job_run = sa.Table(
    "job_run",
    metadata,
    identifier(),
    sa.Column("job", sa.Text, nullable=False, comment="任务名称"),
    sa.Column("queue", sa.Text, nullable=False, comment="队列"),
    sa.Column("arguments", JSONB, nullable=False, comment="参数 (仅标识)"),
    sa.Column("actor", sa.Text, nullable=False, comment="发起者"),
    sa.Column("unique_key", sa.Text, unique=True, comment="唯一键: 同键任务只登记一次"),
    sa.Column("schedule_code", sa.Text, comment="所属计划代码"),
    sa.Column("due_at", _moment, comment="计划时点"),
    code("state", JobState, "状态", server_default=JobState.QUEUED.value),
    sa.Column(
        "created_at", _moment, nullable=False, server_default=sa.func.now(), comment="登记时间"
    ),
    sa.Column(
        "available_at",
        _moment,
        nullable=False,
        server_default=sa.func.now(),
        comment="最早可运行时间",
    ),
    sa.Column("dispatched_at", _moment, comment="最近一次投递时间"),
    sa.Column("started_at", _moment, comment="最近一次开始时间"),
    sa.Column("heartbeat_at", _moment, comment="最近心跳"),
    sa.Column("lease_until", _moment, comment="租约到期 (数据库时钟)"),
    sa.Column("finished_at", _moment, comment="结束时间"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="已尝试次数"),
    sa.Column(
        "lost_leases", sa.Integer, nullable=False, server_default="0", comment="租约失效次数"
    ),
    sa.Column(
        "cancel_requested",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="已请求取消",
    ),
    sa.Column(
        "fence", sa.BigInteger, nullable=False, server_default="0", comment="栅栏号: 每次领取加一"
    ),
    sa.Column("trace", sa.Text, comment="链路跟踪标识 (traceparent)"),
    sa.Column("done", sa.BigInteger, comment="进度: 已完成"),
    sa.Column("total", sa.BigInteger, comment="进度: 总量"),
    sa.Column("message", sa.Text, comment="进度说明"),
    sa.Column(
        "log",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="运行日志 (最近 100 行, 不含个人信息)",
    ),
    sa.Column("result", JSONB(none_as_null=True), comment="结果计数"),
    sa.Column("error", sa.Text, comment="错误 (不含个人信息)"),
    sa.Index(
        "ix_job_run_waiting",
        "available_at",
        postgresql_where=sa.text("state in ('QUEUED','RETRYING')"),
    ),
    sa.Index("ix_job_run_lease", "lease_until", postgresql_where=sa.text("state = 'RUNNING'")),
    sa.Index(
        "ix_job_run_schedule", "schedule_code", sa.text("created_at DESC"), sa.text("id DESC")
    ),
    sa.Index("ix_job_run_history", "job", sa.text("created_at DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_job_run_slot",
        "schedule_code",
        "due_at",
        unique=True,
        postgresql_where=sa.text("due_at is not null"),
    ),
    comment="任务运行记录 (发件箱与历史)",
    info={"unaudited": "is its own history; what people do to a run is recorded as an event"},
)


class JobMessage(Protocol):
    """A frozen dataclass of ids; ``job`` names its one handler, ``queue`` its queue."""

    job: ClassVar[str]
    queue: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]  # "is a dataclass", to the type checker


async def enqueue(
    connection: AsyncConnection,
    message: JobMessage,
    *,
    actor: str,
    unique_key: str | None = None,
    available_at: datetime | None = None,
) -> UUID | None:
    """Write a job message; the relay is woken when the transaction commits.

    Returns the run's id, or None when a run with ``unique_key`` exists already.
    """
    values: dict[str, object] = {"unique_key": unique_key}
    if available_at is not None:
        values["available_at"] = available_at
    return await enqueue_row(
        connection,
        job=message.job,
        queue=message.queue,
        arguments=msgspec.to_builtins(message),
        actor=actor,
        **values,
    )


async def enqueue_slot(
    connection: AsyncConnection, message: JobMessage, *, schedule_code: str, due_at: datetime
) -> UUID | None:
    """Write the run of one slot of a timetable; None when some scheduler wrote it before."""
    return await enqueue_row(
        connection,
        job=message.job,
        queue=message.queue,
        arguments=msgspec.to_builtins(message),
        actor=f"schedule:{schedule_code}",
        schedule_code=schedule_code,
        due_at=due_at,
    )


async def enqueue_row(connection: AsyncConnection, **values: object) -> UUID | None:
    """Insert a run unless its unique key or slot exists, and wake the relay at commit."""
    statement = (
        insert(job_run)
        .values(trace=tracing.current(), **values)
        .on_conflict_do_nothing()
        .returning(job_run.c.id)
    )
    run: UUID | None = (await connection.execute(statement)).scalar_one_or_none()
    if run is not None:
        await wake_relay(connection)
    return run


def logged(line: str) -> sa.ColumnElement[Any]:
    """The log of a run with one more line, timed by PostgreSQL; the oldest lines go.

    ``line`` is of our own words, or a kind of error: never a value of a row.
    """
    return sa.func.run_log(job_run.c.log, line)


async def wake_relay(connection: AsyncConnection) -> None:
    """Tell the relay, when this transaction commits, that a run is due."""
    await connection.execute(sa.select(sa.func.pg_notify(JOB_CHANNEL, "")))
