"""What is changed of the timetable, of runs, of exports, imports and attachments."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.core import attachments, uploads
from schema.core.access_log import AccessPurpose
from schema.core.attachments import AttachmentOwner
from schema.core.uploads import Incoming
from schema.core.work import Work
from schema.operations import service
from schema.operations.rules import ExportFormat, ImportEntity, ImportMode, Misfire, SlotDays
from schema.operations.types import Attachment, ExportRun, ImportRun, JobRun, Schedule
from schema.planner.arguments import Given, IdempotencyKey, identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import (
    MutationError,
    Payload,
    changes,
    creates,
    mutation,
    payload,
    perform,
)
from schema.planner.operation import Planner
from schema.planner.readback import reference
from schema.planner.scalars import Instant, JsonValue

for _codes in (
    Misfire,
    SlotDays,
    ExportFormat,
    ImportEntity,
    ImportMode,
    AccessPurpose,
    AttachmentOwner,
):
    graphql_enum(_codes)
Context = Info[Any, Any]


@strawberry.input(description="新增定时计划")
class CreateScheduleInput:
    """A schedule to be made."""

    code: str = strawberry.field(description="计划代码 (唯一)")
    name: str = strawberry.field(description="计划名称")
    job: str = strawberry.field(description="任务名称")
    cron: str = strawberry.field(description="时间表达式: 分 时 日 月 周")
    arguments: JsonValue | None = strawberry.field(default=None, description="任务参数")
    timezone: str = strawberry.field(default="Asia/Shanghai", description="时区")
    days: SlotDays = strawberry.field(default=SlotDays.ALL, description="运行日 (按工作日历)")
    misfire: Misfire = strawberry.field(default=Misfire.ONCE, description="错过时点的处理")
    grace_seconds: int = strawberry.field(default=60, description="按时宽限 (秒)")
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
    days: SlotDays | None = strawberry.field(default=None, description="运行日 (按工作日历)")
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


@strawberry.input(description="申请导出一个列表")
class StartExportInput:
    """A list of the query root, as it is filtered and ordered there."""

    connection: str = strawberry.field(description="列表: 查询入口的字段名, 如 members")
    format: ExportFormat = strawberry.field(description="文件格式")
    purpose: AccessPurpose = strawberry.field(description="目的")
    columns: list[str] | None = strawberry.field(
        default=None, description="列: 字段路径, 如 person.name; 不给出为该对象自身的字段"
    )
    filter: JsonValue | None = strawberry.field(default=None, description="该列表的 filter 参数")
    order_by: JsonValue | None = strawberry.field(default=None, description="该列表的 orderBy 参数")
    note: str | None = strawberry.field(default=None, description="目的说明")
    clear_numbers: bool = strawberry.field(
        default=False, description="证件号码明文: 须有查看明文权限并经审批, 文件加密"
    )


@strawberry.input(description="审批导出申请")
class DecideExportInput:
    """A decision on somebody else's export."""

    id: strawberry.ID = strawberry.field(description="导出")
    expected_version: int = strawberry.field(description="读取时的版本号")
    approve: bool = strawberry.field(description="同意")
    note: str | None = strawberry.field(default=None, description="审批意见")


@strawberry.input(description="查看自己的加密导出文件的密码")
class ExportPasswordInput:
    """One's own export."""

    id: strawberry.ID = strawberry.field(description="导出")


@strawberry.input(description="导入一个已上传的文件")
class StartImportInput:
    """An uploaded file, and what becomes of it when rows are refused."""

    entity: ImportEntity = strawberry.field(description="导入对象")
    upload_id: strawberry.ID = strawberry.field(description="已上传的文件")
    mode: ImportMode = strawberry.field(
        default=ImportMode.REJECT_ALL, description="有行未通过的处理"
    )
    dry_run: bool = strawberry.field(default=False, description="试运行: 全部执行后撤回")


@strawberry.input(description="把自己上传的文件作为一条记录的附件")
class AttachFileInput:
    """One's own upload, and the record that it belongs to."""

    owner_kind: AttachmentOwner = strawberry.field(description="所属记录类型")
    owner_id: strawberry.ID = strawberry.field(description="所属记录")
    upload_id: strawberry.ID = strawberry.field(description="已上传的文件")
    caption: str | None = strawberry.field(default=None, description="说明")


@strawberry.input(description="移除附件")
class RemoveAttachmentInput:
    """An attachment as it was read, and why it goes."""

    id: strawberry.ID = strawberry.field(description="附件")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="移除原因")


