"""Root fields of public opinion."""

from schema.opinion.types import (
    AlertChannel,
    AlertDelivery,
    AlertRoute,
    DutyShift,
    FeedItem,
    FeedSource,
    OpinionAlert,
    OpinionBrief,
    OpinionClock,
    OpinionEvent,
    OpinionLevelChange,
    OpinionStep,
)
from schema.planner.fields import find_many, find_one

QUERIES = {
    "opinionEvents": find_many(OpinionEvent, "舆情事件列表", order=("-last_seen_at",)),
    "opinionEvent": find_one(OpinionEvent, "一个舆情事件"),
    "opinionAlerts": find_many(OpinionAlert, "舆情预警列表", order=("-raised_at",)),
    "opinionBriefs": find_many(OpinionBrief, "舆情简报列表", order=("-starts_on",)),
    "opinionBrief": find_one(OpinionBrief, "一份舆情简报"),
    "opinionSteps": find_many(OpinionStep, "舆情处置记录列表", order=("-taken_at",)),
    "opinionClocks": find_many(OpinionClock, "舆情处置时限列表, 最先到期的在前", order=("due_at",)),
    "opinionLevelChanges": find_many(
        OpinionLevelChange, "舆情等级变更列表", order=("-requested_at",)
    ),
    "opinionLevelChange": find_one(OpinionLevelChange, "一次舆情等级变更"),
    "alertChannels": find_many(AlertChannel, "预警渠道列表", order=("code",)),
    "alertRoutes": find_many(AlertRoute, "预警分发规则列表"),
    "alertDeliveries": find_many(AlertDelivery, "预警送达记录列表", order=("-next_try_at",)),
    "dutyShifts": find_many(
        DutyShift, "舆情值班表; 现在谁值班: where: {isNow: {eq: true}}", order=("-starts_at",)
    ),
    "dutyShift": find_one(DutyShift, "一个值班班次"),
    "feedItems": find_many(FeedItem, "舆情信息列表", order=("-occurred_at",)),
    "feedSources": find_many(FeedSource, "舆情来源列表", order=("code",)),
    "feedSource": find_one(FeedSource, "一个舆情来源"),
}
