"""The table of notifications: what the platform tells one user, until he has read it."""

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.table import code, identifier, metadata, reference


class NotificationKind(Labelled):
    """通知类别"""

    JOB_FAILED = "JOB_FAILED", "任务失败"
    OPINION_ALERT = "OPINION_ALERT", "舆情预警"
    FINDING_ESCALATED = "FINDING_ESCALATED", "线索上交"
    EVIDENCE_EXPIRES = "EVIDENCE_EXPIRES", "证明材料将到期"


_moment = sa.DateTime(timezone=True)

notification = sa.Table(
    "notification",
    metadata,
    identifier(),
    reference("user_id", "app_user", "接收人", index=False),
    code("kind", NotificationKind, "通知类别"),
    sa.Column("title", sa.Text, nullable=False, comment="标题"),
    sa.Column("body", sa.Text, nullable=False, server_default="", comment="内容 (不含个人信息)"),
    sa.Column("entity", sa.Text, comment="相关对象类型 (表)"),
    sa.Column("entity_id", sa.Uuid, comment="相关对象标识"),
    sa.Column(
        "created_at", _moment, nullable=False, server_default=sa.func.now(), comment="通知时间"
    ),
    sa.Column("read_at", _moment, comment="阅读时间"),
    # Nothing repeats: one row a user, object and kind, however often it is noticed.
    sa.UniqueConstraint("user_id", "kind", "entity", "entity_id"),
    sa.Index("ix_notification_user", "user_id", sa.text("created_at DESC"), sa.text("id DESC")),
    comment="站内通知",
    info={"unaudited": "is a message to one user; only the mark of having been read changes"},
)
