"""Root fields of public opinion."""

from schema.opinion.types import FeedItem, FeedSource, OpinionAlert, OpinionEvent
from schema.planner.fields import find_many, find_one

QUERIES = {
    "opinionEvents": find_many(OpinionEvent, "舆情事件列表", order=("-last_seen_at",)),
    "opinionEvent": find_one(OpinionEvent, "一个舆情事件"),
    "opinionAlerts": find_many(OpinionAlert, "舆情预警列表", order=("-raised_at",)),
    "feedItems": find_many(FeedItem, "舆情信息列表", order=("-occurred_at",)),
    "feedSources": find_many(FeedSource, "舆情来源列表", order=("code",)),
    "feedSource": find_one(FeedSource, "一个舆情来源"),
}
