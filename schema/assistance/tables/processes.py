"""What happens to a dossier: steps, visits, checks, proofs, notices, monitoring, the target."""

import sqlalchemy as sa

from schema.assistance.rules import (
    CheckResult,
    DossierCategory,
    DossierStatus,
    EvidenceKind,
    Exclusion,
    NoticeSubject,
    ObjectionStatus,
    SpotCheckResult,
)
from schema.core.table import code, identifier, metadata, record_columns, reference

dossier_step = sa.Table(
    "dossier_step",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    code("from_status", DossierStatus, "原状态", nullable=True),
    code("to_status", DossierStatus, "新状态"),
    sa.Column("taken_on", sa.Date, nullable=False, comment="办理日期"),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="办理时间"),
    sa.Column("taken_by", sa.Text, nullable=False, comment="办理人"),
    sa.Column("note", sa.Text, comment="意见或原因", info={"personal": True}),
    sa.Index("ix_dossier_step_dossier", "dossier_id", "id"),
    comment="档案办理记录 (只增不改)",
    info={"immutable": True},
)

household_visit = sa.Table(
    "household_visit",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    sa.Column("visited_on", sa.Date, nullable=False, comment="入户日期"),
    sa.Column("visitors", sa.ARRAY(sa.Text), nullable=False, comment="入户人员 (两人以上)"),
    sa.Column("photo", sa.Text, nullable=False, comment="现场照片编号"),
    sa.Column("findings", sa.Text, nullable=False, comment="入户情况", info={"personal": True}),
    *record_columns(),
    sa.CheckConstraint("cardinality(visitors) >= 2", name="visitors"),
    sa.Index("ix_household_visit_dossier", "dossier_id", "id"),
    comment="入户走访",
)

exclusion_check = sa.Table(
    "exclusion_check",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    code("exclusion", Exclusion, "核查事项"),
    sa.Column("source", sa.Text, nullable=False, comment="数据来源部门"),
    code("result", CheckResult, "核查结果"),
    sa.Column("checked_on", sa.Date, nullable=False, comment="核查日期"),
    sa.Column("note", sa.Text, comment="说明", info={"personal": True}),
    *record_columns(),
    sa.Index("ix_exclusion_check_dossier", "dossier_id", "id"),
    comment="不予建档情形核查",
)

evidence = sa.Table(
    "evidence",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    code("kind", EvidenceKind, "材料种类"),
    sa.Column("title", sa.Text, nullable=False, comment="材料名称", info={"personal": True}),
    sa.Column("issued_on", sa.Date, nullable=False, comment="出具日期"),
    sa.Column("valid_until", sa.Date, comment="有效期止 (空为长期)"),
    sa.Column("file_reference", sa.Text, comment="附件编号"),
    sa.Column("warned_on", sa.Date, comment="到期提醒日期"),
    *record_columns(),
    sa.CheckConstraint("valid_until is null or valid_until >= issued_on", name="validity"),
    sa.Index("ix_evidence_dossier", "dossier_id", "id"),
    sa.Index("ix_evidence_valid_until", "valid_until", "id"),
    comment="证明材料",
)

public_notice = sa.Table(
    "public_notice",
    metadata,
    identifier(),
    code("subject", NoticeSubject, "公示事项"),
    reference("dossier_id", "dossier", "档案", nullable=True, index=False),
    reference("assistance_id", "assistance_record", "帮扶记录", nullable=True, index=False),
    reference("union_id", "union_organisation", "公示单位", index=False),
    sa.Column("text", sa.Text, nullable=False, comment="公示内容 (脱敏)"),
    sa.Column("place", sa.Text, nullable=False, comment="公示地点"),
    sa.Column("starts_on", sa.Date, nullable=False, comment="公示起"),
    sa.Column("ends_on", sa.Date, nullable=False, comment="公示止 (含)"),
    *record_columns(),
    sa.CheckConstraint("num_nonnulls(dossier_id, assistance_id) = 1", name="subject_row"),
    sa.CheckConstraint("ends_on >= starts_on", name="period"),
    sa.Index("ix_public_notice_dossier", "dossier_id", "id"),
    sa.Index("ix_public_notice_assistance", "assistance_id", "id"),
    sa.Index("ix_public_notice_union", "union_id", "id"),
    sa.Index("ix_public_notice_ends", "ends_on", "id"),
    comment="公示",
)

