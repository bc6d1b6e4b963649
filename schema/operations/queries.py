"""Root fields of operations."""

from schema.operations.types import JobRun, Schedule
from schema.planner.fields import find_many, find_one

QUERIES = {
    "schedules": find_many(Schedule, "定时计划列表", order=("code",)),
    "schedule": find_one(Schedule, "一个定时计划"),
    "jobRuns": find_many(JobRun, "任务运行列表, 最近的在前", order=("-created_at",)),
    "jobRun": find_one(JobRun, "一次任务运行"),
}
