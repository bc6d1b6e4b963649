"""What is brought to us: reports waiting to be read, partners' keys, deliveries seen before."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, reference
from schema.opinion.rules.codes import ReportState

_moment = sa.DateTime(timezone=True)
_no = sa.false()


def _count(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0", comment=comment)


feed_report = sa.Table(
    "feed_report",
    metadata,
    identifier(),
    reference("source_id", "feed_source", "来源", index=False),
    sa.Column("external_id", sa.Text, nullable=False, comment="来源方编号 (登记编号)"),
    sa.Column("title", sa.Text, comment="标题 (处理后清除)", info={"personal": True}),
    sa.Column("text", sa.Text, comment="正文 (处理后清除)", info={"personal": True}),
    sa.Column("url", sa.Text, comment="网址 (处理后清除)", info={"personal": True}),
    sa.Column("published_at", _moment, comment="发布时间"),
    _count("read_count", "阅读数"),
    _count("like_count", "点赞数"),
    _count("repost_count", "转发数"),
    _count("comment_count", "评论数"),
    sa.Column("is_repost", sa.Boolean, nullable=False, server_default=_no, comment="转发"),
    sa.Column("raw_hash", sa.LargeBinary, nullable=False, comment="原始内容摘要"),
    sa.Column("received_at", _moment, nullable=False, comment="接收时间"),
    sa.Column("received_from", sa.Text, nullable=False, comment="报送者"),
    code("state", ReportState, "状态", server_default=ReportState.WAITING.value),
    reference("item_id", "feed_item", "舆情信息", nullable=True, index=False),
    sa.Column("refusal", sa.Text, comment="未受理原因"),
    sa.UniqueConstraint("source_id", "external_id"),
    sa.Index(
        "ix_feed_report_waiting",
        "source_id",
        "id",
        postgresql_where=sa.text("state = 'WAITING'"),
    ),
    sa.Index("ix_feed_report_item", "item_id"),
    comment="报送的舆情信息 (待处理)",
)

feed_key = sa.Table(
    "feed_key",
    metadata,
    identifier(),
    reference("source_id", "feed_source", "来源"),
    sa.Column(
        "secret",
        sa.LargeBinary,
        nullable=False,
        comment="签名密钥 (密文)",
        info={"secret": True, "sealed": "id"},
    ),
    sa.Column("created_at", _moment, nullable=False, comment="生成时间"),
    sa.Column("created_by", sa.Text, nullable=False, comment="生成者"),
    sa.Column("ends_at", _moment, comment="失效时间 (空: 现行)"),
    comment="协作单位推送的签名密钥",
)

feed_delivery = sa.Table(
    "feed_delivery",
    metadata,
    identifier(),
    reference("source_id", "feed_source", "来源", index=False),
    sa.Column("delivery_id", sa.Text, nullable=False, comment="推送编号"),
    sa.Column("received_at", _moment, nullable=False, comment="接收时间"),
    sa.UniqueConstraint("source_id", "delivery_id"),
    sa.Index("ix_feed_delivery_received", "received_at"),
    comment="已接收的推送 (防重放)",
    info={"unaudited": "remembers for two days which deliveries came"},
)
