"""The timetable and its runs, exports, imports and attachments as GraphQL shows them."""

from schema.assistance.types.processes import Evidence
from schema.core.attachments import attachment
from schema.core.attachments import used_elsewhere as file_used_elsewhere
from schema.core.job_service import is_delayed, job_service
from schema.core.outbox import job_run
from schema.facilities.types import Facility, Inspection
from schema.operations import tables
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN, INT
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
    days = column(groupable=True)
    enabled = column(groupable=True)
    misfire = column(groupable=True)
    grace_seconds = column()
    last_slot_at = column(sortable=True)
    next_slot_at = column(sortable=True)
    version = column()


@node(job_service)
class JobService:
    """任务平台状态: whether jobs go to their workers; reads do not depend on it."""

    id = column()
    code = column()
    state = column()
    since = column()
    checked_at = column()
    delayed = computed(
        is_delayed,
        BOOLEAN,
        "任务是否延迟 (已登记的任务不会丢失)",
        needs=("state", "checked_at"),
        nullable=False,
    )


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
    log = column()
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
extend(
    JobRun,
    screening_run=to_one(ScreeningRun, "id", remote="job_run_id", description="所做的排查"),
)


@node(tables.legal_hold)
class LegalHold:
    """数据保全: while it stands, nothing of a person is destroyed."""

    id = column()
    basis = column()
    placed_on = column(sortable=True)
    lifted_on = column(sortable=True)
    version = column()
    person_id = column()


@node(tables.destruction)
class Destruction:
    """销毁记录: what was destroyed when its time had passed, and by which rule."""

    id = column()
    kind = column(groupable=True)
    entity_id = column()
    rows = column(summable=True)
    due_on = column(sortable=True)
    basis = column()
    destroyed_on = column(sortable=True, groupable=True)


@node(tables.person_request)
class PersonRequest:
    """个人信息权利申请: access, correction, erasure, each with its deadline."""

    id = column()
    kind = column(groupable=True)
    state = column(groupable=True)
    filed_on = column(sortable=True)
    due_on = column(sortable=True)
    answered_on = column(sortable=True)
    answer = column(filterable=False)
    version = column()
    person_id = column()


@node(tables.export_run)
class ExportRun:
    """导出: a list taken out as a file; fetched once by whoever asked, within a day."""

    id = column()
    connection = column(groupable=True)
    columns = column()
    format = column(groupable=True)
    purpose = column(groupable=True)
    note = column()
    clear_numbers = column(groupable=True)
    state = column(groupable=True)
    expected_rows = column(summable=True)
    decided_at = column()
    decision_note = column()
    rows = column(summable=True)
    size = column(summable=True)
    sha256 = column()
    file_name = column()
    expires_at = column(sortable=True)
    downloaded_at = column()
    destroyed_at = column()
    created_at = column(sortable=True, groupable=True)
    version = column()
    job_run = to_one(JobRun, "job_run_id", description="任务运行与进度")


@node(tables.import_run)
class ImportRun:
    """导入: an uploaded file read in; rows = inserted + updated + unchanged + refused."""

    id = column()
    file_name = column()
    entity = column(groupable=True)
    mode = column(groupable=True)
    dry_run = column(groupable=True)
    rows = column(summable=True)
    inserted = column(summable=True)
    updated = column(summable=True)
    unchanged = column(summable=True)
    refused = column(summable=True)
    written = column(groupable=True)
    problems = column()
    differences = column()
    error = column()
    finished_at = column(sortable=True)
    created_at = column(sortable=True, groupable=True)
    version = column()
    job_run = to_one(JobRun, "job_run_id", description="任务运行与进度")


@node(attachment)
class Attachment:
    """附件: a document or photo of a record; its bytes are fetched by ``attachmentLink``."""

    id = column()
    owner_kind = column(groupable=True)
    owner_id = column()
    caption = column()
    name = column(sortable=True)
    media_type = column(groupable=True)
    size = column(sortable=True, summable=True)
    sha256 = column()
    created_at = column(sortable=True, groupable=True)
    used_elsewhere = computed(
        file_used_elsewhere,
        BOOLEAN,
        "同一文件也用于其他记录 (佐证材料重复使用的线索)",
        needs=("id", "sha256"),
        nullable=False,
        filterable=True,
    )
    version = column()


for _owner in (Facility, Inspection, Evidence):
    extend(
        _owner,
        attachments=connection(Attachment, "owner_id", description="附件 (照片、文件)", page=FEW),
    )
extend(
    JobRun,
    export_run=to_one(ExportRun, "id", remote="job_run_id", description="所办的导出"),
    import_run=to_one(ImportRun, "id", remote="job_run_id", description="所办的导入"),
)
