"""Reports that are brought to us, the keys of partners, and the deliveries that came."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = ("feed_report", "feed_key", "feed_delivery")
IMPORTED = ("MEMBER", "UNION", "ENTERPRISE", "FACILITY", "DOSSIER", "ASSISTANCE")


def upgrade() -> None:
    """Three tables that no reader sees, and one more thing to import."""
    _report()
    _key()
    _delivery()
    signed = "(select gonghui_signed())"
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy writers on {table} to gonghui_writer"
            f" using ({signed}) with check ({signed})"
        )
        op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")
    _imported((*IMPORTED, "FEED_REPORT"))


def _imported(entities: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{entity}'" for entity in entities)
    op.execute("alter table import_run drop constraint ck_import_run_entity")
    op.execute(
        f"alter table import_run add constraint ck_import_run_entity check (entity in ({listed}))"
    )


def _identifier() -> "sa.Column[sa.Uuid]":
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _source(table: str) -> tuple["sa.Column[sa.Uuid]", sa.ForeignKeyConstraint]:
    return (
        sa.Column("source_id", sa.Uuid(), nullable=False, comment="来源"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["feed_source.id"], name=op.f(f"fk_{table}_source_id_feed_source")
        ),
    )


def _count(name: str, comment: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False, comment=comment)


def _report() -> None:
    moment = sa.DateTime(timezone=True)
    column, key = _source("feed_report")
    states = sa.Enum(
        "WAITING",
        "STORED",
        "REFUSED",
        name="state",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "feed_report",
        _identifier(),
        column,
        sa.Column("external_id", sa.Text(), nullable=False, comment="来源方编号 (登记编号)"),
        sa.Column("title", sa.Text(), comment="标题 (处理后清除)"),
        sa.Column("text", sa.Text(), comment="正文 (处理后清除)"),
        sa.Column("url", sa.Text(), comment="网址 (处理后清除)"),
        sa.Column("published_at", moment, comment="发布时间"),
        _count("read_count", "阅读数"),
        _count("like_count", "点赞数"),
        _count("repost_count", "转发数"),
        _count("comment_count", "评论数"),
        sa.Column(
            "is_repost", sa.Boolean(), server_default=sa.false(), nullable=False, comment="转发"
        ),
        sa.Column("raw_hash", sa.LargeBinary(), nullable=False, comment="原始内容摘要"),
        sa.Column("received_at", moment, nullable=False, comment="接收时间"),
        sa.Column("received_from", sa.Text(), nullable=False, comment="报送者"),
        sa.Column("state", states, server_default="WAITING", nullable=False, comment="状态"),
        sa.Column("item_id", sa.Uuid(), comment="舆情信息"),
        sa.Column("refusal", sa.Text(), comment="未受理原因"),
        key,
        sa.ForeignKeyConstraint(
            ["item_id"], ["feed_item.id"], name=op.f("fk_feed_report_item_id_feed_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_report")),
        sa.UniqueConstraint(
            "source_id", "external_id", name=op.f("uq_feed_report_source_id_external_id")
        ),
        comment="报送的舆情信息 (待处理)",
    )
    op.create_index(
        "ix_feed_report_waiting",
        "feed_report",
        ["source_id", "id"],
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    op.create_index("ix_feed_report_item", "feed_report", ["item_id"])


def _key() -> None:
    moment = sa.DateTime(timezone=True)
    column, key = _source("feed_key")
    op.create_table(
        "feed_key",
        _identifier(),
        column,
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="签名密钥 (密文)"),
        sa.Column("created_at", moment, nullable=False, comment="生成时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="生成者"),
        sa.Column("ends_at", moment, comment="失效时间 (空: 现行)"),
        key,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_key")),
        comment="协作单位推送的签名密钥",
    )
    op.create_index(op.f("ix_feed_key_source_id"), "feed_key", ["source_id"])


def _delivery() -> None:
    column, key = _source("feed_delivery")
    op.create_table(
        "feed_delivery",
        _identifier(),
        column,
        sa.Column("delivery_id", sa.Text(), nullable=False, comment="推送编号"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="接收时间"),
        key,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_delivery")),
        sa.UniqueConstraint(
            "source_id", "delivery_id", name=op.f("uq_feed_delivery_source_id_delivery_id")
        ),
        comment="已接收的推送 (防重放)",
    )
    op.create_index("ix_feed_delivery_received", "feed_delivery", ["received_at"])


def downgrade() -> None:
    """Without them."""
    op.execute("delete from import_run where entity = 'FEED_REPORT'")
    _imported(IMPORTED)
    for table in reversed(TABLES):
        op.drop_table(table)
