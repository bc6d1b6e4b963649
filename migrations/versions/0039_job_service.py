"""What the relay says of the ways of the jobs, for clients to show that jobs are delayed."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLE = "job_service"
SIGNED = "(select gonghui_signed())"


def upgrade() -> None:
    """One table, read by everybody; only those who act write it."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        TABLE,
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="组成部分"),
        sa.Column(
            "state",
            sa.Enum(
                "OK",
                "DELAYED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("since", moment, nullable=False, comment="该状态自何时起"),
        sa.Column("checked_at", moment, nullable=False, comment="最近一次检查"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_service")),
        sa.UniqueConstraint("code", name=op.f("uq_job_service_code")),
        comment="任务平台状态 (由投递进程写入)",
    )
    op.execute(f"grant select, insert, update, delete on {TABLE} to gonghui_writer")
    op.execute(f"grant select on {TABLE} to gonghui_reader")
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    op.execute(f"create policy readers on {TABLE} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {TABLE} to gonghui_writer using ({SIGNED}) with check ({SIGNED})"
    )
    op.execute(f"create policy migrations on {TABLE} to gonghui_owner using (true)")


def downgrade() -> None:
    """Gone."""
    op.drop_table(TABLE)
