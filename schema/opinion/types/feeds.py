"""Sources and items as GraphQL shows them; authors and signatures are never shown."""

from schema.opinion import tables
from schema.opinion.types.events import OpinionEvent
from schema.organisation.types import Division
from schema.planner.fields import column, computed, connection, extend, node, to_one
from schema.planner.scalars import BOOLEAN


@node(tables.feed_source)
class FeedSource:
    """舆情来源: a folder or address that public or lawfully supplied text comes from."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    kind = column(groupable=True)
    address = column()
    format = column()
    is_local = column(groupable=True)
    poll_minutes = column()
    trust = column(sortable=True)
    licence = column()
    lawful_basis = column()
    enabled = column(groupable=True)
    last_attempt_at = column(sortable=True)
    last_success_at = column(sortable=True)
    last_error = column()
    last_failure_at = column(sortable=True)
    failures = column(sortable=True)
    last_item_at = column(sortable=True)
    silence_hours = column()
    version = column()


@node(tables.feed_item)
class FeedItem:
    """舆情信息: one post, what the rules make of it and why."""

    id = column()
    url = column()
    published_at = column(sortable=True, groupable=True)
    fetched_at = column(sortable=True)
    occurred_at = column(sortable=True)
    title = column()
    text = column()
    read_count = column(sortable=True, summable=True)
    like_count = column(sortable=True, summable=True)
    repost_count = column(sortable=True, summable=True)
    comment_count = column(sortable=True, summable=True)
    stance = column(groupable=True)
    topic = column(groupable=True)
    topics = column(filterable=False)
    level = column(groupable=True)
    score = column(sortable=True)
    explanation = column(filterable=False)
    severity = column(sortable=True, groupable=True)
    signals = column(filterable=False)
    people_estimate = column(sortable=True)
    harm_flags = column(filterable=False)
    places = column(filterable=False)
    employer = column(groupable=True)
    in_area = column(groupable=True)
    counts = column(groupable=True)
    is_history = column(groupable=True)
    is_repost = column(groupable=True)
    is_copy = computed(
        lambda table: table.c.duplicate_of.is_not(None),
        BOOLEAN,
        "重复信息: 与更早的一条是同一内容",
        needs=("duplicate_of",),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    is_restricted = column()
    reading = column(filterable=False)
    scorer_version = column(groupable=True)
    source_id = column(groupable=True)
    division_id = column(groupable=True)
    event_id = column()
    source = to_one(FeedSource, "source_id")
    division = to_one(Division, "division_id")
    event = to_one(OpinionEvent, "event_id")


extend(FeedItem, duplicate_of=to_one(FeedItem, "duplicate_of", description="重复于"))
extend(FeedItem, duplicates=connection(FeedItem, "duplicate_of", description="重复信息"))
extend(
    OpinionEvent,
    items=connection(FeedItem, "event_id", order=("-occurred_at",), description="信息, 最近的在前"),
)
extend(
    FeedSource,
    items=connection(
        FeedItem, "source_id", order=("-occurred_at",), description="信息, 最近的在前"
    ),
)
