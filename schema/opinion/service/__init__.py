"""Use cases of public opinion."""

from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.handling import (
    add_feed_source,
    confirm_event,
    dismiss_event,
    update_feed_source,
)
from schema.opinion.service.intake import OpenWork, take_in_feed
from schema.opinion.service.samples import install_sample_feed
from schema.opinion.service.separating import separate_item

__all__ = [
    "IntakeCounts",
    "OpenWork",
    "add_feed_source",
    "confirm_event",
    "dismiss_event",
    "install_sample_feed",
    "separate_item",
    "take_in_feed",
    "update_feed_source",
]
