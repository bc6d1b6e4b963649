"""Root fields of operations."""

from schema.operations.types import Attachment, ExportRun, ImportRun, JobRun, Schedule
from schema.planner.fields import find_many, find_one

QUERIES = {
    "schedules": find_many(Schedule, "定时计划列表", order=("code",)),
    "schedule": find_one(Schedule, "一个定时计划"),
    "jobRuns": find_many(JobRun, "任务运行列表, 最近的在前", order=("-created_at",)),
    "jobRun": find_one(JobRun, "一次任务运行"),
    "exportRuns": find_many(ExportRun, "导出列表, 最近的在前", order=("-created_at",)),
    "exportRun": find_one(ExportRun, "一次导出"),
    "importRuns": find_many(ImportRun, "导入列表, 最近的在前", order=("-created_at",)),
    "importRun": find_one(ImportRun, "一次导入"),
    "attachments": find_many(Attachment, "附件列表, 最近的在前", order=("-created_at",)),
    "attachment": find_one(Attachment, "一个附件"),
}
