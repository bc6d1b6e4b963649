"""Posts with their severity and its grounds; sources with their failures; hosts and their rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ITEM = ("severity", "signals", "is_repost")
SOURCE = ("last_failure_at", "failures", "last_item_at", "silence_hours")


def upgrade() -> None:
    """Columns with the right to read them, and what machines remember of hosts."""
    _items()
    _sources()
    _hosts()
    op.execute(f"grant select ({', '.join(ITEM)}) on feed_item to gonghui_reader")


def _items() -> None:
    for column in (
        sa.Column(
            "severity",
            sa.SmallInteger(),
            server_default="0",
            nullable=False,
            comment="严重度 (0 无 – 4 危及生命)",
        ),
        sa.Column(
            "signals",
            postgresql.JSONB(),
            server_default="[]",
            nullable=False,
            comment="判断依据: [{feature, value, words}]",
        ),
        sa.Column(
            "is_repost", sa.Boolean(), server_default=sa.false(), nullable=False, comment="转发"
        ),
    ):
        op.add_column("feed_item", column)
    op.create_check_constraint(
        op.f("ck_feed_item_severity"), "feed_item", "severity between 0 and 4"
    )
    op.create_index(
        "ix_feed_item_external",
        "feed_item",
        ["source_id", "external_id"],
        postgresql_where=sa.text("external_id is not null"),
    )


def _sources() -> None:
    moment = sa.DateTime(timezone=True)
    for column in (
        sa.Column("last_failure_at", moment, comment="最近失败时间"),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="连续失败次数"
        ),
        sa.Column("last_item_at", moment, comment="最近收到新信息的时间"),
        sa.Column("silence_hours", sa.Integer(), comment="允许静默的小时数 (空: 按排查规则 S1)"),
    ):
        op.add_column("feed_source", column)
    op.create_check_constraint(
        op.f("ck_feed_source_silence_hours"), "feed_source", "silence_hours between 1 and 8760"
    )


def _hosts() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "feed_host",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("host", sa.Text(), nullable=False, comment="网站 (协议、主机与端口)"),
        sa.Column("robots", sa.Text(), comment="robots.txt 的内容 (空: 全部允许)"),
        sa.Column(
            "all_refused",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="robots.txt 暂时无法读取: 一律不采集",
        ),
        sa.Column("robots_read_at", moment, comment="robots.txt 的读取时间"),
        sa.Column("free_at", moment, nullable=False, comment="下次可访问时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_host")),
        sa.UniqueConstraint("host", name=op.f("uq_feed_host_host")),
        comment="来源网站: 访问规则与访问频率",
    )
    op.execute("grant select, insert, update, delete on feed_host to gonghui_writer")
    signed = "(select gonghui_signed())"
    op.execute("alter table feed_host enable row level security")
    op.execute("alter table feed_host force row level security")
    op.execute(
        "create policy writers on feed_host to gonghui_writer"
        f" using ({signed}) with check ({signed})"
    )
    op.execute("create policy migrations on feed_host to gonghui_owner using (true)")


def downgrade() -> None:
    """Without them."""
    op.drop_table("feed_host")
    op.drop_constraint(op.f("ck_feed_source_silence_hours"), "feed_source")
    for column in reversed(SOURCE):
        op.drop_column("feed_source", column)
    op.drop_index("ix_feed_item_external", "feed_item")
    op.drop_constraint(op.f("ck_feed_item_severity"), "feed_item")
    for column in reversed(ITEM):
        op.drop_column("feed_item", column)
