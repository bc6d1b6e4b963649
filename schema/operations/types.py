"""The timetable and its runs as GraphQL shows them."""

from schema.core.outbox import job_run
from schema.operations import tables
from schema.planner.fields import column, connection, extend, node, to_one
from schema.planner.scalars import INT
from schema.screening.types import ScreeningRun


@node(tables.schedule)
class Schedule:
    """定时计划: when a job runs, and what becomes of slots that were missed."""

    id = column()
    code = column(sortable=True)
    name = column()
    job = column(groupable=True)
    arguments = column()
    cron = column()
    timezone = column()
    enabled = column(groupable=True)
    misfire = column(groupable=True)
    grace_seconds = column()
    last_slot_at = column(sortable=True)
    version = column()


@node(job_run)
class JobRun:
    """任务运行: one job message and what became of it."""

    id = column()
    job = column(groupable=True)
    queue = column(groupable=True)
    arguments = column()
    actor = column()
    schedule_code = column(groupable=True)
    due_at = column(sortable=True)
    state = column(groupable=True)
    created_at = column(sortable=True, groupable=True)
    available_at = column(sortable=True)
    dispatched_at = column()
    started_at = column(sortable=True)
    version = column("fence", kind=INT)
    heartbeat_at = column()
    finished_at = column(sortable=True)
    attempts = column(sortable=True, summable=True)
    lost_leases = column(summable=True)
    cancel_requested = column()
    done = column()
    total = column()
    message = column()
    result = column()
    error = column()
    schedule = to_one(Schedule, "schedule_code", remote="code", description="所属计划")


extend(
    Schedule,
    runs=connection(
        JobRun,
        "schedule_code",
        local="code",
        order=("-created_at",),
        description="运行历史, 最近的在前",
    ),
)
extend(ScreeningRun, job_run=to_one(JobRun, "job_run_id"))