notice_objection = sa.Table(
    "notice_objection",
    metadata,
    identifier(),
    reference("notice_id", "public_notice", "公示", index=False),
    reference("union_id", "union_organisation", "公示单位", index=False),
    sa.Column("raised_on", sa.Date, nullable=False, comment="提出日期"),
    sa.Column("content", sa.Text, nullable=False, comment="异议内容", info={"personal": True}),
    code("status", ObjectionStatus, "处理状态", server_default=ObjectionStatus.OPEN.value),
    sa.Column("answer", sa.Text, comment="处理结论", info={"personal": True}),
    sa.Column("answered_on", sa.Date, comment="处理日期"),
    sa.Column("answered_by", sa.Text, comment="处理人"),
    *record_columns(),
    sa.CheckConstraint("status = 'OPEN' or answered_on is not null", name="answered"),
    sa.Index("ix_notice_objection_notice", "notice_id", "id"),
    sa.Index("ix_notice_objection_union", "union_id", "id"),
    comment="公示异议",
)

monitoring_visit = sa.Table(
    "monitoring_visit",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    sa.Column("visited_on", sa.Date, nullable=False, comment="回访日期"),
    sa.Column("relapsed", sa.Boolean, nullable=False, comment="返困"),
    sa.Column("findings", sa.Text, nullable=False, comment="回访情况", info={"personal": True}),
    *record_columns(),
    sa.Index("ix_monitoring_visit_dossier", "dossier_id", "id"),
    comment="退出后监测回访 (防返困)",
)

spot_check = sa.Table(
    "spot_check",
    metadata,
    identifier(),
    reference("dossier_id", "dossier", "档案", index=False),
    sa.Column("year", sa.SmallInteger, nullable=False, comment="年度"),
    sa.Column("checked_on", sa.Date, nullable=False, comment="抽查日期"),
    code("result", SpotCheckResult, "抽查结果"),
    sa.Column("findings", sa.Text, nullable=False, comment="抽查情况", info={"personal": True}),
    *record_columns(),
    sa.UniqueConstraint("dossier_id", "checked_on"),
    sa.Index("ix_spot_check_dossier", "dossier_id", "id"),
    comment="年度抽查",
)

relief_target = sa.Table(
    "relief_target",
    metadata,
    identifier(),
    sa.Column("year", sa.SmallInteger, nullable=False, unique=True, comment="年度"),
    sa.Column("base_on", sa.Date, nullable=False, comment="基数日期"),
    sa.Column("share", sa.Integer, nullable=False, comment="目标比例 (万分比)"),
    sa.Column("base_count", sa.Integer, nullable=False, comment="基数 (户)"),
    sa.Column("basis", sa.Text, nullable=False, comment="依据"),
    *record_columns(),
    sa.CheckConstraint("share between 1 and 10000", name="share"),
    comment="解困脱困目标",
)

relief_base = sa.Table(
    "relief_base",
    metadata,
    identifier(),
    reference("target_id", "relief_target", "目标", index=False),
    reference("dossier_id", "dossier", "档案", index=False),
    reference("union_id", "union_organisation", "建档工会", index=False),
    code("category", DossierCategory, "基数日困难类别", nullable=True),
    sa.UniqueConstraint("target_id", "dossier_id"),
    sa.Index("ix_relief_base_target", "target_id", "id"),
    sa.Index("ix_relief_base_dossier", "dossier_id", "id"),
    sa.Index("ix_relief_base_union", "union_id", "id"),
    comment="解困脱困基数 (快照, 不可更改)",
    info={"immutable": True},
)
