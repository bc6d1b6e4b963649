"""Accounts, payment batches with their lines, and what the bank returned.

A locked batch is never edited: a trigger refuses to add, take away or change its lines but
for their outcome. A record has at most one line that is on its way or succeeded.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.assistance.rules import (
    LIVE_LINE_STATES,
    AccountKind,
    BatchStatus,
    LineStatus,
    PaymentChannel,
)
from schema.assistance.tables.columns import money
from schema.core.table import code, identifier, metadata, record_columns, reference

_live = ",".join(f"'{state.value}'" for state in LIVE_LINE_STATES)
_secret = {"secret": True}

payee_account = sa.Table(
    "payee_account",
    metadata,
    identifier(),
    reference("person_id", "person", "户主 (职工)", index=False),
    code("kind", AccountKind, "账户类型"),
    sa.Column("holder_name", sa.Text, nullable=False, comment="户名", info={"personal": True}),
    sa.Column("bank_name", sa.Text, nullable=False, comment="开户行"),
    sa.Column("account_mask", sa.Text, nullable=False, comment="账号 (掩码)"),
    sa.Column(
        "account_cipher",
        sa.LargeBinary,
        nullable=False,
        comment="账号密文",
        info={"secret": True, "sealed": "person_id"},
    ),
    sa.Column("account_index", sa.LargeBinary, nullable=False, comment="账号盲索引", info=_secret),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true(), comment="使用中"),
    *record_columns(),
    # One account has one holder (A4), one person one account that is used.
    sa.Index(
        "uq_payee_account_number", "account_index", unique=True, postgresql_where=sa.text("active")
    ),
    sa.Index(
        "uq_payee_account_person", "person_id", unique=True, postgresql_where=sa.text("active")
    ),
    sa.Index("ix_payee_account_person", "person_id", "id"),
    comment="收款账户",
)

payment_batch = sa.Table(
    "payment_batch",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="批次号"),
    sa.Column("title", sa.Text, nullable=False, comment="批次名称"),
    reference("union_id", "union_organisation", "发放工会", index=False),
    code("channel", PaymentChannel, "发放渠道"),
    code("status", BatchStatus, "批次状态", server_default=BatchStatus.BUILDING.value),
    sa.Column("line_count", sa.Integer, nullable=False, server_default="0", comment="笔数"),
    money("total", "总金额"),
    sa.Column("content_hash", sa.LargeBinary, comment="内容指纹 (锁定时)", info=_secret),
    sa.Column("built_by", sa.Text, nullable=False, comment="编制人"),
    sa.Column("locked_on", sa.Date, comment="锁定日期"),
    sa.Column("finance_checked_by", sa.Text, comment="财务审核人"),
    sa.Column("leader_approved_by", sa.Text, comment="审批领导"),
    sa.Column("leader_approved_on", sa.Date, comment="审批日期"),
    sa.Column("released_by", sa.Text, comment="送银行经办人"),
    sa.Column("released_on", sa.Date, comment="送银行日期"),
    sa.Column("ticket_hash", sa.LargeBinary, comment="一次性取件码指纹", info=_secret),
    sa.Column("ticket_until", sa.DateTime(timezone=True), comment="取件码有效期"),
    sa.Column("collected_at", sa.DateTime(timezone=True), comment="银行文件取走时间"),
    sa.Column("reconciled_by", sa.Text, comment="对账人"),
    sa.Column("reconciled_on", sa.Date, comment="对账日期"),
    *record_columns(),
    sa.CheckConstraint(
        "built_by <> finance_checked_by and built_by <> leader_approved_by"
        " and finance_checked_by <> leader_approved_by and leader_approved_by <> released_by",
        name="four_eyes",
    ),
    sa.CheckConstraint("status = 'BUILDING' or content_hash is not null", name="locked"),
    sa.CheckConstraint("line_count >= 0 and total >= 0", name="sums"),
    sa.Index("ix_payment_batch_union", "union_id", "id"),
    sa.Index("ix_payment_batch_status", "status", "id"),
    comment="发放批次",
)

payment_line = sa.Table(
    "payment_line",
    metadata,
    identifier(),
    reference("batch_id", "payment_batch", "批次", index=False),
    reference("assistance_id", "assistance_record", "帮扶记录", index=False),
    reference("union_id", "union_organisation", "申报工会", index=False),
    reference("account_id", "payee_account", "收款账户"),
    sa.Column("attempt", sa.SmallInteger, nullable=False, comment="第几次发放"),
    sa.Column("idempotency_key", sa.Text, nullable=False, unique=True, comment="幂等键"),
    sa.Column("holder_name", sa.Text, nullable=False, comment="户名", info={"personal": True}),
    sa.Column("account_mask", sa.Text, nullable=False, comment="账号 (掩码)"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="金额 (分)"),
    sa.Column("line_hash", sa.LargeBinary, comment="明细指纹", info=_secret),
    code("status", LineStatus, "明细状态", server_default=LineStatus.PENDING.value),
    sa.Column("failure", sa.Text, comment="失败原因 (银行)"),
    sa.Column("gateway_reference", sa.Text, comment="银行流水号"),
    sa.Column("settled_on", sa.Date, comment="结果日期"),
    *record_columns(),
    sa.CheckConstraint("amount > 0", name="amount"),
    sa.CheckConstraint("status <> 'FAILED' or failure is not null", name="failed"),
    sa.UniqueConstraint("assistance_id", "attempt"),
    # The guard of R01: nothing is on its way twice, nothing is paid twice.
    sa.Index(
        "uq_payment_line_live",
        "assistance_id",
        unique=True,
        postgresql_where=sa.text(f"status in ({_live})"),
    ),
    sa.Index("ix_payment_line_batch", "batch_id", "id"),
    sa.Index("ix_payment_line_assistance", "assistance_id", "id"),
    sa.Index("ix_payment_line_union", "union_id", "id"),
    sa.Index("ix_payment_line_status", "status", "id"),
    comment="发放明细",
)

payment_return = sa.Table(
    "payment_return",
    metadata,
    identifier(),
    reference("batch_id", "payment_batch", "批次", index=False),
    sa.Column("file_name", sa.Text, nullable=False, comment="回盘文件名"),
    sa.Column("file_hash", sa.LargeBinary, nullable=False, comment="文件指纹", info=_secret),
    sa.Column("rows", sa.Integer, nullable=False, comment="行数"),
    sa.Column("succeeded", sa.Integer, nullable=False, comment="成功笔数"),
    sa.Column("failed", sa.Integer, nullable=False, comment="失败笔数"),
    sa.Column("refused", sa.Integer, nullable=False, comment="有误行数"),
    sa.Column("problems", JSONB, nullable=False, comment="有误行: 行号、代码、说明"),
    *record_columns(),
    sa.UniqueConstraint("batch_id", "file_hash"),
    sa.Index("ix_payment_return_batch", "batch_id", "id"),
    comment="银行回盘",
)
