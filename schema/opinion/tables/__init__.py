"""The tables of public opinion: sources, items, events, alerts."""

from schema.opinion.tables.events import opinion_alert, opinion_event
from schema.opinion.tables.feeds import feed_item, feed_source

__all__ = ["feed_item", "feed_source", "opinion_alert", "opinion_event"]
