"""The events that items tell of, and the alerts that these raise."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.opinion.rules.codes import AlertRule, AlertStatus, EventStatus, OpinionLevel, Topic

_moment = sa.DateTime(timezone=True)
_no = sa.false()

opinion_event = sa.Table(
    "opinion_event",
    metadata,
    identifier(),
    sa.Column("code", sa.Text, nullable=False, unique=True, comment="事件编号"),
    sa.Column("title", sa.Text, nullable=False, comment="标题", info={"personal": True}),
    code("topic", Topic, "主题"),
    reference("division_id", "division", "所在区划", nullable=True, index=False),
    sa.Column("employer", sa.Text, comment="涉事单位"),
    sa.Column("first_seen_at", _moment, nullable=False, comment="首次出现时间"),
    sa.Column("last_seen_at", _moment, nullable=False, comment="最近出现时间"),
    sa.Column("item_count", sa.Integer, nullable=False, server_default="0", comment="信息条数"),
    sa.Column(
        "cluster_count", sa.Integer, nullable=False, server_default="0", comment="去重后条数"
    ),
    code("level", OpinionLevel, "预警等级"),
    sa.Column("score", sa.Double, nullable=False, comment="等级分值"),
    code("status", EventStatus, "状态", server_default=EventStatus.DETECTED.value),
    sa.Column("status_reason", sa.Text, comment="研判说明"),
    sa.Column("screened_at", _moment, comment="研判时间"),
    sa.Column("screened_by", sa.Text, comment="研判人"),
    sa.Column(
        "is_restricted",
        sa.Boolean,
        nullable=False,
        server_default=_no,
        comment="限制查看 (心理危机)",
    ),
    reference("union_id", "union_organisation", "承办工会", nullable=True),
    reference("owner_id", "app_user", "承办人", nullable=True),
    reference("case_id", "rights_case", "维权案件", nullable=True),
    sa.Column("held_score", sa.Double, comment="人工降级时的分值: 高于它才再自动升级"),
    sa.Column("closed_at", _moment, comment="办结时间"),
    sa.Column("is_solved", sa.Boolean, comment="诉求已解决 (复盘结论)"),
    sa.Column("review_cause", sa.Text, comment="复盘: 成因", info={"personal": True}),
    sa.Column("review_lessons", sa.Text, comment="复盘: 改进措施", info={"personal": True}),
    *record_columns(),
    # The intake asks by place for events of the same matter, and by employer.
    sa.Index("ix_opinion_event_joining", "topic", "division_id", "last_seen_at"),
    sa.Index(
        "ix_opinion_event_employer",
        "employer",
        "topic",
        "last_seen_at",
        postgresql_where=sa.text("employer is not null"),
    ),
    sa.Index("ix_opinion_event_seen", sa.text("last_seen_at DESC"), sa.text("id DESC")),
    sa.Index("ix_opinion_event_division", "division_id", "last_seen_at", "id"),
    sa.Index("ix_opinion_event_status", "status", "level", "id"),
    comment="舆情事件",
)

opinion_alert = sa.Table(
    "opinion_alert",
    metadata,
    identifier(),
    reference("event_id", "opinion_event", "事件 (激增预警没有)", nullable=True, index=False),
    code("rule", AlertRule, "预警规则"),
    sa.Column("subject", sa.Text, nullable=False, comment="预警对象 (等级、时限、主题与乡镇)"),
    sa.Column("window", sa.Text, nullable=False, server_default="", comment="时间窗"),
    code("level", OpinionLevel, "预警等级"),
    code("status", AlertStatus, "状态", server_default=AlertStatus.RAISED.value),
    sa.Column("raised_at", _moment, nullable=False, comment="发出时间"),
    code("topic", Topic, "主题 (激增)", nullable=True),
    reference("division_id", "division", "乡镇街道 (激增)", nullable=True, index=False),
    sa.Column("observed", sa.Integer, comment="24小时内去重后条数 (激增)"),
    sa.Column("usual", sa.Double, comment="同星期几的中位数 (激增; 数据不足两周时为空)"),
    sa.Column(
        "is_restricted",
        sa.Boolean,
        nullable=False,
        server_default=_no,
        comment="限制查看 (心理危机)",
    ),
    *record_columns(),
    # Nothing repeats: one row a rule, subject and window, whoever notices it and however often.
    sa.UniqueConstraint(
        "event_id", "rule", "subject", "window", postgresql_nulls_not_distinct=True
    ),
    sa.Index(
        "ix_opinion_alert_spike",
        "subject",
        "raised_at",
        postgresql_where=sa.text("rule = 'SPIKE'"),
    ),
    sa.Index("ix_opinion_alert_event", "event_id", "raised_at", "id"),
    sa.Index("ix_opinion_alert_raised", sa.text("raised_at DESC"), sa.text("id DESC")),
    comment="舆情预警",
)
