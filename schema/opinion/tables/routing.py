"""Channels to the world outside, which alerts go there, and the proof that they arrived."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.opinion.rules.codes import AlertRule, OpinionLevel
from schema.opinion.rules.routing import AlertDeliveryStatus, ChannelKind

_moment = sa.DateTime(timezone=True)
_SECRET = {"secret": True, "sealed": "id"}

alert_channel = sa.Table(
    "alert_channel",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="渠道代码"),
    sa.Column("name", sa.Text, nullable=False, comment="渠道名称"),
    code("kind", ChannelKind, "渠道类别"),
    sa.Column("address", sa.Text, nullable=False, comment="地址: 网址或收件邮箱, 群机器人为空"),
    sa.Column("key_cipher", sa.LargeBinary, comment="签名密钥或机器人密钥 (密文)", info=_SECRET),
    sa.Column("old_key_cipher", sa.LargeBinary, comment="轮换中的旧密钥 (密文)", info=_SECRET),
    reference("fallback_id", "alert_channel", "未送达时改用的渠道", nullable=True),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    *record_columns(),
    sa.CheckConstraint("fallback_id <> id", name="fallback"),
    comment="预警渠道",
)

alert_route = sa.Table(
    "alert_route",
    metadata,
    identifier(),
    reference("channel_id", "alert_channel", "渠道", index=False),
    code("rule", AlertRule, "预警规则 (空: 全部)", nullable=True),
    code("least_level", OpinionLevel, "最低等级"),
    sa.Column(
        "takes_crises",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="含限制查看的预警 (心理危机; 不含内容)",
    ),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    *record_columns(),
    sa.Index("ix_alert_route_channel", "channel_id", "id"),
    comment="预警分发规则",
)

alert_delivery = sa.Table(
    "alert_delivery",
    metadata,
    identifier(),
    reference("alert_id", "opinion_alert", "舆情预警", index=False),
    reference("channel_id", "alert_channel", "渠道", index=False),
    code(
        "status", AlertDeliveryStatus, "送达状态", server_default=AlertDeliveryStatus.QUEUED.value
    ),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="已尝试次数"),
    sa.Column("next_try_at", _moment, nullable=False, comment="下次发送时间"),
    sa.Column("sent_at", _moment, comment="送达时间"),
    sa.Column("proof", sa.Text, comment="送达凭据 (接收方应答)"),
    sa.Column("error", sa.Text, comment="失败原因"),
    *record_columns(),
    # An alert goes over a channel once, whoever asks for it.
    sa.UniqueConstraint("alert_id", "channel_id"),
    sa.Index("ix_alert_delivery_alert", "alert_id", "id"),
    sa.Index("ix_alert_delivery_channel", "channel_id", "id"),
    sa.Index(
        "ix_alert_delivery_due",
        "next_try_at",
        "id",
        postgresql_where=sa.text("status in ('QUEUED','RETRYING')"),
    ),
    comment="预警送达记录",
)
