"""Channels, routes and deliveries as GraphQL shows them; keys are never shown."""

from schema.opinion import tables
from schema.opinion.types.events import OpinionAlert
from schema.planner.fields import FEW, column, connection, extend, node, to_one


@node(tables.alert_channel)
class AlertChannel:
    """预警渠道: where alerts go outside the platform, and what replaces it when it fails."""

    id = column()
    code = column(sortable=True)
    name = column(sortable=True)
    kind = column(groupable=True)
    address = column()
    enabled = column(groupable=True)
    version = column()


@node(tables.alert_route)
class AlertRoute:
    """预警分发规则: alerts of a rule, from a level on, go over a channel."""

    id = column()
    rule = column(groupable=True)
    least_level = column(groupable=True)
    takes_crises = column(groupable=True)
    enabled = column(groupable=True)
    version = column()
    channel = to_one(AlertChannel, "channel_id")


@node(tables.alert_delivery)
class AlertDelivery:
    """预警送达记录: one alert over one channel, how often tried, the proof or the failure."""

    id = column()
    status = column(groupable=True)
    attempts = column(sortable=True, summable=True)
    next_try_at = column(sortable=True)
    sent_at = column(sortable=True)
    proof = column()
    error = column()
    version = column()
    alert = to_one(OpinionAlert, "alert_id", implied=True)
    channel = to_one(AlertChannel, "channel_id")


extend(AlertChannel, fallback=to_one(AlertChannel, "fallback_id"))
extend(
    AlertChannel,
    routes=connection(AlertRoute, "channel_id", description="经此渠道的分发规则", page=FEW),
)
extend(
    OpinionAlert,
    deliveries=connection(
        AlertDelivery, "alert_id", description="送达记录", page=FEW, implied=True
    ),
)
