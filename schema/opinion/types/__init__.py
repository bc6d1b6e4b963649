"""Public opinion as GraphQL shows it."""

from schema.opinion.types.events import OpinionAlert, OpinionEvent
from schema.opinion.types.feeds import FeedItem, FeedSource

__all__ = ["FeedItem", "FeedSource", "OpinionAlert", "OpinionEvent"]
