"""The edge: registered documents, uploaded files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("persisted_document", "stored_upload")


def _identifier() -> sa.Column:
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _record() -> tuple[sa.Column, ...]:
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    return (
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    )


def upgrade() -> None:
    """Create the tables; readers have nothing to read there."""
    op.create_table(
        "persisted_document",
        _identifier(),
        sa.Column("hash", sa.Text(), nullable=False, comment="文档的 SHA-256"),
        sa.Column("name", sa.Text(), server_default="", nullable=False, comment="操作名称"),
        sa.Column("body", sa.Text(), nullable=False, comment="文档"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True, comment="停用时间"),
        *_record(),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_persisted_document_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persisted_document")),
        sa.UniqueConstraint("hash", name=op.f("uq_persisted_document_hash")),
        comment="登记的 GraphQL 文档",
    )
    op.create_table(
        "stored_upload",
        _identifier(),
        sa.Column("name", sa.Text(), nullable=False, comment="文件名 (仅供显示)"),
        sa.Column("media_type", sa.Text(), nullable=False, comment="按内容识别的类型"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="字节数"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="内容的 SHA-256"),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_upload")),
        comment="上传的文件",
    )
    op.create_index("ix_stored_upload_created_by", "stored_upload", ["created_by"])
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")


def downgrade() -> None:
    """Remove the tables, with their indexes."""
    for table in reversed(TABLES):
        op.drop_table(table)
