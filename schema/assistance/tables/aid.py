"""Aid given: funds with their ledger, caps, records, and the vouchers they rest on.

Amounts are integer fen. The budget of a fund can never be overdrawn: reserved and spent are
columns of the fund's row, guarded by a CHECK; every movement is an entry of its ledger.
"""

import sqlalchemy as sa

from schema.assistance.rules import (
    COUNTING_AID_STATES,
    ApprovalLevel,
    AssistanceKind,
    AssistanceStatus,
    CapScope,
    DossierCategory,
    FundEntryKind,
    FundLevel,
    RefusalCode,
    SchoolStage,
)
from schema.assistance.tables.columns import money
from schema.core.table import code, identifier, metadata, record_columns, reference

_counting = ",".join(f"'{state.value}'" for state in COUNTING_AID_STATES)

fund_source = sa.Table(
    "fund_source",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="资金代码"),
    sa.Column("name", sa.Text, nullable=False, comment="资金名称"),
    code("level", FundLevel, "资金来源层级"),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    sa.Column("document_number", sa.Text, nullable=False, comment="下达文号"),
    sa.Column(
        "allowed_kinds",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="可用于的帮扶类型 (空为不限)",
    ),
    sa.Column(
        "allowed_categories",
        sa.ARRAY(sa.Text),
        nullable=False,
        server_default="{}",
        comment="可用于的困难类别 (空为不限)",
    ),
    money("amount", "下达金额"),
    money("reserved", "已批未付"),
    money("spent", "已支出"),
    sa.Column("spend_by", sa.Date, nullable=False, comment="使用期限"),
    *record_columns(),
    sa.CheckConstraint(
        "reserved >= 0 and spent >= 0 and reserved + spent <= amount", name="budget"
    ),
    sa.Index("ix_fund_source_level", "level", "year", "id"),
    comment="帮扶资金",
)

fund_entry = sa.Table(
    "fund_entry",
    metadata,
    identifier(),
    reference("fund_id", "fund_source", "资金", index=False),
    code("kind", FundEntryKind, "分录"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="金额 (分)"),
    reference("assistance_id", "assistance_record", "帮扶记录", nullable=True),
    reference("line_id", "payment_line", "发放明细", nullable=True),
    sa.Column("entered_on", sa.Date, nullable=False, comment="记账日期"),
    sa.Column("entered_by", sa.Text, nullable=False, comment="记账人"),
    sa.Column("note", sa.Text, comment="摘要"),
    sa.CheckConstraint("amount > 0", name="amount"),
    # A record is spent on once; it may be repaid in parts.
    sa.Index(
        "uq_fund_entry_once",
        "assistance_id",
        "kind",
        unique=True,
        postgresql_where=sa.text("kind = 'SPEND'"),
    ),
    sa.Index("ix_fund_entry_fund", "fund_id", "id"),
    comment="资金台账 (只增不改)",
    info={"immutable": True},
)

aid_cap = sa.Table(
    "aid_cap",
    metadata,
    identifier(),
    code("fund_level", FundLevel, "资金来源层级 (空为不限)", nullable=True),
    code("kind", AssistanceKind, "帮扶类型"),
    code("category", DossierCategory, "困难类别 (空为不限)", nullable=True),
    code("school_stage", SchoolStage, "就学阶段 (空为不限)", nullable=True),
    code("scope", CapScope, "限额口径"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="限额 (分)"),
    sa.Column("valid_from", sa.Date, nullable=False, comment="生效日期"),
    sa.Column("valid_to", sa.Date, comment="失效日期 (不含)"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据"),
    *record_columns(),
    sa.CheckConstraint("amount > 0", name="amount"),
    sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="period"),
    sa.Index("ix_aid_cap_kind", "kind", "valid_from", "id"),
    comment="救助限额",
)

