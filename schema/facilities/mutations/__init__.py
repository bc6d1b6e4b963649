"""What people change of facilities."""

from strawberry.tools import merge_types

from schema.facilities.mutations.keeping import KeepingMutation
from schema.facilities.mutations.places import PlaceMutation
from schema.facilities.mutations.training import TrainingMutation
from schema.facilities.mutations.visits import VisitMutation

MUTATION = merge_types(
    "FacilitiesMutation", (PlaceMutation, KeepingMutation, VisitMutation, TrainingMutation)
)

__all__ = ["MUTATION"]
