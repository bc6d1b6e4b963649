"""Streams of jobs, and one to test a connection with."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.core import clock
from schema.core.outbox import JobState
from schema.operations.types import JobRun
from schema.planner.arguments import Identifier, identity
from schema.planner.scalars import Instant
from schema.planner.streams import announced, subscription

FINAL = frozenset({JobState.SUCCEEDED, JobState.DEAD, JobState.CANCELLED, JobState.DISCARDED})
MOST_BEATS = 100_000
SHORTEST_MILLISECONDS = 10
LONGEST_MILLISECONDS = 60_000
Count = Annotated[int, strawberry.argument(description="次数 (1–100000)")]
Pause = Annotated[int, strawberry.argument(description="间隔毫秒数 (10–60000)")]


@strawberry.type(description="心跳: 一次连接测试的消息")
class Heartbeat:
    """One beat."""

    number: int = strawberry.field(description="序号, 从 1 开始")
    at: Instant = strawberry.field(description="时间")


@strawberry.type
class OperationsSubscription:
    """任务的实时消息"""

    @subscription(description="一次任务运行的现状与每次变化 (状态、进度), 运行结束时完成")
    async def job_run_changed(
        self,
        info: Info[Any, Any],
        id: Identifier,  # noqa: A002
    ) -> AsyncIterator[JobRun | None]:
        """The run as it is, then each time its state or progress changes, until it has ended."""
        run = identity(id)
        with info.context.changes.of("job_run", "id", run) as hearing:
            yield announced(JobRun, [run])
            async for heard in hearing:
                yield announced(JobRun, [change.identity for change in heard.changes])
                if any(change.values.get("state") in FINAL for change in heard.changes):
                    return

    @subscription("连接测试: 每隔若干毫秒一次心跳, 共若干次")
    async def heartbeat(
        self, count: Count = 3, every_milliseconds: Pause = 1000
    ) -> AsyncIterator[Heartbeat]:
        """So many beats, so far apart."""
        pause = min(max(every_milliseconds, SHORTEST_MILLISECONDS), LONGEST_MILLISECONDS) / 1000
        for number in range(1, min(count, MOST_BEATS) + 1):
            await asyncio.sleep(pause)
            yield Heartbeat(number=number, at=Instant(clock.now().isoformat()))


SUBSCRIPTION = OperationsSubscription
