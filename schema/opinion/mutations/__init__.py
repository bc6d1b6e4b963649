"""What people change of public opinion."""

from strawberry.tools import merge_types

from schema.opinion.mutations.briefs import BriefMutation
from schema.opinion.mutations.events import EventMutation
from schema.opinion.mutations.feeds import FeedMutation
from schema.opinion.mutations.routing import RoutingMutation

MUTATION = merge_types(
    "OpinionMutation", (FeedMutation, EventMutation, RoutingMutation, BriefMutation)
)
