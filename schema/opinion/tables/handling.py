"""What happens to an event: its log, its clocks, changes of its level, who is on duty."""

import sqlalchemy as sa

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.opinion.rules.codes import EventStatus, OpinionLevel
from schema.opinion.rules.stages import (
    ClockKind,
    ClockStatus,
    DutyPost,
    LevelChangeStatus,
    StepKind,
)

_moment = sa.DateTime(timezone=True)

opinion_step = sa.Table(
    "opinion_step",
    metadata,
    identifier(),
    reference("event_id", "opinion_event", "舆情事件", index=False),
    code("kind", StepKind, "记录种类"),
    code("from_status", EventStatus, "原状态", nullable=True),
    code("to_status", EventStatus, "新状态"),
    code("level", OpinionLevel, "当时等级"),
    sa.Column("taken_at", _moment, nullable=False, comment="办理时间"),
    sa.Column("taken_by", sa.Text, nullable=False, comment="办理人"),
    sa.Column("taker_name", sa.Text, nullable=False, comment="办理人姓名"),
    sa.Column("text", sa.Text, comment="办理内容", info={"personal": True}),
    sa.Index("ix_opinion_step_event", "event_id", "id"),
    comment="舆情处置记录 (只增不改)",
    info={"immutable": True},
)

opinion_clock = sa.Table(
    "opinion_clock",
    metadata,
    identifier(),
    reference("event_id", "opinion_event", "舆情事件", index=False),
    code("kind", ClockKind, "时限种类"),
    code("level", OpinionLevel, "计时等级"),
    code("status", ClockStatus, "时限状态", server_default=ClockStatus.RUNNING.value),
    sa.Column("started_at", _moment, nullable=False, comment="起算时间"),
    sa.Column("due_at", _moment, nullable=False, comment="到期时间"),
    sa.Column("ended_at", _moment, comment="停止时间"),
    sa.Column(
        "escalation", sa.SmallInteger, nullable=False, server_default="0", comment="超时上报次数"
    ),
    sa.Column("escalated_at", _moment, comment="最近超时上报时间"),
    *record_columns(),
    # One clock of a kind runs at a time, however often its start is noticed.
    sa.Index(
        "uq_opinion_clock_running",
        "event_id",
        "kind",
        unique=True,
        postgresql_where=sa.text("status = 'RUNNING'"),
    ),
    sa.Index(
        "ix_opinion_clock_due", "due_at", "id", postgresql_where=sa.text("status = 'RUNNING'")
    ),
    sa.Index("ix_opinion_clock_event", "event_id", "due_at", "id"),
    comment="舆情处置时限",
)

opinion_level_change = sa.Table(
    "opinion_level_change",
    metadata,
    identifier(),
    reference("event_id", "opinion_event", "舆情事件", index=False),
    code("from_level", OpinionLevel, "原等级"),
    code("to_level", OpinionLevel, "新等级"),
    code("status", LevelChangeStatus, "变更状态"),
    sa.Column("reason", sa.Text, nullable=False, comment="理由", info={"personal": True}),
    sa.Column("requested_at", _moment, nullable=False, comment="提出时间"),
    sa.Column("requested_by", sa.Text, nullable=False, comment="提出人"),
    sa.Column("decided_at", _moment, comment="确认时间"),
    sa.Column("decided_by", sa.Text, comment="确认人"),
    sa.Column("decision_note", sa.Text, comment="确认意见", info={"personal": True}),
    *record_columns(),
    # The second person is another one: PostgreSQL refuses what a service forgot.
    sa.CheckConstraint(
        "status = 'REQUESTED' or decided_by is null or decided_by <> requested_by",
        name="second_person",
    ),
    sa.Index(
        "uq_opinion_level_change_open",
        "event_id",
        unique=True,
        postgresql_where=sa.text("status = 'REQUESTED'"),
    ),
    sa.Index("ix_opinion_level_change_event", "event_id", "requested_at", "id"),
    comment="舆情等级变更",
)

duty_shift = sa.Table(
    "duty_shift",
    metadata,
    identifier(),
    reference("user_id", "app_user", "值班人", index=False),
    code("post", DutyPost, "值班岗位"),
    sa.Column("starts_at", _moment, nullable=False, comment="开始时间"),
    sa.Column("ends_at", _moment, nullable=False, comment="结束时间"),
    sa.Column("note", sa.Text, comment="说明 (联系方式、交接)", info={"personal": True}),
    sa.Column("cancelled_at", _moment, comment="取消时间"),
    *record_columns(),
    sa.CheckConstraint("ends_at > starts_at", name="period"),
    sa.Index("ix_duty_shift_user", "user_id", "starts_at"),
    sa.Index("ix_duty_shift_time", "starts_at", "ends_at", "id"),
    comment="舆情值班表",
)
