"""Samples of what was paid and their checks; the commitments of party and government."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLES = ("payment_sample", "payment_check", "policy_commitment")
SIGNED = "(select gonghui_signed())"
BY_UNION = f"{SIGNED} and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"


def upgrade() -> None:
    """Three tables; a sample is written once."""
    _create_sample()
    _create_check()
    _create_commitment()
    for table in TABLES:
        _fence(table, BY_UNION if table == "payment_check" else SIGNED)
    op.execute("revoke update, delete on payment_sample from gonghui_writer")
    op.execute(
        "create trigger written_once before update or delete on payment_sample"
        " for each row execute function gonghui_refuse_change()"
    )


def _fence(table: str, condition: str) -> None:
    op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select on {table} to gonghui_reader")
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _create_sample() -> None:
    op.create_table(
        "payment_sample",
        _identifier(),
        sa.Column("from_on", sa.Date(), nullable=False, comment="发放日期起"),
        sa.Column("to_on", sa.Date(), nullable=False, comment="发放日期止 (含)"),
        sa.Column("share", sa.Integer(), nullable=False, comment="抽查比例 (万分比)"),
        sa.Column("seed", sa.Text(), nullable=False, comment="抽样种子 (可据此重抽核对)"),
        sa.Column("population", sa.Integer(), nullable=False, comment="总体笔数"),
        sa.Column("size", sa.Integer(), nullable=False, comment="样本笔数"),
        sa.Column("population_hash", sa.LargeBinary(), nullable=False, comment="总体指纹"),
        sa.Column("drawn_on", sa.Date(), nullable=False, comment="抽样日期"),
        sa.Column("drawn_by", sa.Text(), nullable=False, comment="抽样人"),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_payment_sample_period")),
        sa.CheckConstraint("share between 1 and 10000", name=op.f("ck_payment_sample_share")),
        sa.CheckConstraint("size between 1 and population", name=op.f("ck_payment_sample_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_sample")),
        comment="发放后抽查样本 (只增不改)",
    )
    op.create_index("ix_payment_sample_drawn", "payment_sample", ["drawn_on", "id"])


def _create_check() -> None:
    op.create_table(
        "payment_check",
        _identifier(),
        sa.Column("sample_id", sa.Uuid(), nullable=False, comment="抽查样本"),
        sa.Column("assistance_id", sa.Uuid(), nullable=False, comment="帮扶记录"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="申报工会"),
        _code("result", "抽查结果 (空为待查)", "CONSISTENT", "DEVIATING", "FALSE", nullable=True),
        sa.Column("checked_on", sa.Date(), comment="抽查日期"),
        sa.Column("checked_by", sa.Text(), comment="抽查人"),
        sa.Column("findings", sa.Text(), comment="抽查情况"),
        *_record(),
        sa.CheckConstraint(
            "num_nulls(result, checked_on, checked_by) in (0, 3)",
            name=op.f("ck_payment_check_checked"),
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"],
            ["payment_sample.id"],
            name=op.f("fk_payment_check_sample_id_payment_sample"),
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"],
            ["assistance_record.id"],
            name=op.f("fk_payment_check_assistance_id_assistance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_payment_check_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_check")),
        sa.UniqueConstraint(
            "sample_id", "assistance_id", name=op.f("uq_payment_check_sample_id_assistance_id")
        ),
        comment="发放后抽查",
    )
    op.create_index("ix_payment_check_sample", "payment_check", ["sample_id", "id"])
    op.create_index("ix_payment_check_assistance", "payment_check", ["assistance_id", "id"])
    op.create_index("ix_payment_check_union", "payment_check", ["union_id", "id"])


def _create_commitment() -> None:
    op.create_table(
        "policy_commitment",
        _identifier(),
        sa.Column("document", sa.Text(), nullable=False, comment="文件名称与文号"),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="印发日期"),
        sa.Column("department", sa.Text(), nullable=False, comment="责任部门"),
        sa.Column("commitment", sa.Text(), nullable=False, comment="承诺事项"),
        _code("status", "承诺状态", "IN_PROGRESS", "MET", "DROPPED"),
        sa.Column("progress", sa.Text(), comment="进展"),
        sa.Column("reviewed_on", sa.Date(), comment="最近督查日期"),
        *_record(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_commitment")),
        sa.UniqueConstraint(
            "document", "commitment", name=op.f("uq_policy_commitment_document_commitment")
        ),
        comment="党政支持解困脱困的政策承诺",
    )
    op.create_index("ix_policy_commitment_issued", "policy_commitment", ["issued_on", "id"])


def _identifier() -> sa.Column[object]:
    made = sa.text("uuidv7()")
    return sa.Column("id", sa.Uuid(), server_default=made, nullable=False, comment="标识 (UUIDv7)")


def _record() -> list[sa.Column[object]]:
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def _code(name: str, comment: str, *values: str, nullable: bool = False) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def downgrade() -> None:
    """Nothing is kept of checks and commitments."""
    for table in reversed(TABLES):
        op.drop_table(table)
