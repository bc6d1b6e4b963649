"""The handling of events as GraphQL shows it: log, clocks, levels, duty."""

import sqlalchemy as sa

from schema.accounts.types import User
from schema.membership.types.masks import withheld
from schema.opinion import tables
from schema.opinion.rules.stages import ClockKind, ClockStatus
from schema.opinion.types.events import OpinionEvent
from schema.planner.fields import FEW, column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN


@node(tables.opinion_step)
class OpinionStep:
    """舆情处置记录: one step, note or change of level, with who, when and what."""

    id = column()
    kind = column(groupable=True)
    from_status = column()
    to_status = column(groupable=True)
    level = column(groupable=True)
    taken_at = column(sortable=True)
    taken_by = column()
    taker_name = column()
    text = withheld("text")
    event = to_one(OpinionEvent, "event_id", implied=True)


@node(tables.opinion_clock)
class OpinionClock:
    """舆情处置时限: by when a step is due at the event's level, and when it was done."""

    id = column()
    kind = column(groupable=True)
    level = column(groupable=True)
    status = column(groupable=True)
    started_at = column(sortable=True)
    due_at = column(sortable=True)
    ended_at = column(sortable=True)
    is_overdue = computed(
        lambda table: sa.and_(
            # The end of the monitoring period is a first day, not a last one.
            table.c.kind != ClockKind.MONITORING.value,
            table.c.status != ClockStatus.CANCELLED.value,
            sa.func.coalesce(table.c.ended_at, sa.func.now()) > table.c.due_at,
        ),
        BOOLEAN,
        "已超时: 到期未办, 或到期后才办",
        needs=("kind", "status", "ended_at", "due_at"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    escalation = column(sortable=True, groupable=True)
    escalated_at = column(sortable=True)
    version = column()
    event = to_one(OpinionEvent, "event_id", implied=True)


@node(tables.opinion_level_change)
class OpinionLevelChange:
    """舆情等级变更: raised by one person, lowered by two."""

    id = column()
    from_level = column(groupable=True)
    to_level = column(groupable=True)
    status = column(groupable=True)
    reason = withheld("reason")
    requested_at = column(sortable=True)
    requested_by = column()
    decided_at = column(sortable=True)
    decided_by = column()
    decision_note = withheld("decision_note")
    version = column()
    event = to_one(OpinionEvent, "event_id", implied=True)


@node(tables.duty_shift)
class DutyShift:
    """舆情值班: who screens and is told of a person in danger, and when."""

    id = column()
    post = column(groupable=True)
    starts_at = column(sortable=True)
    ends_at = column(sortable=True)
    is_now = computed(
        lambda table: sa.and_(
            table.c.cancelled_at.is_(None),
            table.c.starts_at <= sa.func.now(),
            table.c.ends_at > sa.func.now(),
        ),
        BOOLEAN,
        "正在值班",
        needs=("cancelled_at", "starts_at", "ends_at"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    note = withheld("note")
    cancelled_at = column()
    user_id = column(groupable=True)
    version = column()
    user = to_one(User, "user_id")


extend(
    OpinionEvent,
    steps=connection(OpinionStep, "event_id", description="处置记录", page=FEW, implied=True),
    clocks=connection(
        OpinionClock,
        "event_id",
        order=("due_at", "id"),
        description="处置时限",
        page=FEW,
        implied=True,
    ),
    level_changes=connection(
        OpinionLevelChange,
        "event_id",
        order=("-requested_at",),
        description="等级变更",
        page=FEW,
        implied=True,
    ),
)