assistance_record = sa.Table(
    "assistance_record",
    metadata,
    identifier(),
    sa.Column("number", sa.Text, nullable=False, unique=True, comment="帮扶编号"),
    reference("dossier_id", "dossier", "档案", nullable=True, index=False),
    reference("person_id", "person", "受助职工", index=False),
    reference("union_id", "union_organisation", "申报工会", index=False),
    reference("beneficiary_member_id", "household_member", "受助家庭成员 (助学)", nullable=True),
    code("kind", AssistanceKind, "帮扶类型"),
    code("status", AssistanceStatus, "帮扶状态"),
    code("fund_level", FundLevel, "资金来源层级"),
    reference("fund_id", "fund_source", "资金", nullable=True),
    sa.Column(
        "period_key", sa.Text, nullable=False, comment="期间键: 年度、学年 (含子女) 或病案号"
    ),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="金额 (分)"),
    sa.Column("goods", sa.Text, comment="实物", info={"personal": True}),
    sa.Column("reason", sa.Text, comment="申请事由", info={"personal": True}),
    sa.Column("requested_on", sa.Date, nullable=False, comment="申请日期"),
    sa.Column("requested_by", sa.Text, nullable=False, comment="申报人"),
    sa.Column("checked_by", sa.Text, comment="基层核实人"),
    sa.Column("reviewed_by", sa.Text, comment="审核人"),
    sa.Column("approved_on", sa.Date, comment="批准日期"),
    sa.Column("approved_by", sa.Text, comment="批准人"),
    code("approval_level", ApprovalLevel, "审批层级", nullable=True),
    sa.Column("minutes", sa.Text, comment="主席办公会纪要号"),
    sa.Column("notice_until", sa.Date, comment="公示截止日期"),
    sa.Column("paid_on", sa.Date, comment="发放日期"),
    sa.Column("paid_by", sa.Text, comment="发放人"),
    sa.Column("status_reason", sa.Text, comment="退回、不批准或撤回原因", info={"personal": True}),
    code("refusal", RefusalCode, "不批准事由", nullable=True),
    sa.Column("verified_on", sa.Date, comment="回访日期"),
    sa.Column("verification", sa.Text, comment="回访记录", info={"personal": True}),
    sa.Column("recovery_notice_on", sa.Date, comment="追缴通知日期"),
    sa.Column("recovered_on", sa.Date, comment="追回日期"),
    money("recovered_amount", "已追回金额"),
    sa.Column("child_key", sa.LargeBinary, comment="就学子女与学年的盲索引", info={"secret": True}),
    sa.Column(
        "voucher_hash", sa.LargeBinary, unique=True, comment="票据指纹", info={"secret": True}
    ),
    sa.Column("imported_from", sa.Text, comment="历史数据来源 (空为在系统内办理)"),
    *record_columns(),
    sa.CheckConstraint("amount >= 0", name="amount"),
    sa.CheckConstraint(f"status not in ({_counting}) or approved_on is not null", name="approved"),
    sa.CheckConstraint(
        "status not in ('PAID','VERIFIED','RECOVERY_OPEN','RECOVERED') or paid_on is not null",
        name="paid",
    ),
    # Never more than was paid comes back, and it is over when all of it is back.
    sa.CheckConstraint("recovered_amount between 0 and amount", name="recovered_amount"),
    sa.CheckConstraint("status <> 'RECOVERED' or recovered_amount = amount", name="recovered"),
    sa.CheckConstraint(
        "dossier_id is not null or kind in ('TEMP','WARM','COOL','MUTUAL')", name="dossier"
    ),
    # Four eyes and more (S07): whoever asks does not check it at the centre, approve or pay.
    sa.CheckConstraint(
        "requested_by <> checked_by and requested_by <> reviewed_by"
        " and requested_by <> approved_by and requested_by <> paid_by"
        " and checked_by <> approved_by and checked_by <> paid_by"
        " and reviewed_by <> approved_by and reviewed_by <> paid_by and approved_by <> paid_by",
        name="four_eyes",
    ),
    # One child is helped once a school year, whichever parent's dossier asks.
    sa.Index(
        "uq_assistance_record_child",
        "child_key",
        unique=True,
        postgresql_where=sa.text(f"status in ({_counting})"),
    ),
    # The double-payment guard (domain §5.4): what is approved or paid once is not given again.
    sa.Index(
        "uq_assistance_record_once",
        "dossier_id",
        "kind",
        "period_key",
        "fund_level",
        unique=True,
        postgresql_where=sa.text(f"status in ({_counting})"),
    ),
    sa.Index(
        "uq_assistance_record_once_person",
        "person_id",
        "kind",
        "period_key",
        "fund_level",
        unique=True,
        postgresql_where=sa.text(f"dossier_id is null and status in ({_counting})"),
    ),
    sa.Index(
        "ix_assistance_record_dossier",
        "dossier_id",
        sa.text("paid_on DESC"),
        sa.text("id DESC"),
    ),
    sa.Index("ix_assistance_record_dossier_id_id", "dossier_id", "id"),
    sa.Index("ix_assistance_record_person", "person_id", "id"),
    sa.Index("ix_assistance_record_union", "union_id", "id"),
    sa.Index("ix_assistance_record_paid", sa.text("paid_on DESC"), sa.text("id DESC")),
    sa.Index("ix_assistance_record_requested", sa.text("requested_on DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_assistance_record_union_paid",
        "union_id",
        sa.text("paid_on DESC"),
        sa.text("id DESC"),
    ),
    sa.Index(
        "ix_assistance_record_person_paid",
        "person_id",
        sa.text("paid_on DESC"),
        sa.text("id DESC"),
    ),
    sa.Index("ix_assistance_record_kind", "kind", "paid_on", "id"),
    sa.Index("ix_assistance_record_status", "status", "id"),
    comment="帮扶记录",
    info={"persons": True},
)

