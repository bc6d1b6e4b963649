"""What people change of dossiers and aid."""

from strawberry.tools import merge_types

from schema.assistance.mutations.aid import AidMutation
from schema.assistance.mutations.dossiers import DossierMutation

MUTATION = merge_types("AssistanceMutation", (DossierMutation, AidMutation))

__all__ = ["MUTATION"]
