"""Feed sources and their items."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.opinion.rules.codes import FeedFormat, OpinionLevel, SourceKind, Stance, Topic

_moment = sa.DateTime(timezone=True)
_no = sa.false()


def _count(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0", comment=comment)


feed_source = sa.Table(
    "feed_source",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="来源代码"),
    sa.Column("name", sa.Text, nullable=False, comment="来源名称"),
    code("kind", SourceKind, "来源类别"),
    sa.Column(
        "address",
        sa.Text,
        nullable=False,
        comment="地址: 数据目录 feeds 下的文件夹, 或 http(s) 网址",
    ),
    code("format", FeedFormat, "格式", server_default=FeedFormat.AUTO.value),
    sa.Column("is_local", sa.Boolean, nullable=False, comment="本地来源: 内容无须出现本市地名"),
    sa.Column(
        "poll_minutes", sa.Integer, nullable=False, server_default="5", comment="采集间隔 (分钟)"
    ),
    sa.Column(
        "trust", sa.SmallInteger, nullable=False, server_default="50", comment="可信度 (0–100)"
    ),
    sa.Column("licence", sa.Text, nullable=False, comment="使用许可"),
    sa.Column("lawful_basis", sa.Text, nullable=False, comment="合法性依据"),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    sa.Column("etag", sa.Text, comment="上次响应的 ETag"),
    sa.Column("last_modified", sa.Text, comment="上次响应的 Last-Modified"),
    sa.Column(
        "files_read",
        JSONB,
        nullable=False,
        server_default="{}",
        comment="已读文件: {文件名: 大小与修改时间}",
    ),
    sa.Column("last_attempt_at", _moment, comment="最近采集时间"),
    sa.Column("last_success_at", _moment, comment="最近成功时间"),
    sa.Column("last_error", sa.Text, comment="最近错误"),
    sa.Column("last_failure_at", _moment, comment="最近失败时间"),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0", comment="连续失败次数"),
    sa.Column("last_item_at", _moment, comment="最近收到新信息的时间"),
    sa.Column("silence_hours", sa.Integer, comment="允许静默的小时数 (空: 按排查规则 S1)"),
    *record_columns(),
    sa.CheckConstraint("poll_minutes between 1 and 10080", name="poll_minutes"),
    sa.CheckConstraint("silence_hours between 1 and 8760", name="silence_hours"),
    sa.CheckConstraint("trust between 0 and 100", name="trust"),
    comment="舆情来源",
)

feed_host = sa.Table(
    "feed_host",
    metadata,
    identifier(),
    sa.Column("host", sa.Text, nullable=False, unique=True, comment="网站 (协议、主机与端口)"),
    sa.Column("robots", sa.Text, comment="robots.txt 的内容 (空: 全部允许)"),
    sa.Column(
        "all_refused",
        sa.Boolean,
        nullable=False,
        server_default=_no,
        comment="robots.txt 暂时无法读取: 一律不采集",
    ),
    sa.Column("robots_read_at", _moment, comment="robots.txt 的读取时间"),
    sa.Column("free_at", _moment, nullable=False, comment="下次可访问时间"),
    comment="来源网站: 访问规则与访问频率",
    info={"unaudited": "what machines remember of web sites, rewritten at each visit"},
)

feed_item = sa.Table(
    "feed_item",
    metadata,
    identifier(),
    reference("source_id", "feed_source", "来源", index=False),
    sa.Column("external_id", sa.Text, comment="来源方编号"),
    sa.Column("url", sa.Text, comment="网址", info={"personal": True}),
    sa.Column("published_at", _moment, comment="发布时间"),
    sa.Column("fetched_at", _moment, nullable=False, comment="采集时间"),
    sa.Column(
        "occurred_at",
        _moment,
        nullable=False,
        comment="计算用时间: 发布时间, 缺失或晚于采集则为采集时间",
    ),
    sa.Column("title", sa.Text, nullable=False, comment="标题", info={"personal": True}),
    sa.Column("text", sa.Text, nullable=False, comment="正文", info={"personal": True}),
    sa.Column(
        "author_hash", sa.LargeBinary, comment="作者摘要 (加盐, 保留90天)", info={"secret": True}
    ),
    _count("read_count", "阅读数"),
    _count("like_count", "点赞数"),
    _count("repost_count", "转发数"),
    _count("comment_count", "评论数"),
    code("stance", Stance, "表达类型"),
    code("topic", Topic, "主要主题", nullable=True),
    sa.Column(
        "topics",
        JSONB,
        nullable=False,
        comment="主题与命中词: [{code, score, words}]",
        info={"personal": True},
    ),
    code("level", OpinionLevel, "预警等级"),
    sa.Column("score", sa.Double, nullable=False, comment="等级分值 (含重复信息的传播量)"),
    sa.Column(
        "explanation",
        JSONB,
        nullable=False,
        comment="分值构成: [{factor, points, cause}]",
        info={"personal": True},
    ),
    sa.Column(
        "severity",
        sa.SmallInteger,
        nullable=False,
        server_default="0",
        comment="严重度 (0 无 – 4 危及生命)",
    ),
    sa.Column(
        "signals",
        JSONB,
        nullable=False,
        server_default="[]",
        comment="判断依据: [{feature, value, words}]",
        info={"personal": True},
    ),
    sa.Column("people_estimate", sa.Integer, nullable=False, comment="涉及人数估计"),
    sa.Column("harm_flags", sa.ARRAY(sa.Text), nullable=False, comment="危害标记"),
    sa.Column("places", sa.ARRAY(sa.Text), nullable=False, comment="提及的乡镇街道代码"),
    reference("division_id", "division", "所在区划", nullable=True, index=False),
    sa.Column("employer", sa.Text, comment="提及的单位"),
    sa.Column("in_area", sa.Boolean, nullable=False, comment="属本辖区"),
    sa.Column("counts", sa.Boolean, nullable=False, comment="属本辖区的诉求 (可形成事件)"),
    sa.Column(
        "is_restricted",
        sa.Boolean,
        nullable=False,
        server_default=_no,
        comment="限制查看 (心理危机)",
    ),
    sa.Column("raw_hash", sa.LargeBinary, nullable=False, comment="原始内容摘要"),
    sa.Column("text_hash", sa.LargeBinary, nullable=False, comment="归一化文本摘要"),
    sa.Column(
        "signature",
        sa.ARRAY(sa.Integer),
        nullable=False,
        comment="近似重复签名",
        info={"personal": True},
    ),
    reference("duplicate_of", "feed_item", "重复于 (可撤销)", nullable=True, index=False),
    sa.Column("is_history", sa.Boolean, nullable=False, server_default=_no, comment="旧闻"),
    sa.Column("is_repost", sa.Boolean, nullable=False, server_default=_no, comment="转发"),
    reference("event_id", "opinion_event", "所属事件", nullable=True, index=False),
    sa.Column("reading", sa.Text, comment="模型判断 (负面概率, 主题, 严重度, 模型版本)"),
    sa.Column("scorer_version", sa.Text, nullable=False, comment="评分规则版本"),
    sa.UniqueConstraint("source_id", "raw_hash"),
    sa.CheckConstraint("severity between 0 and 4", name="severity"),
    sa.Index(
        "ix_feed_item_external",
        "source_id",
        "external_id",
        postgresql_where=sa.text("external_id is not null"),
    ),
    sa.Index("ix_feed_item_text_hash", "text_hash"),
    # Without fast update: the list of pending entries would be searched for every key.
    sa.Index(
        "ix_feed_item_signature",
        "signature",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    sa.Index("ix_feed_item_event", "event_id", "occurred_at", "id"),
    sa.Index("ix_feed_item_source", "source_id", "occurred_at", "id"),
    sa.Index("ix_feed_item_duplicate", "duplicate_of", "id"),
    sa.Index("ix_feed_item_occurred", sa.text("occurred_at DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_feed_item_spike",
        "topic",
        "division_id",
        "occurred_at",
        postgresql_where=sa.text("counts and duplicate_of is null"),
    ),
    sa.Index(
        "ix_feed_item_author", "fetched_at", postgresql_where=sa.text("author_hash is not null")
    ),
    comment="舆情信息",
)
