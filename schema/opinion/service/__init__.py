"""Use cases of public opinion."""

from schema.opinion.service.alerting import acknowledge_alert
from schema.opinion.service.bulk import OpenWork
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.duty import add_shift, cancel_shift
from schema.opinion.service.handling import add_feed_source, update_feed_source
from schema.opinion.service.intake import take_in_feed
from schema.opinion.service.levels import decide_level, lower_level, raise_level
from schema.opinion.service.samples import install_sample_feed
from schema.opinion.service.separating import separate_item
from schema.opinion.service.steps import (
    advance_event,
    confirm_event,
    dismiss_event,
    note_event,
    review_event,
    take_event,
)
from schema.opinion.service.sweeping import sweep_clocks

__all__ = [
    "IntakeCounts",
    "OpenWork",
    "acknowledge_alert",
    "add_feed_source",
    "add_shift",
    "advance_event",
    "cancel_shift",
    "confirm_event",
    "decide_level",
    "dismiss_event",
    "install_sample_feed",
    "lower_level",
    "note_event",
    "raise_level",
    "review_event",
    "separate_item",
    "sweep_clocks",
    "take_event",
    "take_in_feed",
    "update_feed_source",
]