aid_approval = sa.Table(
    "aid_approval",
    metadata,
    identifier(),
    reference("assistance_id", "assistance_record", "帮扶记录", index=False),
    code("level", ApprovalLevel, "审批层级"),
    sa.Column("round", sa.SmallInteger, nullable=False, comment="审批轮次"),
    sa.Column("approved_on", sa.Date, nullable=False, comment="同意日期"),
    sa.Column("approved_by", sa.Text, nullable=False, comment="同意人"),
    sa.UniqueConstraint("assistance_id", "round", "approved_by"),
    comment="救助审批意见 (只增不改)",
    info={"immutable": True},
)

aid_voucher = sa.Table(
    "aid_voucher",
    metadata,
    identifier(),
    reference("assistance_id", "assistance_record", "帮扶记录"),
    sa.Column(
        "voucher_hash",
        sa.LargeBinary,
        nullable=False,
        comment="票据指纹",
        info={"secret": True},
    ),
    sa.Column("number_mask", sa.Text, nullable=False, comment="票据号码 (掩码)"),
    money("amount", "票据金额"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true(), comment="占用中"),
    *record_columns(),
    # A voucher serves one claim; a refused claim sets it free again.
    sa.Index(
        "uq_aid_voucher_once", "voucher_hash", unique=True, postgresql_where=sa.text("active")
    ),
    comment="救助票据",
)

aid_overlap = sa.Table(
    "aid_overlap",
    metadata,
    identifier(),
    reference("person_id", "person", "职工", index=False),
    reference("union_id", "union_organisation", "所属工会", index=False),
    sa.Column("department", sa.Text, nullable=False, comment="发放部门 (民政、教育等)"),
    sa.Column("programme", sa.Text, nullable=False, comment="救助项目"),
    sa.Column("period_key", sa.Text, nullable=False, comment="期间"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="金额 (分)"),
    sa.Column("reported_on", sa.Date, nullable=False, comment="登记日期"),
    *record_columns(),
    sa.CheckConstraint("amount > 0", name="amount"),
    sa.UniqueConstraint("person_id", "department", "programme", "period_key"),
    sa.Index("ix_aid_overlap_person", "person_id", "id"),
    sa.Index("ix_aid_overlap_union", "union_id", "id"),
    comment="其他部门救助 (提示, 不阻止)",
)
