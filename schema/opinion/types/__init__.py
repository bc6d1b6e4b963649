"""Public opinion as GraphQL shows it."""

from schema.opinion.types.briefs import OpinionBrief
from schema.opinion.types.events import OpinionAlert, OpinionEvent
from schema.opinion.types.feeds import FeedItem, FeedSource
from schema.opinion.types.handling import (
    DutyShift,
    OpinionClock,
    OpinionLevelChange,
    OpinionStep,
)
from schema.opinion.types.routing import AlertChannel, AlertDelivery, AlertRoute

__all__ = [
    "AlertChannel",
    "AlertDelivery",
    "AlertRoute",
    "DutyShift",
    "FeedItem",
    "FeedSource",
    "OpinionAlert",
    "OpinionBrief",
    "OpinionClock",
    "OpinionEvent",
    "OpinionLevelChange",
    "OpinionStep",
]
