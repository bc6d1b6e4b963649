"""Events and alerts as GraphQL shows them."""

from schema.opinion import tables
from schema.organisation.types import Division
from schema.planner.fields import column, connection, extend, node, to_one


@node(tables.opinion_event)
class OpinionEvent:
    """舆情事件: one matter that one or more posts tell of, with its level."""

    id = column()
    code = column(sortable=True)
    title = column()
    topic = column(groupable=True)
    employer = column(groupable=True)
    first_seen_at = column(sortable=True)
    last_seen_at = column(sortable=True)
    item_count = column(sortable=True, summable=True)
    cluster_count = column(sortable=True, summable=True)
    level = column(groupable=True)
    score = column(sortable=True)
    status = column(groupable=True)
    status_reason = column()
    screened_at = column(sortable=True)
    is_restricted = column()
    version = column()
    division_id = column(groupable=True)
    division = to_one(Division, "division_id")


@node(tables.opinion_alert)
class OpinionAlert:
    """舆情预警: an event reached a level; one row for each level, never repeated."""

    id = column()
    rule = column(groupable=True)
    subject = column()
    window = column()
    level = column(groupable=True)
    status = column(groupable=True)
    raised_at = column(sortable=True)
    version = column()
    event = to_one(OpinionEvent, "event_id")


extend(
    OpinionEvent,
    alerts=connection(OpinionAlert, "event_id", order=("-raised_at",), description="预警"),
)
extend(
    Division,
    opinion_events=connection(
        OpinionEvent, "division_id", order=("-last_seen_at",), description="辖区舆情事件"
    ),
)