@strawberry.type(description="打开附件的链接: 仅限本人, 数分钟内有效")
class AttachmentLinkPayload:
    """Where the bytes are; opening them is logged."""

    url: str | None = strawberry.field(default=None, description="链接")
    expires_at: Instant | None = strawberry.field(default=None, description="失效时间")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="导出的办理结果")
class ExportRunPayload:
    """The ticket; its file is fetched from ``/exports/<id>``."""

    export_run: ExportRun | None = strawberry.field(default=None, description="导出")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="加密导出文件的密码")
class ExportPasswordPayload:
    """The password; looking it up is recorded."""

    password: str | None = strawberry.field(default=None, description="密码")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="上传的文件")
class StoreUploadPayload:
    """One's own upload; it is fetched from ``/uploads/<id>``."""

    upload_id: strawberry.ID | None = strawberry.field(default=None, description="文件标识")
    name: str | None = strawberry.field(default=None, description="文件名 (仅供显示)")
    media_type: str | None = strawberry.field(default=None, description="按内容识别的类型")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


SCHEDULE = payload("Schedule", "定时计划", schedule=Schedule)
JOB_RUN = payload("JobRun", "任务运行", job_run=JobRun)
EXPORT_RUN = Payload(ExportRunPayload, ("export_run",))
ATTACHMENT = payload("Attachment", "附件", attachment=Attachment)
REMOVAL = payload("RemoveAttachment", "移除附件")
IMPORT_RUN = payload("ImportRun", "导入", import_run=ImportRun)


@strawberry.type
class PlatformMutation:
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
    decide_export = changes(service.decide_export, DecideExportInput, EXPORT_RUN, "审批导出申请")
    start_import = creates(service.start_import, StartImportInput, IMPORT_RUN, "导入上传的文件")

    attach_file = creates(
        attachments.attach, AttachFileInput, ATTACHMENT, "把自己上传的文件作为一条记录的附件"
    )
    remove_attachment = changes(
        attachments.remove_attachment, RemoveAttachmentInput, REMOVAL, "移除附件并说明原因"
    )

    @mutation("打开附件: 取得仅限本人、数分钟内有效的链接; 每次打开留痕")
    async def attachment_link(
        self,
        info: Context,
        id: Annotated[strawberry.ID, strawberry.argument(description="附件")],  # noqa: A002
    ) -> AttachmentLinkPayload:
        """Sign a link for the caller."""

        async def sign(work: Work) -> dict[str, object]:
            url, until = await attachments.link(work, attachment_id=identity(str(id)))
            return {"url": url, "expires_at": until}

        return await perform(info, AttachmentLinkPayload, sign)

    @mutation("申请导出一个列表; 涉及 500 人以上或证件号码明文的须经审批")
    async def start_export(
        self,
        info: Context,
        input: Given[StartExportInput],  # noqa: A002 - the argument's GraphQL name
        idempotency_key: IdempotencyKey,
    ) -> ExportRunPayload:
        """Open a ticket for a file."""
        del idempotency_key  # perform() reads it from the call
        planner: Planner = info.context.planner
        facts = service.ExportFacts(
            connection=input.connection,
            format=input.format,
            purpose=input.purpose,
            columns=tuple(input.columns or ()),
            filter=input.filter,
            order_by=input.order_by,
            note=input.note,
            clear_numbers=input.clear_numbers,
        )

        async def start(work: Work) -> dict[str, object]:
            made = await service.start_export(work, planner, facts)
            return {"export_run": reference(ExportRun, made)}

        return await perform(info, ExportRunPayload, start)

    @mutation("查看自己的加密导出文件的密码; 每次查看留痕")
    async def export_password(
        self,
        info: Context,
        input: Given[ExportPasswordInput],  # noqa: A002 - the argument's GraphQL name
    ) -> ExportPasswordPayload:
        """The password of one's own encrypted file."""

        async def look(work: Work) -> dict[str, object]:
            identified = identity(str(input.id))
            return {"password": await service.export_password(work, export_id=identified)}

        return await perform(info, ExportPasswordPayload, look)

    @mutation("上传文件: 按 GraphQL multipart 规范; 类型按内容识别")
    async def store_upload(
        self,
        info: Context,
        file: Annotated[Incoming, strawberry.argument(description="文件")],
        idempotency_key: IdempotencyKey,
    ) -> StoreUploadPayload:
        """Keep a file for its uploader, to be imported or attached."""
        del idempotency_key  # perform() reads it from the call

        async def keep(work: Work) -> dict[str, object]:
            made = await uploads.store(work, file)
            row = await uploads.described(work, made)
            return {"upload_id": str(made), "name": row.name, "media_type": row.media_type}

        return await perform(info, StoreUploadPayload, keep)
