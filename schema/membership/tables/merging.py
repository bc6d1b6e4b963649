"""Persons that seem to be one, and the merges of them, which can be undone."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import DuplicateGround, DuplicateStatus, MergeStatus

duplicate_pair = sa.Table(
    "duplicate_pair",
    metadata,
    identifier(),
    reference("first_id", "person", "职工 (一)", index=False),
    reference("second_id", "person", "职工 (二)"),
    code("ground", DuplicateGround, "疑似重复的依据"),
    code("status", DuplicateStatus, "办理状态"),
    sa.Column("found_on", sa.Date, nullable=False, comment="发现日期"),
    sa.Column("decided_on", sa.Date, comment="办结日期"),
    sa.Column("decided_by", sa.Text, comment="办结人"),
    sa.Column("note", sa.Text, comment="核实说明", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("first_id < second_id", name="order"),
    sa.UniqueConstraint("first_id", "second_id"),
    sa.Index("ix_duplicate_pair_status", "status", "id"),
    comment="疑似重复的职工",
)

person_merge = sa.Table(
    "person_merge",
    metadata,
    identifier(),
    reference("kept_id", "person", "保留的职工", index=False),
    reference("dropped_id", "person", "并入的职工"),
    code("status", MergeStatus, "办理状态"),
    sa.Column("proposed_on", sa.Date, nullable=False, comment="提出日期"),
    sa.Column(
        "preview", JSONB, nullable=False, comment="预览: 将移动的各类记录数、将补全的项目、冲突"
    ),
    sa.Column("reason", sa.Text, nullable=False, comment="合并依据", info={"personal": True}),
    sa.Column("moved", JSONB, comment="已移动的记录标识 (撤销时据此移回)"),
    sa.Column("filled", JSONB, comment="已补全的项目"),
    sa.Column("decided_on", sa.Date, comment="决定日期"),
    sa.Column("decided_by", sa.Text, comment="决定人"),
    sa.Column("undone_on", sa.Date, comment="撤销日期"),
    sa.Column("undone_by", sa.Text, comment="撤销人"),
    sa.Column("undo_reason", sa.Text, comment="撤销或不予合并的原因", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("kept_id <> dropped_id", name="two"),
    sa.CheckConstraint(
        "status not in ('MERGED', 'UNDONE') or decided_by <> created_by", name="confirmer"
    ),
    sa.CheckConstraint("(status in ('MERGED', 'UNDONE')) = (moved is not null)", name="moved"),
    sa.CheckConstraint("(status = 'UNDONE') = (undone_on is not null)", name="undone"),
    sa.Index(
        "uq_person_merge_open",
        "dropped_id",
        unique=True,
        postgresql_where=sa.text("status in ('PROPOSED','MERGED')"),
    ),
    sa.Index("ix_person_merge_kept", "kept_id", "id"),
    sa.Index("ix_person_merge_status", "status", "id"),
    comment="重复职工的合并 (可撤销)",
)
