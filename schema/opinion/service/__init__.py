"""Use cases of public opinion."""

from schema.opinion.service.alerting import acknowledge_alert
from schema.opinion.service.briefs import (
    FileKind,
    collect_brief,
    keep_brief,
    period_meant,
    request_brief,
    write_brief,
)
from schema.opinion.service.bulk import OpenWork
from schema.opinion.service.cases import open_case
from schema.opinion.service.counts import IntakeCounts
from schema.opinion.service.delivering import claim_delivery, record_failure, record_sent
from schema.opinion.service.duty import add_shift, cancel_shift
from schema.opinion.service.handling import add_feed_source, update_feed_source
from schema.opinion.service.intake import take_in_feed
from schema.opinion.service.levels import decide_level, lower_level, raise_level
from schema.opinion.service.partners import Delivered, deliver, end_feed_keys, new_feed_key
from schema.opinion.service.reports import ReportFacts, report_item, take_in_reports
from schema.opinion.service.routing import (
    add_channel,
    add_route,
    end_key_rotation,
    rotate_channel_key,
    set_channel,
    set_route,
)
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
    "Delivered",
    "FileKind",
    "IntakeCounts",
    "OpenWork",
    "ReportFacts",
    "acknowledge_alert",
    "add_channel",
    "add_feed_source",
    "add_route",
    "add_shift",
    "advance_event",
    "cancel_shift",
    "claim_delivery",
    "collect_brief",
    "confirm_event",
    "decide_level",
    "deliver",
    "dismiss_event",
    "end_feed_keys",
    "end_key_rotation",
    "install_sample_feed",
    "keep_brief",
    "lower_level",
    "new_feed_key",
    "note_event",
    "open_case",
    "period_meant",
    "raise_level",
    "record_failure",
    "record_sent",
    "report_item",
    "request_brief",
    "review_event",
    "rotate_channel_key",
    "separate_item",
    "set_channel",
    "set_route",
    "sweep_clocks",
    "take_event",
    "take_in_feed",
    "take_in_reports",
    "update_feed_source",
    "write_brief",
]
