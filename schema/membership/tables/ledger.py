"""What happens to a membership: its steps, transfers between unions, proposals of a lapse."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import LapseStatus, MembershipStatus, TransferStatus

membership_step = sa.Table(
    "membership_step",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    reference("union_id", "union_organisation", "办理时所属工会", index=False),
    code("from_status", MembershipStatus, "原状态", nullable=True),
    code("to_status", MembershipStatus, "新状态"),
    sa.Column("taken_on", sa.Date, nullable=False, comment="办理日期"),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
    sa.Column("taken_by", sa.Text, nullable=False, comment="办理人"),
    sa.Column("reason", sa.Text, comment="原因", info={"personal": True}),
    sa.Column("document", sa.Text, comment="决定文号", info={"personal": True}),
    sa.Index("ix_membership_step_membership", "membership_id", "id"),
    comment="会籍台账 (只增不改)",
    info={"immutable": True, "persons": True},
)

membership_version = sa.Table(
    "membership_version",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    reference("union_id", "union_organisation", "当时所属工会", index=False),
    code("status", MembershipStatus, "当时会籍状态"),
    sa.Column("valid_from", sa.Date, nullable=False, comment="起始日期"),
    sa.Column("valid_to", sa.Date, comment="截止日期 (不含)"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    sa.UniqueConstraint("membership_id", "valid_from"),
    sa.Index("ix_membership_version_membership", "membership_id", "id"),
    sa.Index("ix_membership_version_union", "union_id", "id"),
    sa.Index("ix_membership_version_period", "union_id", "status", "valid_from", "valid_to"),
    sa.Index(
        "uq_membership_version_open",
        "membership_id",
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    ),
    comment="会籍沿革 (由触发器记载)",
    info={"unaudited": "derived from audited rows", "persons": True},
)

membership_transfer = sa.Table(
    "membership_transfer",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    reference("from_union_id", "union_organisation", "转出工会", index=False),
    reference("to_union_id", "union_organisation", "转入工会", index=False),
    code("status", TransferStatus, "接转状态"),
    sa.Column("requested_on", sa.Date, nullable=False, comment="申请日期"),
    sa.Column("released_on", sa.Date, comment="转出工会确认日期"),
    sa.Column("released_by", sa.Text, comment="转出确认人"),
    sa.Column("decided_on", sa.Date, comment="办结日期"),
    sa.Column("decided_by", sa.Text, comment="办结人"),
    sa.Column("dues_from", sa.Date, comment="会费自此月起由转入工会收取 (月首)"),
    sa.Column("basis", sa.Text, comment="依职权办结的依据", info={"personal": True}),
    sa.Column("reason", sa.Text, comment="申请或退回原因", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("from_union_id <> to_union_id", name="unions"),
    sa.CheckConstraint(
        "status in ('REQUESTED', 'REJECTED', 'CANCELLED', 'COMPLETED') or released_on is not null",
        name="released",
    ),
    sa.CheckConstraint(
        "(status in ('REQUESTED', 'RELEASED')) = (decided_on is null)", name="decided"
    ),
    sa.CheckConstraint("status <> 'COMPLETED' or basis is not null", name="ex_officio"),
    sa.CheckConstraint(
        "(released_on is null or released_on >= requested_on)"
        " and (decided_on is null or decided_on >= coalesce(released_on, requested_on))",
        name="order",
    ),
    sa.Index(
        "uq_membership_transfer_open",
        "membership_id",
        unique=True,
        postgresql_where=sa.text("status in ('REQUESTED','RELEASED')"),
    ),
    sa.Index("ix_membership_transfer_membership", "membership_id", "id"),
    sa.Index("ix_membership_transfer_from", "from_union_id", "status", "id"),
    sa.Index("ix_membership_transfer_to", "to_union_id", "status", "id"),
    comment="会籍接转",
    info={"persons": True},
)

lapse_proposal = sa.Table(
    "lapse_proposal",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    code("status", LapseStatus, "办理状态"),
    sa.Column("proposed_on", sa.Date, nullable=False, comment="提出日期"),
    sa.Column("unpaid_since", sa.Date, nullable=False, comment="未缴会费起始月 (月首)"),
    sa.Column("grounds", sa.Text, nullable=False, comment="提出的依据"),
    sa.Column("educated_on", sa.Date, comment="教育谈话日期"),
    sa.Column("educated_by", sa.Text, comment="谈话人"),
    sa.Column("took_part", sa.Boolean, comment="谈话查明参加过工会组织生活"),
    sa.Column("good_reason", sa.Boolean, comment="谈话查明有正当理由"),
    sa.Column("decided_on", sa.Date, comment="决定日期"),
    sa.Column("decided_by", sa.Text, comment="决定人 (工会主席)"),
    sa.Column("note", sa.Text, comment="谈话或决定说明", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("educated_on is null or educated_on >= proposed_on", name="talk"),
    sa.CheckConstraint(
        "status <> 'CONFIRMED' or (educated_on is not null and decided_by is not null"
        " and not took_part and not good_reason)",
        name="decision",
    ),
    sa.CheckConstraint(
        "(status in ('CONFIRMED', 'DISMISSED')) = (decided_on is not null)", name="decided"
    ),
    sa.Index(
        "uq_lapse_proposal_open",
        "membership_id",
        unique=True,
        postgresql_where=sa.text("status in ('PROPOSED','EDUCATED')"),
    ),
    sa.Index("ix_lapse_proposal_membership", "membership_id", "id"),
    sa.Index("ix_lapse_proposal_union", "union_id", "status", "id"),
    comment="自动退会提议 (须经教育与主席决定)",
    info={"persons": True},
)
