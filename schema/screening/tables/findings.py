"""Findings, what people judged of them, and rules that leave a subject alone for a while."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.screening.rules import LIVE_STATES, FindingStatus, SubjectType, Verdict

_moment = sa.DateTime(timezone=True)
LIVE = f"status in ({','.join(repr(state.value) for state in LIVE_STATES)})"


def _subject(name: str, kind: SubjectType, comment: str) -> sa.Column[UUID]:
    """The subject as a column of its own when it is of this kind, so that it can be joined."""
    own = sa.Computed(
        f"case when subject_type = '{kind.value}' then subject_id end", persisted=True
    )
    return sa.Column(name, sa.Uuid, own, comment=comment)


def _seen(subject: str) -> sa.Index:
    """The findings about one subject, the latest first; those about others stand not in it."""
    return sa.Index(
        f"ix_finding_{subject}_seen",
        f"{subject}_id",
        sa.text("first_seen_at DESC"),
        sa.text("id DESC"),
        postgresql_where=sa.text(f"{subject}_id is not null"),
    )


finding = sa.Table(
    "finding",
    metadata,
    identifier(),
    sa.Column(
        "rule_code",
        sa.Text,
        sa.ForeignKey("screening_rule.code"),
        nullable=False,
        comment="规则代码",
    ),
    code("subject_type", SubjectType, "风险对象类型"),
    sa.Column("subject_id", sa.Uuid, nullable=False, comment="风险对象标识"),
    _subject("person_id", SubjectType.PERSON, "职工"),
    _subject("subject_union_id", SubjectType.UNION, "工会"),
    _subject("dossier_id", SubjectType.DOSSIER, "困难职工档案"),
    _subject("facility_id", SubjectType.FACILITY, "阵地"),
    reference("union_id", "union_organisation", "责任工会", nullable=True, index=False),
    reference("handler_union_id", "union_organisation", "现处理工会 (上交后)", nullable=True),
    sa.Column(
        "escalation", sa.SmallInteger, nullable=False, server_default="0", comment="上交次数"
    ),
    sa.Column("escalated_at", _moment, comment="最近上交时间"),
    reference("assignee_id", "app_user", "处理人", nullable=True),
    reference("rule_version_id", "screening_rule_version", "命中时的规则版本", nullable=True),
    reference("case_id", "rights_case", "据以立案的维权案件", nullable=True, index=False),
    sa.Column("dedup_key", sa.Text, nullable=False, comment="去重键: 规则与对象"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
    sa.Column(
        "evidence",
        JSONB,
        nullable=False,
        comment="依据 (判定所用的值)",
        info={"personal": True},
    ),
    sa.Column(
        "explanation",
        JSONB,
        nullable=False,
        server_default="{}",
        comment="判定说明: 条件、参数、所据各行",
        info={"personal": True},
    ),
    code("status", FindingStatus, "处理状态", server_default=FindingStatus.OPEN.value),
    sa.Column("status_reason", sa.Text, comment="处理说明", info={"personal": True}),
    sa.Column("first_seen_at", _moment, nullable=False, comment="首次发现时间"),
    sa.Column("last_seen_at", _moment, nullable=False, comment="最近发现时间"),
    sa.Column("times_seen", sa.Integer, nullable=False, server_default="1", comment="发现次数"),
    sa.Column(
        "missed_runs", sa.Integer, nullable=False, server_default="0", comment="连续未发现次数"
    ),
    sa.Column("due_at", _moment, comment="处理期限"),
    sa.Column("snoozed_until", sa.Date, comment="暂缓至"),
    sa.Column("closed_at", _moment, comment="解除、排除或关闭时间"),
    reference("first_run_id", "screening_run", "首次发现的排查", index=False),
    reference("run_id", "screening_run", "最近发现的排查", index=False),
    reference("missed_run_id", "screening_run", "最近未发现的排查", nullable=True, index=False),
    reference("previous_id", "finding", "同一对象的前一线索", nullable=True, index=False),
    *record_columns(),
    sa.CheckConstraint("severity between 1 and 4", name="severity"),
    sa.CheckConstraint("times_seen > 0 and missed_runs >= 0", name="seen"),
    # One live finding a key, however often and by how many runs it is hit.
    sa.Index("uq_finding_live", "dedup_key", unique=True, postgresql_where=sa.text(LIVE)),
    # What a nightly run changes on a known finding stands in no index (heap-only updates).
    sa.Index("ix_finding_live_rule", "rule_code", "subject_id", postgresql_where=sa.text(LIVE)),
    # What a run of changes looks at again, whatever has changed.
    sa.Index(
        "ix_finding_unsettled",
        "rule_code",
        "subject_id",
        postgresql_where=sa.text(f"{LIVE} and (missed_runs > 0 or previous_id is not null)"),
    ),
    sa.Index("ix_finding_history", "dedup_key", "first_seen_at"),
    sa.Index("ix_finding_union", "union_id", "id"),
    sa.Index("ix_finding_status", "status", "severity", "id"),
    sa.Index("ix_finding_first_seen", sa.text("first_seen_at DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_finding_union_seen", "union_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index(
        "ix_finding_rule_seen", "rule_code", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    _seen("person"),
    _seen("dossier"),
    _seen("facility"),
    _seen("case"),
    sa.Index(
        "ix_finding_first_run", "first_run_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    comment="风险线索",
    info={
        "persons": True,
        "quiet": ("last_seen_at", "times_seen", "missed_runs", "missed_run_id", "run_id"),
    },
    postgresql_with={"fillfactor": 80},
)

finding_feedback = sa.Table(
    "finding_feedback",
    metadata,
    identifier(),
    sa.Column(
        "finding_id",
        sa.Uuid,
        sa.ForeignKey("finding.id"),
        nullable=False,
        unique=True,
        comment="风险线索",
    ),
    reference("union_id", "union_organisation", "责任工会", nullable=True, index=False),
    reference("rule_version_id", "screening_rule_version", "规则版本", nullable=True),
    code("verdict", Verdict, "研判结论"),
    sa.Column("reason", sa.Text, nullable=False, comment="理由"),
    *record_columns(),
    sa.Index("ix_finding_feedback_union", "union_id", "id"),
    comment="线索研判反馈",
    info={"persons": True},
)

rule_snooze = sa.Table(
    "rule_snooze",
    metadata,
    identifier(),
    reference("rule_id", "screening_rule", "排查规则", index=False),
    code("subject_type", SubjectType, "风险对象类型"),
    sa.Column("subject_id", sa.Uuid, nullable=False, comment="风险对象标识"),
    reference("union_id", "union_organisation", "责任工会", nullable=True, index=False),
    reference("finding_id", "finding", "据以暂缓的线索"),
    sa.Column("until", sa.Date, nullable=False, comment="暂缓至 (含)"),
    sa.Column("reason", sa.Text, nullable=False, comment="理由"),
    sa.Column("ended_on", sa.Date, comment="提前结束日期"),
    *record_columns(),
    sa.Index("ix_rule_snooze_subject", "rule_id", "subject_id", "until"),
    sa.Index("ix_rule_snooze_union", "union_id", "id"),
    comment="规则暂缓 (一条规则对一个对象)",
    info={"persons": True},
)
