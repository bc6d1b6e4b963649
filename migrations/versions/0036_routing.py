"""Channels to the world outside, which alerts go there, and the proof that they arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = (
    "alert_channel",
    "alert_route",
    "alert_delivery",
)
CHANNEL_SHOWN = (
    *("id", "code", "name", "kind", "address", "fallback_id", "enabled"),
    *("created_at", "created_by", "updated_at", "updated_by", "version"),
)


def upgrade() -> None:
    """Three tables; the readers see no key."""
    _alert_channel()
    _alert_route()
    _alert_delivery()
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        shown = f" ({', '.join(CHANNEL_SHOWN)})" if table == "alert_channel" else ""
        op.execute(f"grant select{shown} on {table} to gonghui_reader")
        _fence(table)


def _fence(table: str) -> None:
    signed = "(select gonghui_signed())"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer using ({signed}) with check ({signed})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _alert_channel() -> None:
    op.create_table(
        "alert_channel",
        _identifier(),
        sa.Column("code", sa.Text(), nullable=False, comment="渠道代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="渠道名称"),
        sa.Column(
            "kind",
            sa.Enum(
                "EMAIL",
                "WEBHOOK",
                "WECOM",
                "DINGTALK",
                "FEISHU",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="渠道类别",
        ),
        sa.Column(
            "address", sa.Text(), nullable=False, comment="地址: 网址或收件邮箱, 群机器人为空"
        ),
        sa.Column(
            "key_cipher", sa.LargeBinary(), nullable=True, comment="签名密钥或机器人密钥 (密文)"
        ),
        sa.Column(
            "old_key_cipher", sa.LargeBinary(), nullable=True, comment="轮换中的旧密钥 (密文)"
        ),
        sa.Column("fallback_id", sa.Uuid(), nullable=True, comment="未送达时改用的渠道"),
        sa.Column(
            "enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="启用"
        ),
        *_record(),
        sa.CheckConstraint("fallback_id <> id", name=op.f("ck_alert_channel_fallback")),
        sa.ForeignKeyConstraint(
            ["fallback_id"],
            ["alert_channel.id"],
            name=op.f("fk_alert_channel_fallback_id_alert_channel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_alert_channel_code")),
        comment="预警渠道",
    )
    op.create_index(
        op.f("ix_alert_channel_fallback_id"), "alert_channel", ["fallback_id"], unique=False
    )


def _alert_route() -> None:
    op.create_table(
        "alert_route",
        _identifier(),
        sa.Column("channel_id", sa.Uuid(), nullable=False, comment="渠道"),
        sa.Column(
            "rule",
            sa.Enum(
                "EVENT_LEVEL",
                "SPIKE",
                "CLOCK_OVERDUE",
                name="rule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="预警规则 (空: 全部)",
        ),
        sa.Column(
            "least_level",
            sa.Enum(
                "RED",
                "ORANGE",
                "YELLOW",
                "BLUE",
                "LOG",
                name="least_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="最低等级",
        ),
        sa.Column(
            "takes_crises",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="含限制查看的预警 (心理危机; 不含内容)",
        ),
        sa.Column(
            "enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="启用"
        ),
        *_record(),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["alert_channel.id"],
            name=op.f("fk_alert_route_channel_id_alert_channel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_route")),
        comment="预警分发规则",
    )
    op.create_index(op.f("ix_alert_route_channel_id"), "alert_route", ["channel_id"], unique=False)


def _alert_delivery() -> None:
    op.create_table(
        "alert_delivery",
        _identifier(),
        sa.Column("alert_id", sa.Uuid(), nullable=False, comment="舆情预警"),
        sa.Column("channel_id", sa.Uuid(), nullable=False, comment="渠道"),
        sa.Column(
            "status",
            sa.Enum(
                "QUEUED",
                "RETRYING",
                "SENT",
                "FAILED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="QUEUED",
            nullable=False,
            comment="送达状态",
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="已尝试次数"
        ),
        sa.Column(
            "next_try_at", sa.DateTime(timezone=True), nullable=False, comment="下次发送时间"
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="送达时间"),
        sa.Column("proof", sa.Text(), nullable=True, comment="送达凭据 (接收方应答)"),
        sa.Column("error", sa.Text(), nullable=True, comment="失败原因"),
        *_record(),
        sa.ForeignKeyConstraint(
            ["alert_id"],
            ["opinion_alert.id"],
            name=op.f("fk_alert_delivery_alert_id_opinion_alert"),
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["alert_channel.id"],
            name=op.f("fk_alert_delivery_channel_id_alert_channel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_delivery")),
        sa.UniqueConstraint(
            "alert_id", "channel_id", name=op.f("uq_alert_delivery_alert_id_channel_id")
        ),
        comment="预警送达记录",
    )
    op.create_index(
        "ix_alert_delivery_channel", "alert_delivery", ["channel_id", "id"], unique=False
    )
    op.create_index(
        "ix_alert_delivery_due",
        "alert_delivery",
        ["next_try_at", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('QUEUED','RETRYING')"),
    )


def _identifier() -> sa.Column:
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _record() -> list[sa.Column]:
    moment = sa.DateTime(timezone=True)
    now = sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def downgrade() -> None:
    """Remove them."""
    op.drop_table("alert_delivery")
    op.drop_table("alert_route")
    op.drop_table("alert_channel")
