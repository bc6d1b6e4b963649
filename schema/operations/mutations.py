"""What administrators change: the timetable, and the fate of runs."""

import strawberry

from schema.operations import service
from schema.operations.rules import Misfire
from schema.operations.types import JobRun, Schedule
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import JsonValue

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

    id: strawberry.ID = strawberry.field(description="定时计划")
    expected_version: int = strawberry.field(description="读取时的版本号")
    name: str | None = strawberry.field(default=None, description="计划名称")
    cron: str | None = strawberry.field(default=None, description="时间表达式: 分 时 日 月 周")
    arguments: JsonValue | None = strawberry.field(default=None, description="任务参数")
    timezone: str | None = strawberry.field(default=None, description="时区")
    misfire: Misfire | None = strawberry.field(default=None, description="错过时点的处理")
    grace_seconds: int | None = strawberry.field(default=None, description="按时宽限 (秒)")
    enabled: bool | None = strawberry.field(default=None, description="启用")


@strawberry.input(description="立即运行一次定时计划")
class RunScheduleInput:
    """The schedule whose job is run once, beside its slots."""

    id: strawberry.ID = strawberry.field(description="定时计划")


@strawberry.input(description="处理任务运行")
class JobRunInput:
    """A run, as it was read."""

    id: strawberry.ID = strawberry.field(description="任务运行")
    expected_version: int = strawberry.field(description="读取时的版本号 (每次领取加一)")


SCHEDULE = payload("Schedule", "定时计划", schedule=Schedule)
JOB_RUN = payload("JobRun", "任务运行", job_run=JobRun)


@strawberry.type
class OperationsMutation:
    """Mutations of operations."""

    create_schedule = creates(
        service.create_schedule, CreateScheduleInput, SCHEDULE, "新增定时计划"
    )
    update_schedule = changes(
        service.update_schedule, UpdateScheduleInput, SCHEDULE, "修改定时计划"
    )
    run_schedule_now = creates(
        service.run_schedule_now, RunScheduleInput, JOB_RUN, "立即运行一次定时计划"
    )
    retry_job_run = changes(service.retry_run, JobRunInput, JOB_RUN, "重试失败的任务")
    discard_job_run = changes(service.discard_run, JobRunInput, JOB_RUN, "放弃失败的任务")
    cancel_job_run = changes(
        service.cancel_run, JobRunInput, JOB_RUN, "取消任务: 排队的立即取消, 运行中的尽快停止"
    )


MUTATION = OperationsMutation
