"""What administrators change: the timetable, and the fate of runs."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry.types import Info

from schema.core.work import Work
from schema.operations import service
from schema.operations.rules import Misfire
from schema.operations.types import JobRun, Schedule
from schema.planner.arguments import ExpectedVersion, Given, Identifier, identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import MutationError, mutation, perform, reference
from schema.planner.scalars import JsonValue

Context = Info[Any, Any]
graphql_enum(Misfire)


@strawberry.input(description="新增定时计划")
class CreateScheduleInput:
    """A schedule to be made."""

    code: str = strawberry.field(description="计划代码 (唯一)")
    name: str = strawberry.field(description="计划名称")
    job: str = strawberry.field(description="任务名称")
    cron: str = strawberry.field(description="时间表达式: 分 时 日 月 周")
    arguments: JsonValue | None = strawberry.field(default=None, description="任务参数")
    timezone: str = strawberry.field(default="Asia/Shanghai", description="时区")
    misfire: Misfire = strawberry.field(default=Misfire.ONCE, description="错过时点的处理")
    enabled: bool = strawberry.field(default=True, description="启用")


@strawberry.input(description="修改定时计划; 未给出的字段不变")
class UpdateScheduleInput:
    """Changes of a schedule; absent or null means unchanged."""

    name: str | None = strawberry.field(default=None, description="计划名称")
    cron: str | None = strawberry.field(default=None, description="时间表达式: 分 时 日 月 周")
    arguments: JsonValue | None = strawberry.field(default=None, description="任务参数")
    timezone: str | None = strawberry.field(default=None, description="时区")
    misfire: Misfire | None = strawberry.field(default=None, description="错过时点的处理")
    grace_seconds: int | None = strawberry.field(default=None, description="按时宽限 (秒)")
    enabled: bool | None = strawberry.field(default=None, description="启用")


@strawberry.type(description="定时计划的修改结果")
class SchedulePayload:
    """The schedule after the change, or what was wrong."""

    schedule: Schedule | None = strawberry.field(default=None, description="定时计划")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="任务运行的操作结果")
class JobRunPayload:
    """The run after the step, or what was wrong."""

    job_run: JobRun | None = strawberry.field(default=None, description="任务运行")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


async def _step(info: Context, run: str, step: Callable[..., Awaitable[None]]) -> JobRunPayload:
    """One step of a run, and the run read back."""

    async def take(work: Work) -> dict[str, object]:
        which = identity(run)
        await step(work, run_id=which)
        return {"job_run": reference(JobRun, which)}

    return await perform(info, JobRunPayload, take)


@strawberry.type
class OperationsMutation:
    """Mutations of operations."""

    @mutation(description="新增定时计划")
    async def create_schedule(
        self,
        info: Context,
        input: Given[CreateScheduleInput],  # noqa: A002
    ) -> SchedulePayload:
        """Make a schedule."""

        async def create(work: Work) -> dict[str, object]:
            made = await service.create_schedule(work, **vars(input))
            return {"schedule": reference(Schedule, made)}

        return await perform(info, SchedulePayload, create)

    @mutation(description="修改定时计划")
    async def update_schedule(
        self,
        info: Context,
        id: Identifier,  # noqa: A002
        expected_version: ExpectedVersion,
        input: Given[UpdateScheduleInput],  # noqa: A002
    ) -> SchedulePayload:
        """Change a schedule."""

        async def update(work: Work) -> dict[str, object]:
            which = identity(id)
            changes = {name: value for name, value in vars(input).items() if value is not None}
            await service.update_schedule(
                work, schedule_id=which, expected_version=expected_version, **changes
            )
            return {"schedule": reference(Schedule, which)}

        return await perform(info, SchedulePayload, update)

    @mutation(description="立即运行一次定时计划")
    async def run_schedule_now(self, info: Context, id: Identifier) -> JobRunPayload:  # noqa: A002
        """Run a scheduled job once, now."""

        async def run(work: Work) -> dict[str, object]:
            made = await service.run_schedule_now(work, schedule_id=identity(id))
            return {"job_run": reference(JobRun, made)}

        return await perform(info, JobRunPayload, run)

    @mutation(description="重试失败的任务")
    async def retry_job_run(self, info: Context, id: Identifier) -> JobRunPayload:  # noqa: A002
        """Retry a dead run."""
        return await _step(info, id, service.retry_run)

    @mutation(description="放弃失败的任务")
    async def discard_job_run(self, info: Context, id: Identifier) -> JobRunPayload:  # noqa: A002
        """Give up a dead run."""
        return await _step(info, id, service.discard_run)

    @mutation(description="取消任务: 排队的立即取消, 运行中的尽快停止")
    async def cancel_job_run(self, info: Context, id: Identifier) -> JobRunPayload:  # noqa: A002
        """Cancel a run."""
        return await _step(info, id, service.cancel_run)


MUTATION = OperationsMutation
