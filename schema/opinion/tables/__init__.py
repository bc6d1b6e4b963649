"""The tables of public opinion: sources, items, events with their handling, alerts."""

from schema.opinion.tables.events import opinion_alert, opinion_event
from schema.opinion.tables.feeds import feed_host, feed_item, feed_source
from schema.opinion.tables.handling import (
    duty_shift,
    opinion_clock,
    opinion_level_change,
    opinion_step,
)
from schema.opinion.tables.reports import feed_delivery, feed_key, feed_report

__all__ = [
    "duty_shift",
    "feed_delivery",
    "feed_host",
    "feed_item",
    "feed_key",
    "feed_report",
    "feed_source",
    "opinion_alert",
    "opinion_clock",
    "opinion_event",
    "opinion_level_change",
    "opinion_step",
]
