"""Plans of screening, watch-lists, and the runs that carry the rules out."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.screening.rules import (
    PlanRhythm,
    PlanStatus,
    RunMode,
    ScreeningKind,
    ScreeningState,
    SubjectType,
    TargetGroup,
)

_moment = sa.DateTime(timezone=True)

watch_list = sa.Table(
    "watch_list",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="名单代码"),
    sa.Column("name", sa.Text, nullable=False, comment="名单名称"),
    sa.Column("purpose", sa.Text, nullable=False, comment="设立目的"),
    *record_columns(),
    comment="重点名单",
)

watch_list_entry = sa.Table(
    "watch_list_entry",
    metadata,
    identifier(),
    reference("list_id", "watch_list", "重点名单", index=False),
    code("subject_type", SubjectType, "对象类型"),
    sa.Column("subject_id", sa.Uuid, nullable=False, comment="对象标识"),
    reference("union_id", "union_organisation", "责任工会", nullable=True, index=False),
    sa.Column("reason", sa.Text, nullable=False, comment="列入理由"),
    sa.Column("entered_on", sa.Date, nullable=False, comment="列入日期"),
    sa.Column("review_on", sa.Date, nullable=False, comment="复评日期"),
    sa.Column("left_on", sa.Date, comment="移出日期"),
    sa.Column("leave_reason", sa.Text, comment="移出理由"),
    *record_columns(),
    sa.CheckConstraint("review_on > entered_on", name="review"),
    sa.CheckConstraint("(left_on is null) = (leave_reason is null)", name="left"),
    sa.Index(
        "uq_watch_list_entry_present",
        "list_id",
        "subject_id",
        unique=True,
        postgresql_where=sa.text("left_on is null"),
    ),
    sa.Index("ix_watch_list_entry_list", "list_id", "id"),
    sa.Index("ix_watch_list_entry_union", "union_id", "id"),
    comment="重点名单成员",
    info={"persons": True},
)

screening_plan = sa.Table(
    "screening_plan",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="计划代码"),
    sa.Column("name", sa.Text, nullable=False, comment="计划名称"),
    code("kind", ScreeningKind, "排查类型"),
    code("status", PlanStatus, "计划状态", server_default=PlanStatus.ACTIVE.value),
    sa.Column("rule_codes", sa.ARRAY(sa.Text), comment="排查规则 (空为该类型全部)"),
    code("target_group", TargetGroup, "对象群体 (空为不限)", nullable=True),
    sa.Column(
        "area_ids",
        sa.ARRAY(sa.Uuid),
        nullable=False,
        server_default="{}",
        comment="范围: 工会及其下级 (空为全市)",
    ),
    reference("watch_list_id", "watch_list", "重点名单 (空为不限)", nullable=True),
    code("rhythm", PlanRhythm, "频次"),
    sa.Column("starts_on", sa.Date, nullable=False, comment="开始日期"),
    sa.Column("ends_on", sa.Date, comment="结束日期 (空为长期)"),
    sa.Column("owner", sa.Text, nullable=False, comment="责任人"),
    sa.Column("checklist", sa.Text, nullable=False, server_default="", comment="检查要点"),
    sa.Column("last_run_on", sa.Date, comment="最近运行日期"),
    sa.Column("closing_report", sa.Text, comment="总结报告"),
    *record_columns(),
    sa.CheckConstraint("ends_on >= starts_on", name="period"),
    sa.CheckConstraint("kind <> 'SPECIAL' or ends_on is not null", name="special_ends"),
    sa.CheckConstraint(
        "kind <> 'KEY' or watch_list_id is not null or target_group is not null"
        " or ends_on is not null",
        name="key_target",
    ),
    comment="排查计划",
)

screening_run = sa.Table(
    "screening_run",
    metadata,
    identifier(),
    sa.Column("job_run_id", sa.Uuid, sa.ForeignKey("job_run.id"), unique=True, comment="任务运行"),
    code("kind", ScreeningKind, "排查类型"),
    sa.Column("rule_codes", sa.ARRAY(sa.Text), comment="指定的规则 (空为该类型全部)"),
    reference("plan_id", "screening_plan", "排查计划", nullable=True, index=False),
    code("mode", RunMode, "运行方式", server_default=RunMode.FULL.value),
    sa.Column("as_of", sa.Date, nullable=False, comment="数据基准日"),
    code("state", ScreeningState, "运行状态", server_default=ScreeningState.QUEUED.value),
    sa.Column(
        "counts", JSONB(none_as_null=True), comment="各规则计数: {规则: {hits, opened, resolved}}"
    ),
    sa.Column("errors", JSONB(none_as_null=True), comment="失败的规则: {规则: 错误}"),
    sa.Column("planned", sa.Integer, comment="计划运行的规则数"),
    sa.Column("evaluated", sa.Integer, comment="完成判定的规则数"),
    sa.Column("hits", sa.BigInteger, comment="命中"),
    sa.Column("opened", sa.BigInteger, comment="新增"),
    sa.Column("resolved", sa.BigInteger, comment="自动解除"),
    sa.Column("suppressed", sa.BigInteger, comment="因暂缓未计的命中"),
    sa.Column(
        "high_water",
        JSONB(none_as_null=True),
        comment="已计入的变更: {审计链道: 序号}",
    ),
    sa.Column(
        "terms",
        JSONB(none_as_null=True),
        comment="各规则判定口径的摘要: {规则: 摘要}",
    ),
    sa.Column("started_at", _moment, comment="开始时间"),
    sa.Column("finished_at", _moment, comment="结束时间"),
    *record_columns(),
    sa.Index("ix_screening_run_plan", "plan_id", sa.text("created_at DESC"), sa.text("id DESC")),
    sa.Index("ix_screening_run_created", sa.text("created_at DESC"), sa.text("id DESC")),
    comment="排查运行",
)
