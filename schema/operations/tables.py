"""The timetable, exports and imports; what is kept how long, the requests of persons.

The runs of jobs are rows of ``schema.core.outbox.job_run``.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.access_log import AccessPurpose
from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.operations.rules import (
    DestroyedKind,
    ExportFormat,
    ExportState,
    ImportEntity,
    ImportMode,
    Misfire,
    RequestKind,
    RequestState,
    SlotDays,
)

schedule = sa.Table(
    "schedule",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="计划代码"),
    sa.Column("name", sa.Text, nullable=False, comment="计划名称"),
    sa.Column("job", sa.Text, nullable=False, comment="任务名称"),
    sa.Column("arguments", JSONB, nullable=False, server_default="{}", comment="任务参数"),
    sa.Column("cron", sa.Text, nullable=False, comment="时间表达式 (分 时 日 月 周)"),
    sa.Column("timezone", sa.Text, nullable=False, server_default="Asia/Shanghai", comment="时区"),
    code("days", SlotDays, "运行日", server_default=SlotDays.ALL.value),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    code("misfire", Misfire, "错过时点的处理", server_default=Misfire.ONCE.value),
    sa.Column(
        "grace_seconds",
        sa.Integer,
        nullable=False,
        server_default="60",
        comment="按时宽限 (秒): 晚于此即为错过",
    ),
    sa.Column("last_slot_at", sa.DateTime(timezone=True), comment="已处理到的时点"),
    sa.Column("next_slot_at", sa.DateTime(timezone=True), comment="下一时点"),
    *record_columns(),
    sa.CheckConstraint("grace_seconds >= 0", name="grace_seconds"),
    sa.CheckConstraint("jsonb_typeof(arguments) = 'object'", name="arguments"),
    comment="定时计划",
)

_moment = sa.DateTime(timezone=True)

export_run = sa.Table(
    "export_run",
    metadata,
    identifier(),
    reference("user_id", "app_user", "申请人", index=False),
    reference("grant_id", "role_grant", "申请时的授权", index=False),
    reference("job_run_id", "job_run", "任务运行", nullable=True),
    sa.Column("connection", sa.Text, nullable=False, comment="列表 (查询入口的字段名)"),
    sa.Column("filter", JSONB(none_as_null=True), comment="筛选条件", info={"secret": True}),
    sa.Column("order_by", JSONB(none_as_null=True), comment="排序"),
    sa.Column("columns", sa.ARRAY(sa.Text), nullable=False, comment="列 (字段路径)"),
    code("format", ExportFormat, "文件格式"),
    code("purpose", AccessPurpose, "目的"),
    sa.Column("note", sa.Text, comment="目的说明"),
    sa.Column(
        "clear_numbers",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="含证件号码明文 (加密文件)",
    ),
    code("state", ExportState, "状态"),
    sa.Column("expected_rows", sa.BigInteger, nullable=False, comment="申请时的行数"),
    reference("decided_by", "app_user", "审批人", nullable=True, index=False),
    sa.Column("decided_at", _moment, comment="审批时间"),
    sa.Column("decision_note", sa.Text, comment="审批意见"),
    sa.Column("rows", sa.BigInteger, comment="文件行数 (不含表头)"),
    sa.Column("size", sa.BigInteger, comment="文件字节数"),
    sa.Column("sha256", sa.Text, comment="文件的 SHA-256"),
    sa.Column("file_name", sa.Text, comment="文件名"),
    sa.Column(
        "password_cipher",
        sa.LargeBinary,
        comment="文件密码密文",
        info={"secret": True, "sealed": "id"},
    ),
    sa.Column("expires_at", _moment, comment="过期时间"),
    sa.Column("downloaded_at", _moment, comment="下载时间"),
    sa.Column("destroyed_at", _moment, comment="文件销毁时间"),
    *record_columns(),
    sa.CheckConstraint("decided_by is null or decided_by <> user_id", name="four_eyes"),
    sa.CheckConstraint("state <> 'READY' or expires_at is not null", name="expiry"),
    sa.Index("ix_export_run_user", "user_id", sa.text("created_at DESC"), sa.text("id DESC")),
    sa.Index("ix_export_run_state", "state", "expires_at"),
    comment="导出",
)

import_run = sa.Table(
    "import_run",
    metadata,
    identifier(),
    reference("user_id", "app_user", "导入人", index=False),
    reference("grant_id", "role_grant", "导入时的授权", index=False),
    reference("job_run_id", "job_run", "任务运行", nullable=True),
    sa.Column("upload_id", sa.Uuid, nullable=False, comment="上传的文件"),
    sa.Column("file_name", sa.Text, nullable=False, comment="文件名"),
    code("entity", ImportEntity, "导入对象"),
    code("mode", ImportMode, "有行未通过的处理"),
    sa.Column("dry_run", sa.Boolean, nullable=False, comment="试运行 (全部撤回)"),
    sa.Column("rows", sa.BigInteger, comment="读入行数"),
    sa.Column("inserted", sa.BigInteger, comment="新增行数"),
    sa.Column("updated", sa.BigInteger, comment="更新行数"),
    sa.Column("unchanged", sa.BigInteger, comment="无变化行数"),
    sa.Column("refused", sa.BigInteger, comment="未通过行数"),
    sa.Column("written", sa.Boolean, comment="已写入"),
    sa.Column("problems", JSONB(none_as_null=True), comment="未通过的行 (前 100 行)"),
    sa.Column("differences", JSONB(none_as_null=True), comment="更新的样例 (前 20 行)"),
    sa.Column("error", sa.Text, comment="整个文件不能读入的原因"),
    sa.Column("finished_at", _moment, comment="结束时间"),
    *record_columns(),
    sa.Index("ix_import_run_user", "user_id", sa.text("created_at DESC"), sa.text("id DESC")),
    sa.CheckConstraint(
        "rows is null or rows = inserted + updated + unchanged + refused", name="accounted"
    ),
    comment="导入",
)

legal_hold = sa.Table(
    "legal_hold",
    metadata,
    identifier(),
    reference("person_id", "person", "职工", index=False),
    sa.Column("basis", sa.Text, nullable=False, comment="保全依据 (文号、案号)"),
    sa.Column("placed_on", sa.Date, nullable=False, comment="保全日期"),
    sa.Column("lifted_on", sa.Date, comment="解除日期"),
    *record_columns(),
    sa.CheckConstraint("lifted_on is null or lifted_on >= placed_on", name="period"),
    sa.Index("ix_legal_hold_person", "person_id", "lifted_on"),
    comment="数据保全 (暂停销毁)",
)

destruction = sa.Table(
    "destruction",
    metadata,
    identifier(),
    code("kind", DestroyedKind, "销毁对象"),
    sa.Column("entity_id", sa.Uuid, comment="对象标识 (成批销毁的为空)"),
    sa.Column("rows", sa.BigInteger, nullable=False, comment="销毁或清除的行数"),
    sa.Column("due_on", sa.Date, nullable=False, comment="保存期满日期"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据"),
    sa.Column("destroyed_on", sa.Date, nullable=False, comment="销毁日期"),
    *record_columns(),
    sa.CheckConstraint("rows >= 0", name="rows"),
    sa.Index("ix_destruction_date", sa.text("destroyed_on DESC"), sa.text("id DESC")),
    sa.Index("ix_destruction_entity", "entity_id"),
    comment="销毁记录 (只增不改)",
    info={"immutable": True},
)

person_request = sa.Table(
    "person_request",
    metadata,
    identifier(),
    reference("person_id", "person", "申请人 (职工)", index=False),
    code("kind", RequestKind, "申请事项"),
    code("state", RequestState, "状态"),
    sa.Column(
        "content_cipher",
        sa.LargeBinary,
        comment="申请内容密文",
        info={"secret": True, "sealed": "id"},
    ),
    sa.Column("filed_on", sa.Date, nullable=False, comment="受理日期"),
    sa.Column("due_on", sa.Date, nullable=False, comment="办理期限"),
    sa.Column("answered_on", sa.Date, comment="答复日期"),
    sa.Column("answer", sa.Text, comment="答复或不予办理的理由", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("(state = 'FILED') = (answered_on is null)", name="answered"),
    sa.Index("ix_person_request_person", "person_id", sa.text("filed_on DESC"), "id"),
    sa.Index("ix_person_request_state", "state", "due_on", "id"),
    comment="个人信息权利申请",
    info={"persons": True},
)
