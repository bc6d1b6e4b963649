"""Root fields of operations."""

from schema.operations.types import (
    Attachment,
    Destruction,
    ExportRun,
    ImportRun,
    JobRun,
    JobService,
    LegalHold,
    PersonRequest,
    Schedule,
)
from schema.planner.fields import find_many, find_one

QUERIES = {
    "schedules": find_many(Schedule, "定时计划列表", order=("code",)),
    "schedule": find_one(Schedule, "一个定时计划"),
    "jobRuns": find_many(JobRun, "任务运行列表, 最近的在前", order=("-created_at",)),
    "jobRun": find_one(JobRun, "一次任务运行"),
    "jobServices": find_many(JobService, "任务平台状态: 任务是否延迟", order=("code",)),
    "exportRuns": find_many(ExportRun, "导出列表, 最近的在前", order=("-created_at",)),
    "exportRun": find_one(ExportRun, "一次导出"),
    "importRuns": find_many(ImportRun, "导入列表, 最近的在前", order=("-created_at",)),
    "importRun": find_one(ImportRun, "一次导入"),
    "attachments": find_many(Attachment, "附件列表, 最近的在前", order=("-created_at",)),
    "attachment": find_one(Attachment, "一个附件"),
    "legalHolds": find_many(LegalHold, "数据保全列表", order=("-placed_on",)),
    "legalHold": find_one(LegalHold, "一项数据保全"),
    "destructions": find_many(Destruction, "销毁记录列表, 最近的在前", order=("-destroyed_on",)),
    "personRequests": find_many(PersonRequest, "个人信息权利申请列表", order=("due_on",)),
    "personRequest": find_one(PersonRequest, "一件个人信息权利申请"),
}
