"""The tables of public opinion: sources, items, events with their handling, alerts."""

from schema.opinion.tables.briefs import opinion_brief
from schema.opinion.tables.events import opinion_alert, opinion_event
from schema.opinion.tables.feeds import feed_host, feed_item, feed_source
from schema.opinion.tables.handling import (
    duty_shift,
    opinion_clock,
    opinion_level_change,
    opinion_step,
)
from schema.opinion.tables.reports import feed_delivery, feed_key, feed_report
from schema.opinion.tables.routing import alert_channel, alert_delivery, alert_route

__all__ = [
    "alert_channel",
    "alert_delivery",
    "alert_route",
    "duty_shift",
    "feed_delivery",
    "feed_host",
    "feed_item",
    "feed_key",
    "feed_report",
    "feed_source",
    "opinion_alert",
    "opinion_brief",
    "opinion_clock",
    "opinion_event",
    "opinion_level_change",
    "opinion_step",
]
