"""Persons that seem to be one: the pairs, their merges, and where a merged record went."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("duplicate_pair", "person_merge")


def upgrade() -> None:
    """Two tables, and the person that a record was merged into."""
    op.add_column("person", sa.Column("merged_into_id", sa.Uuid(), comment="并入的职工"))
    op.create_foreign_key(
        op.f("fk_person_merged_into_id_person"), "person", "person", ["merged_into_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_person_merged_into"), "person", "merged_into_id <> id")
    op.create_index(
        "ix_person_merged_into",
        "person",
        ["merged_into_id", "id"],
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    _pairs()
    _merges()
    for table in TABLES:
        op.execute(f"grant select, insert, update on {table} to gonghui_writer")
        op.execute(f"grant select on {table} to gonghui_reader")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
        op.execute(
            f"create policy writers on {table} to gonghui_writer"
            " using ((select gonghui_signed())) with check ((select gonghui_signed()))"
        )
        op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _pairs() -> None:
    op.create_table(
        "duplicate_pair",
        _identifier(),
        sa.Column("first_id", sa.Uuid(), nullable=False, comment="职工 (一)"),
        sa.Column("second_id", sa.Uuid(), nullable=False, comment="职工 (二)"),
        _code("ground", "疑似重复的依据", "NAME_BIRTH_MOBILE", "NAME_MOBILE", "NAME_BIRTH"),
        _code("status", "办理状态", "SUSPECTED", "MERGED", "DISMISSED"),
        sa.Column("found_on", sa.Date(), nullable=False, comment="发现日期"),
        sa.Column("decided_on", sa.Date(), comment="办结日期"),
        sa.Column("decided_by", sa.Text(), comment="办结人"),
        sa.Column("note", sa.Text(), comment="核实说明"),
        *_record(),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pair_order")),
        *(_person("duplicate_pair", name) for name in ("first_id", "second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_duplicate_pair_first_id_second_id")
        ),
        comment="疑似重复的职工",
    )
    op.create_index("ix_duplicate_pair_status", "duplicate_pair", ["status", "id"])
    op.create_index(op.f("ix_duplicate_pair_second_id"), "duplicate_pair", ["second_id"])


def _merges() -> None:
    op.create_table(
        "person_merge",
        _identifier(),
        sa.Column("kept_id", sa.Uuid(), nullable=False, comment="保留的职工"),
        sa.Column("dropped_id", sa.Uuid(), nullable=False, comment="并入的职工"),
        _code("status", "办理状态", "PROPOSED", "MERGED", "REJECTED", "UNDONE"),
        sa.Column("proposed_on", sa.Date(), nullable=False, comment="提出日期"),
        sa.Column(
            "preview",
            postgresql.JSONB(),
            nullable=False,
            comment="预览: 将移动的各类记录数、将补全的项目、冲突",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="合并依据"),
        sa.Column("moved", postgresql.JSONB(), comment="已移动的记录标识 (撤销时据此移回)"),
        sa.Column("filled", postgresql.JSONB(), comment="已补全的项目"),
        sa.Column("decided_on", sa.Date(), comment="决定日期"),
        sa.Column("decided_by", sa.Text(), comment="决定人"),
        sa.Column("undone_on", sa.Date(), comment="撤销日期"),
        sa.Column("undone_by", sa.Text(), comment="撤销人"),
        sa.Column("undo_reason", sa.Text(), comment="撤销或不予合并的原因"),
        *_record(),
        sa.CheckConstraint("kept_id <> dropped_id", name=op.f("ck_person_merge_two")),
        sa.CheckConstraint(
            "status not in ('MERGED', 'UNDONE') or decided_by <> created_by",
            name=op.f("ck_person_merge_confirmer"),
        ),
        sa.CheckConstraint(
            "(status in ('MERGED', 'UNDONE')) = (moved is not null)",
            name=op.f("ck_person_merge_moved"),
        ),
        sa.CheckConstraint(
            "(status = 'UNDONE') = (undone_on is not null)", name=op.f("ck_person_merge_undone")
        ),
        *(_person("person_merge", name) for name in ("kept_id", "dropped_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        comment="重复职工的合并 (可撤销)",
    )
    op.create_index(
        "uq_person_merge_open",
        "person_merge",
        ["dropped_id"],
        unique=True,
        postgresql_where=sa.text("status in ('PROPOSED','MERGED')"),
    )
    op.create_index("ix_person_merge_status", "person_merge", ["status", "id"])
    op.create_index("ix_person_merge_kept", "person_merge", ["kept_id", "id"])
    op.create_index(op.f("ix_person_merge_dropped_id"), "person_merge", ["dropped_id"])


def _person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}_person"))


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


def _code(name: str, comment: str, *values: str) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False, comment=comment)


def downgrade() -> None:
    """Merged records stand alone again."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("person", "merged_into_id")
