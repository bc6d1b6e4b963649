"""The timetable of jobs. Their runs are rows of ``schema.core.outbox.job_run``."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns
from schema.operations.rules import Misfire

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
    *record_columns(),
    sa.CheckConstraint("grace_seconds >= 0", name="grace_seconds"),
    sa.CheckConstraint("jsonb_typeof(arguments) = 'object'", name="arguments"),
    comment="定时计划",
)
