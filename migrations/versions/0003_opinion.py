"""Public opinion: sources, items, events and alerts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("feed_source", "opinion_event", "feed_item", "opinion_alert")
# Readers see no trace of an author.
GRANT_SHOWN = """do $$ begin
  execute (
    select format('grant select (%s) on feed_item to gonghui_reader',
                  string_agg(quote_ident(column_name), ', '))
    from information_schema.columns
    where table_schema = 'public' and table_name = 'feed_item'
      and column_name <> all (array['author_hash'])
  );
end $$"""


def upgrade() -> None:
    """Create the tables and open them to the two roles."""
    op.create_table(
        "feed_source",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="来源代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="来源名称"),
        sa.Column(
            "kind",
            sa.Enum(
                "HOTLINE_12351",
                "GOV_12345",
                "LEADER_MAILBOX",
                "UNION_SITE_COMMENT",
                "WECHAT_BACKEND",
                "PUBLIC_MEDIA_RSS",
                "PUBLIC_WEB_API",
                "PARTNER_REPORT",
                "TOWNSHIP_REPORT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="来源类别",
        ),
        sa.Column(
            "address",
            sa.Text(),
            nullable=False,
            comment="地址: 数据目录 feeds 下的文件夹, 或 http(s) 网址",
        ),
        sa.Column(
            "format",
            sa.Enum(
                "AUTO",
                "RSS",
                "ATOM",
                "JSON_LINES",
                name="format",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="AUTO",
            nullable=False,
            comment="格式",
        ),
        sa.Column(
            "is_local", sa.Boolean(), nullable=False, comment="本地来源: 内容无须出现本市地名"
        ),
        sa.Column(
            "poll_minutes",
            sa.Integer(),
            server_default="5",
            nullable=False,
            comment="采集间隔 (分钟)",
        ),
        sa.Column(
            "trust",
            sa.SmallInteger(),
            server_default="50",
            nullable=False,
            comment="可信度 (0–100)",
        ),
        sa.Column("licence", sa.Text(), nullable=False, comment="使用许可"),
        sa.Column("lawful_basis", sa.Text(), nullable=False, comment="合法性依据"),
        sa.Column(
            "enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="启用"
        ),
        sa.Column("etag", sa.Text(), nullable=True, comment="上次响应的 ETag"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="上次响应的 Last-Modified"),
        sa.Column(
            "files_read",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="已读文件: {文件名: 大小与修改时间}",
        ),
        sa.Column(
            "last_attempt_at", sa.DateTime(timezone=True), nullable=True, comment="最近采集时间"
        ),
        sa.Column(
            "last_success_at", sa.DateTime(timezone=True), nullable=True, comment="最近成功时间"
        ),
        sa.Column("last_error", sa.Text(), nullable=True, comment="最近错误"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "poll_minutes between 1 and 10080", name=op.f("ck_feed_source_poll_minutes")
        ),
        sa.CheckConstraint("trust between 0 and 100", name=op.f("ck_feed_source_trust")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_source")),
        sa.UniqueConstraint("code", name=op.f("uq_feed_source_code")),
        comment="舆情来源",
    )
    op.create_table(
        "opinion_event",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="事件编号"),
        sa.Column("title", sa.Text(), nullable=False, comment="标题"),
        sa.Column(
            "topic",
            sa.Enum(
                "T01",
                "T02",
                "T03",
                "T04",
                "T05",
                "T06",
                "T07",
                "T08",
                "T09",
                "T10",
                "T11",
                "T12",
                "T13",
                "T14",
                "T15",
                "T16",
                "T17",
                "T18",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="主题",
        ),
        sa.Column("division_id", sa.Uuid(), nullable=True, comment="所在区划"),
        sa.Column("employer", sa.Text(), nullable=True, comment="涉事单位"),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="首次出现时间"
        ),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="最近出现时间"
        ),
        sa.Column(
            "item_count", sa.Integer(), server_default="0", nullable=False, comment="信息条数"
        ),
        sa.Column(
            "cluster_count", sa.Integer(), server_default="0", nullable=False, comment="去重后条数"
        ),
        sa.Column(
            "level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="预警等级",
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="等级分值"),
        sa.Column(
            "status",
            sa.Enum(
                "DETECTED",
                "SCREENED",
                "FALSE_ALARM",
                "OUT_OF_AREA",
                "CONFIRMED",
                "REPORTED",
                "DISPATCHED",
                "VERIFYING",
                "RESPONDING",
                "SOLVING",
                "MONITORING",
                "CLOSED",
                "REVIEWED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="DETECTED",
            nullable=False,
            comment="状态",
        ),
        sa.Column("status_reason", sa.Text(), nullable=True, comment="研判说明"),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True, comment="研判时间"),
        sa.Column("screened_by", sa.Text(), nullable=True, comment="研判人"),
        sa.Column(
            "is_restricted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="限制查看 (心理危机)",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="承办工会"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_opinion_event_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_opinion_event_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_event")),
        sa.UniqueConstraint("code", name=op.f("uq_opinion_event_code")),
        comment="舆情事件",
    )
    op.create_index(
        "ix_opinion_event_division", "opinion_event", ["division_id", "last_seen_at", "id"]
    )
    op.create_index(
        "ix_opinion_event_joining", "opinion_event", ["topic", "last_seen_at"], unique=False
    )
    op.create_index(
        "ix_opinion_event_seen",
        "opinion_event",
        [sa.literal_column("last_seen_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_opinion_event_status", "opinion_event", ["status", "level", "id"], unique=False
    )
    op.create_index(op.f("ix_opinion_event_union_id"), "opinion_event", ["union_id"], unique=False)
    op.create_table(
        "feed_item",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("source_id", sa.Uuid(), nullable=False, comment="来源"),
        sa.Column("external_id", sa.Text(), nullable=True, comment="来源方编号"),
        sa.Column("url", sa.Text(), nullable=True, comment="网址"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True, comment="发布时间"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False, comment="采集时间"),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="计算用时间: 发布时间, 缺失或晚于采集则为采集时间",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="标题"),
        sa.Column("text", sa.Text(), nullable=False, comment="正文"),
        sa.Column(
            "author_hash", sa.LargeBinary(), nullable=True, comment="作者摘要 (加盐, 保留90天)"
        ),
        sa.Column(
            "read_count", sa.BigInteger(), server_default="0", nullable=False, comment="阅读数"
        ),
        sa.Column(
            "like_count", sa.BigInteger(), server_default="0", nullable=False, comment="点赞数"
        ),
        sa.Column(
            "repost_count", sa.BigInteger(), server_default="0", nullable=False, comment="转发数"
        ),
        sa.Column(
            "comment_count", sa.BigInteger(), server_default="0", nullable=False, comment="评论数"
        ),
        sa.Column(
            "stance",
            sa.Enum(
                "GRIEVANCE",
                "QUESTION",
                "THANKS",
                "PUBLICITY",
                "RETELLING",
                "RECRUITMENT",
                "FICTION",
                "OTHER",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="表达类型",
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "T01",
                "T02",
                "T03",
                "T04",
                "T05",
                "T06",
                "T07",
                "T08",
                "T09",
                "T10",
                "T11",
                "T12",
                "T13",
                "T14",
                "T15",
                "T16",
                "T17",
                "T18",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="主要主题",
        ),
        sa.Column(
            "topics",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="主题与命中词: [{code, score, words}]",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="预警等级",
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="等级分值 (含重复信息的传播量)"),
        sa.Column(
            "explanation",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="分值构成: [{factor, points, cause}]",
        ),
        sa.Column("people_estimate", sa.Integer(), nullable=False, comment="涉及人数估计"),
        sa.Column("harm_flags", sa.ARRAY(sa.Text()), nullable=False, comment="危害标记"),
        sa.Column("places", sa.ARRAY(sa.Text()), nullable=False, comment="提及的乡镇街道代码"),
        sa.Column("division_id", sa.Uuid(), nullable=True, comment="所在区划"),
        sa.Column("employer", sa.Text(), nullable=True, comment="提及的单位"),
        sa.Column("in_area", sa.Boolean(), nullable=False, comment="属本辖区"),
        sa.Column("counts", sa.Boolean(), nullable=False, comment="属本辖区的诉求 (可形成事件)"),
        sa.Column(
            "is_restricted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="限制查看 (心理危机)",
        ),
        sa.Column("raw_hash", sa.LargeBinary(), nullable=False, comment="原始内容摘要"),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False, comment="归一化文本摘要"),
        sa.Column("signature", sa.ARRAY(sa.Integer()), nullable=False, comment="近似重复签名"),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True, comment="重复于 (可撤销)"),
        sa.Column(
            "is_history",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="旧闻",
        ),
        sa.Column("event_id", sa.Uuid(), nullable=True, comment="所属事件"),
        sa.Column("scorer_version", sa.Text(), nullable=False, comment="评分规则版本"),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_feed_item_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["feed_item.id"], name=op.f("fk_feed_item_duplicate_of_feed_item")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["opinion_event.id"], name=op.f("fk_feed_item_event_id_opinion_event")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["feed_source.id"], name=op.f("fk_feed_item_source_id_feed_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_item")),
        sa.UniqueConstraint("source_id", "raw_hash", name=op.f("uq_feed_item_source_id_raw_hash")),
        comment="舆情信息",
    )
    op.create_index(
        "ix_feed_item_author",
        "feed_item",
        ["fetched_at"],
        unique=False,
        postgresql_where=sa.text("author_hash is not null"),
    )
    op.create_index("ix_feed_item_duplicate", "feed_item", ["duplicate_of", "id"])
    op.create_index("ix_feed_item_source", "feed_item", ["source_id", "occurred_at", "id"])
    op.create_index("ix_feed_item_event", "feed_item", ["event_id", "occurred_at", "id"])
    op.create_index(
        "ix_feed_item_occurred",
        "feed_item",
        [sa.literal_column("occurred_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_feed_item_signature",
        "feed_item",
        ["signature"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_feed_item_spike",
        "feed_item",
        ["topic", "division_id", "occurred_at"],
        unique=False,
        postgresql_where=sa.text("counts and duplicate_of is null"),
    )
    op.create_index("ix_feed_item_text_hash", "feed_item", ["text_hash"], unique=False)
    op.create_table(
        "opinion_alert",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="事件"),
        sa.Column(
            "rule",
            sa.Enum(
                "EVENT_LEVEL", name="rule", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="预警规则",
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="预警对象 (等级)"),
        sa.Column("window", sa.Text(), server_default="", nullable=False, comment="时间窗"),
        sa.Column(
            "level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="预警等级",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RAISED",
                "ACKNOWLEDGED",
                "WITHDRAWN",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="RAISED",
            nullable=False,
            comment="状态",
        ),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="发出时间"),
        sa.Column(
            "is_restricted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="限制查看 (心理危机)",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["opinion_event.id"], name=op.f("fk_opinion_alert_event_id_opinion_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_alert")),
        sa.UniqueConstraint(
            "event_id",
            "rule",
            "subject",
            "window",
            name=op.f("uq_opinion_alert_event_id_rule_subject_window"),
        ),
        comment="舆情预警",
    )
    op.create_index("ix_opinion_alert_event", "opinion_alert", ["event_id", "raised_at", "id"])
    op.create_index(
        "ix_opinion_alert_raised",
        "opinion_alert",
        [sa.literal_column("raised_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        if table != "feed_item":
            op.execute(f"grant select on {table} to gonghui_reader")
    op.execute(GRANT_SHOWN)


def downgrade() -> None:
    """Remove the tables, with their indexes."""
    for table in reversed(TABLES):
        op.drop_table(table)
