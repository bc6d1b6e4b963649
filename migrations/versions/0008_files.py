"""Files: exports with their approval and end, imports with their account of rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("export_run", "import_run")
# What the readers' role may not read: filters name people, passwords open files.
SECRET = ("filter", "password_cipher")


def upgrade() -> None:
    """Create the tables; readers see all but secrets."""
    op.create_table(
        "export_run",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="申请人"),
        sa.Column("grant_id", sa.Uuid(), nullable=False, comment="申请时的授权"),
        sa.Column("job_run_id", sa.Uuid(), nullable=True, comment="任务运行"),
        sa.Column("connection", sa.Text(), nullable=False, comment="列表 (查询入口的字段名)"),
        sa.Column("filter", postgresql.JSONB(), nullable=True, comment="筛选条件"),
        sa.Column("order_by", postgresql.JSONB(), nullable=True, comment="排序"),
        sa.Column("columns", sa.ARRAY(sa.Text()), nullable=False, comment="列 (字段路径)"),
        sa.Column(
            "format",
            sa.Enum(
                "XLSX", "CSV", name="format", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="文件格式",
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "DOSSIER_REVIEW",
                "CASE_HANDLING",
                "PAYMENT",
                "AUDIT",
                "MEMBER_REQUEST",
                "MEMBERSHIP",
                "STATISTICS",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="目的",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="目的说明"),
        sa.Column(
            "clear_numbers",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="含证件号码明文 (加密文件)",
        ),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "REFUSED",
                "WAITING",
                "READY",
                "DOWNLOADED",
                "FAILED",
                "EXPIRED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("expected_rows", sa.BigInteger(), nullable=False, comment="申请时的行数"),
        sa.Column("decided_by", sa.Uuid(), nullable=True, comment="审批人"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="审批时间"),
        sa.Column("decision_note", sa.Text(), nullable=True, comment="审批意见"),
        sa.Column("rows", sa.BigInteger(), nullable=True, comment="文件行数 (不含表头)"),
        sa.Column("size", sa.BigInteger(), nullable=True, comment="文件字节数"),
        sa.Column("sha256", sa.Text(), nullable=True, comment="文件的 SHA-256"),
        sa.Column("file_name", sa.Text(), nullable=True, comment="文件名"),
        sa.Column("password_cipher", sa.LargeBinary(), nullable=True, comment="文件密码密文"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True, comment="过期时间"),
        sa.Column("downloaded_at", sa.DateTime(timezone=True), nullable=True, comment="下载时间"),
        sa.Column(
            "destroyed_at", sa.DateTime(timezone=True), nullable=True, comment="文件销毁时间"
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
        sa.CheckConstraint(
            "state <> 'READY' or expires_at is not null", name=op.f("ck_export_run_expiry")
        ),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> user_id", name=op.f("ck_export_run_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_export_run_decided_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["role_grant.id"], name=op.f("fk_export_run_grant_id_role_grant")
        ),
        sa.ForeignKeyConstraint(
            ["job_run_id"], ["job_run.id"], name=op.f("fk_export_run_job_run_id_job_run")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_export_run_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_run")),
        comment="导出",
    )
    op.create_table(
        "import_run",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="导入人"),
        sa.Column("grant_id", sa.Uuid(), nullable=False, comment="导入时的授权"),
        sa.Column("job_run_id", sa.Uuid(), nullable=True, comment="任务运行"),
        sa.Column("upload_id", sa.Uuid(), nullable=False, comment="上传的文件"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="文件名"),
        sa.Column(
            "entity",
            sa.Enum(
                "MEMBER",
                "UNION",
                "ENTERPRISE",
                "FACILITY",
                "DOSSIER",
                "ASSISTANCE",
                name="entity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="导入对象",
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "REJECT_ALL",
                "SKIP_FAILED",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="有行未通过的处理",
        ),
        sa.Column("dry_run", sa.Boolean(), nullable=False, comment="试运行 (全部撤回)"),
        sa.Column("rows", sa.BigInteger(), nullable=True, comment="读入行数"),
        sa.Column("inserted", sa.BigInteger(), nullable=True, comment="新增行数"),
        sa.Column("updated", sa.BigInteger(), nullable=True, comment="更新行数"),
        sa.Column("unchanged", sa.BigInteger(), nullable=True, comment="无变化行数"),
        sa.Column("refused", sa.BigInteger(), nullable=True, comment="未通过行数"),
        sa.Column("written", sa.Boolean(), nullable=True, comment="已写入"),
        sa.Column("problems", postgresql.JSONB(), nullable=True, comment="未通过的行 (前 100 行)"),
        sa.Column(
            "differences", postgresql.JSONB(), nullable=True, comment="更新的样例 (前 20 行)"
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="整个文件不能读入的原因"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="结束时间"),
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
            "rows is null or rows = inserted + updated + unchanged + refused",
            name=op.f("ck_import_run_accounted"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["role_grant.id"], name=op.f("fk_import_run_grant_id_role_grant")
        ),
        sa.ForeignKeyConstraint(
            ["job_run_id"], ["job_run.id"], name=op.f("fk_import_run_job_run_id_job_run")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_import_run_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        comment="导入",
    )
    op.create_index(op.f("ix_export_run_job_run_id"), "export_run", ["job_run_id"], unique=False)
    op.create_index("ix_export_run_state", "export_run", ["state", "expires_at"], unique=False)
    op.create_index(
        "ix_export_run_user",
        "export_run",
        ["user_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_import_run_job_run_id"), "import_run", ["job_run_id"], unique=False)
    op.create_index(
        "ix_import_run_user",
        "import_run",
        ["user_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    for table in TABLES:
        op.execute(f"grant select, insert, update on {table} to gonghui_writer")
        shown = ", ".join(
            row[0]
            for row in op.get_bind().execute(
                sa.text(
                    "select quote_ident(attname) from pg_attribute where attnum > 0"
                    " and attrelid = cast(:named as regclass) and not attname = any(:secret)"
                ),
                {"named": table, "secret": list(SECRET)},
            )
        )
        op.execute(f"grant select ({shown}) on {table} to gonghui_reader")


def downgrade() -> None:
    """Remove the tables, with their indexes."""
    for table in reversed(TABLES):
        op.drop_table(table)
