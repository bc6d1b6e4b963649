"""Screening rules, their runs, the findings they open and close; maintained figures as views."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.assistance.rules import (
    AssistanceKind,
    AssistanceStatus,
    DossierCategory,
    DossierStatus,
)
from schema.core.figures import figure_view
from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import FacilityKind, FacilityStatus
from schema.membership.rules import EmploymentForm, MembershipStatus
from schema.screening.rules import (
    LIVE_STATES,
    FindingStatus,
    ScreeningKind,
    ScreeningState,
    SubjectType,
)

_moment = sa.DateTime(timezone=True)
LIVE = f"status in ({','.join(repr(state.value) for state in LIVE_STATES)})"

screening_rule = sa.Table(
    "screening_rule",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="规则代码"),
    sa.Column("name", sa.Text, nullable=False, comment="规则名称"),
    sa.Column("description", sa.Text, nullable=False, comment="判定条件"),
    sa.Column("kinds", sa.ARRAY(sa.Text), nullable=False, comment="所属排查类型"),
    code("subject_type", SubjectType, "风险对象类型"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true(), comment="启用"),
    *record_columns(),
    sa.CheckConstraint("severity between 1 and 4", name="severity"),
    comment="排查规则",
)

screening_run = sa.Table(
    "screening_run",
    metadata,
    identifier(),
    sa.Column("job_run_id", sa.Uuid, sa.ForeignKey("job_run.id"), unique=True, comment="任务运行"),
    code("kind", ScreeningKind, "排查类型"),
    sa.Column("rule_codes", sa.ARRAY(sa.Text), comment="指定的规则 (空为该类型全部)"),
    sa.Column("as_of", sa.Date, nullable=False, comment="数据基准日"),
    code("state", ScreeningState, "运行状态", server_default=ScreeningState.QUEUED.value),
    sa.Column(
        "counts", JSONB(none_as_null=True), comment="各规则计数: {规则: {hits, opened, resolved}}"
    ),
    sa.Column("errors", JSONB(none_as_null=True), comment="失败的规则: {规则: 错误}"),
    sa.Column("hits", sa.BigInteger, comment="命中"),
    sa.Column("opened", sa.BigInteger, comment="新增"),
    sa.Column("resolved", sa.BigInteger, comment="自动解除"),
    sa.Column("started_at", _moment, comment="开始时间"),
    sa.Column("finished_at", _moment, comment="结束时间"),
    *record_columns(),
    sa.Index("ix_screening_run_created", sa.text("created_at DESC"), sa.text("id DESC")),
    comment="排查运行",
)


def _subject(name: str, kind: SubjectType, comment: str) -> sa.Column[UUID]:
    """The subject as a column of its own when it is of this kind, so that it can be joined."""
    own = sa.Computed(
        f"case when subject_type = '{kind.value}' then subject_id end", persisted=True
    )
    return sa.Column(name, sa.Uuid, own, comment=comment)


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
    sa.Column("dedup_key", sa.Text, nullable=False, comment="去重键: 规则与对象"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
    sa.Column("evidence", JSONB, nullable=False, comment="依据 (判定所用的值)"),
    code("status", FindingStatus, "处理状态", server_default=FindingStatus.OPEN.value),
    sa.Column("status_reason", sa.Text, comment="处理说明"),
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
    sa.Index("ix_finding_live_rule", "rule_code", postgresql_where=sa.text(LIVE)),
    sa.Index("ix_finding_history", "dedup_key", "first_seen_at"),
    sa.Index("ix_finding_union", "union_id", "id"),
    sa.Index("ix_finding_status", "status", "severity", "id"),
    sa.Index("ix_finding_rule", "rule_code", "id"),
    sa.Index("ix_finding_first_seen", sa.text("first_seen_at DESC"), sa.text("id DESC")),
    sa.Index(
        "ix_finding_union_seen", "union_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index(
        "ix_finding_rule_seen", "rule_code", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index(
        "ix_finding_person_seen", "person_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index(
        "ix_finding_dossier_seen", "dossier_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index(
        "ix_finding_facility_seen", "facility_id", sa.text("first_seen_at DESC"), sa.text("id DESC")
    ),
    sa.Index("ix_finding_run_seen", "run_id", sa.text("first_seen_at DESC"), sa.text("id DESC")),
    comment="风险线索",
    info={
        "persons": True,
        "quiet": ("last_seen_at", "times_seen", "missed_runs", "missed_run_id", "run_id"),
    },
    postgresql_with={"fillfactor": 80},
)

member_figure = figure_view(
    "member_figure",
    "会员数",
    code("status", MembershipStatus, "会籍状态"),
    code("employment_form", EmploymentForm, "用工形式"),
)
dossier_figure = figure_view(
    "dossier_figure",
    "困难职工档案数",
    code("status", DossierStatus, "档案状态"),
    code("category", DossierCategory, "困难类别", nullable=True),
)
assistance_figure = figure_view(
    "assistance_figure",
    "帮扶数与金额",
    code("status", AssistanceStatus, "帮扶状态"),
    code("kind", AssistanceKind, "帮扶类型"),
    sa.Column("year", sa.SmallInteger, comment="发放年度 (空为未发放)"),
    money=True,
)
facility_figure = figure_view(
    "facility_figure",
    "阵地数",
    code("status", FacilityStatus, "状态"),
    code("kind", FacilityKind, "阵地类型"),
)
finding_figure = figure_view(
    "finding_figure",
    "风险线索数",
    code("status", FindingStatus, "处理状态"),
    sa.Column("severity", sa.SmallInteger, nullable=False, comment="风险等级: 1提示 … 4紧急"),
)
