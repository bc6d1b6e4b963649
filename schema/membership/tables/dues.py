"""Dues by month, and the cards that members carry."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.membership.rules import CardStatus, DuesStatus

dues = sa.Table(
    "dues",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    reference("union_id", "union_organisation", "收缴工会", index=False),
    sa.Column("month", sa.Date, nullable=False, comment="所属月份 (月首)"),
    code("status", DuesStatus, "会费状态"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="会费 (分): 应缴或实缴"),
    sa.Column("kept_amount", sa.BigInteger, nullable=False, comment="本工会留成 (分)"),
    sa.Column("passed_amount", sa.BigInteger, nullable=False, comment="上解上级工会 (分)"),
    sa.Column("paid_on", sa.Date, comment="缴纳日期"),
    sa.Column("receipt_number", sa.Text, unique=True, comment="会费收据号"),
    sa.Column("reason", sa.Text, comment="免缴或更正原因", info={"personal": True}),
    *record_columns(),
    sa.UniqueConstraint("membership_id", "month"),
    sa.CheckConstraint("extract(day from month) = 1", name="month"),
    sa.CheckConstraint(
        "(status = 'PAID') = (paid_on is not null)"
        " and (status = 'PAID') = (receipt_number is not null)",
        name="payment",
    ),
    sa.CheckConstraint("status <> 'WAIVED' or reason is not null", name="waiver"),
    sa.CheckConstraint(
        "amount > 0 and kept_amount >= 0 and passed_amount >= 0"
        " and kept_amount + passed_amount = amount",
        name="amounts",
    ),
    sa.Index("ix_dues_union", "union_id", "month", "id"),
    sa.Index("ix_dues_month", "month", "id"),
    comment="会费 (按月)",
    info={"persons": True},
)

card_series = sa.Table(
    "card_series",
    metadata,
    identifier(),
    sa.Column("prefix", sa.Text, nullable=False, unique=True, comment="号段前缀"),
    sa.Column("digits", sa.SmallInteger, nullable=False, comment="流水号位数"),
    sa.Column("next_number", sa.BigInteger, nullable=False, comment="下一个流水号"),
    sa.Column("closed_on", sa.Date, comment="停用日期"),
    *record_columns(),
    sa.CheckConstraint("prefix ~ '^[0-9]{1,10}$'", name="prefix"),
    sa.CheckConstraint("digits between 4 and 12", name="digits"),
    sa.CheckConstraint("next_number >= 1", name="next_number"),
    comment="会员证号段",
)

membership_card = sa.Table(
    "membership_card",
    metadata,
    identifier(),
    reference("membership_id", "membership", "会籍", index=False),
    sa.Column("number", sa.Text, nullable=False, comment="会员证号"),
    code("status", CardStatus, "会员证状态"),
    sa.Column("issued_on", sa.Date, nullable=False, comment="发证日期"),
    sa.Column("ended_on", sa.Date, comment="失效日期"),
    sa.Column("reason", sa.Text, comment="补换或注销原因", info={"personal": True}),
    reference("replaces_id", "membership_card", "所替换的会员证", nullable=True),
    *record_columns(),
    # Not the name by convention, which the column membership.card_number has taken.
    sa.UniqueConstraint("number", name="uq_membership_card_by_number"),
    sa.CheckConstraint("(status = 'VALID') = (ended_on is null)", name="validity"),
    sa.Index(
        "uq_membership_card_valid",
        "membership_id",
        unique=True,
        postgresql_where=sa.text("status = 'VALID'"),
    ),
    sa.Index("ix_membership_card_membership", "membership_id", "id"),
    comment="会员证",
    info={"persons": True},
)
