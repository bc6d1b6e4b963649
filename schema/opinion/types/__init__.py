"""Public opinion as GraphQL shows it."""

from schema.opinion.types.events import OpinionAlert, OpinionEvent
from schema.opinion.types.feeds import FeedItem, FeedSource
from schema.opinion.types.handling import (
    DutyShift,
    OpinionClock,
    OpinionLevelChange,
    OpinionStep,
)

__all__ = [
    "DutyShift",
    "FeedItem",
    "FeedSource",
    "OpinionAlert",
    "OpinionClock",
    "OpinionEvent",
    "OpinionLevelChange",
    "OpinionStep",
]
