"""Samples of what was paid, their checks, and the commitments of party and government."""

import sqlalchemy as sa

from schema.assistance.rules import CommitmentStatus, SpotCheckResult
from schema.core.table import code, identifier, metadata, record_columns, reference

payment_sample = sa.Table(
    "payment_sample",
    metadata,
    identifier(),
    sa.Column("from_on", sa.Date, nullable=False, comment="发放日期起"),
    sa.Column("to_on", sa.Date, nullable=False, comment="发放日期止 (含)"),
    sa.Column("share", sa.Integer, nullable=False, comment="抽查比例 (万分比)"),
    sa.Column("seed", sa.Text, nullable=False, comment="抽样种子 (可据此重抽核对)"),
    sa.Column("population", sa.Integer, nullable=False, comment="总体笔数"),
    sa.Column("size", sa.Integer, nullable=False, comment="样本笔数"),
    sa.Column("population_hash", sa.LargeBinary, nullable=False, comment="总体指纹"),
    sa.Column("drawn_on", sa.Date, nullable=False, comment="抽样日期"),
    sa.Column("drawn_by", sa.Text, nullable=False, comment="抽样人"),
    sa.CheckConstraint("to_on >= from_on", name="period"),
    sa.CheckConstraint("share between 1 and 10000", name="share"),
    sa.CheckConstraint("size between 1 and population", name="size"),
    sa.Index("ix_payment_sample_drawn", "drawn_on", "id"),
    comment="发放后抽查样本 (只增不改)",
    info={"immutable": True},
)

payment_check = sa.Table(
    "payment_check",
    metadata,
    identifier(),
    reference("sample_id", "payment_sample", "抽查样本", index=False),
    reference("assistance_id", "assistance_record", "帮扶记录", index=False),
    reference("union_id", "union_organisation", "申报工会", index=False),
    code("result", SpotCheckResult, "抽查结果 (空为待查)", nullable=True),
    sa.Column("checked_on", sa.Date, comment="抽查日期"),
    sa.Column("checked_by", sa.Text, comment="抽查人"),
    sa.Column("findings", sa.Text, comment="抽查情况", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("num_nulls(result, checked_on, checked_by) in (0, 3)", name="checked"),
    sa.UniqueConstraint("sample_id", "assistance_id"),
    sa.Index("ix_payment_check_sample", "sample_id", "id"),
    sa.Index("ix_payment_check_assistance", "assistance_id", "id"),
    sa.Index("ix_payment_check_union", "union_id", "id"),
    comment="发放后抽查",
)

policy_commitment = sa.Table(
    "policy_commitment",
    metadata,
    identifier(),
    sa.Column("document", sa.Text, nullable=False, comment="文件名称与文号"),
    sa.Column("issued_on", sa.Date, nullable=False, comment="印发日期"),
    sa.Column("department", sa.Text, nullable=False, comment="责任部门"),
    sa.Column("commitment", sa.Text, nullable=False, comment="承诺事项"),
    code("status", CommitmentStatus, "承诺状态"),
    sa.Column("progress", sa.Text, comment="进展"),
    sa.Column("reviewed_on", sa.Date, comment="最近督查日期"),
    *record_columns(),
    sa.UniqueConstraint("document", "commitment"),
    sa.Index("ix_policy_commitment_issued", "issued_on", "id"),
    comment="党政支持解困脱困的政策承诺",
)
