"""Attachments: documents and photos of a record, behind its union's fence."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table with its guards; uploads say whether they are attached."""
    op.add_column(
        "stored_upload",
        sa.Column(
            "attached",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="已作为附件",
        ),
    )
    _create()
    signed = "(select gonghui_signed())"
    inside = "((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
    condition = f"{signed} and {inside}"
    op.execute("grant select, insert, update, delete on attachment to gonghui_writer")
    op.execute("grant select on attachment to gonghui_reader")
    op.execute("alter table attachment enable row level security")
    op.execute("alter table attachment force row level security")
    op.execute("create policy readers on attachment for select to gonghui_reader using (true)")
    op.execute(
        "create policy writers on attachment to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute("create policy migrations on attachment to gonghui_owner using (true)")


def _create() -> None:
    op.create_table(
        "attachment",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "owner_kind",
            sa.Enum(
                "FACILITY",
                "INSPECTION",
                "EVIDENCE",
                name="owner_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="所属记录类型",
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="所属记录"),
        sa.Column("upload_id", sa.Uuid(), nullable=False, comment="文件"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="所属工会"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="所涉职工"),
        sa.Column("caption", sa.Text(), nullable=True, comment="说明"),
        sa.Column("name", sa.Text(), nullable=False, comment="文件名 (仅供显示)"),
        sa.Column("media_type", sa.Text(), nullable=False, comment="按内容识别的类型"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="字节数"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="内容的 SHA-256"),
        *_record(),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attachment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_attachment_union_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["stored_upload.id"], name=op.f("fk_attachment_upload_id_stored_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("owner_id", "sha256", name=op.f("uq_attachment_owner_id_sha256")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_attachment_upload_id")),
        comment="附件",
    )
    op.create_index("ix_attachment_owner", "attachment", ["owner_id", "id"])
    op.create_index("ix_attachment_person_id", "attachment", ["person_id"])
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    op.create_index("ix_attachment_union_id", "attachment", ["union_id"])


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
    """Remove the table and the mark."""
    op.drop_table("attachment")
    op.drop_column("stored_upload", "attached")
