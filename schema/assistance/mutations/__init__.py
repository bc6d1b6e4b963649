"""What people change of dossiers and aid."""

from strawberry.tools import merge_types

from schema.assistance.mutations.aid import AidMutation
from schema.assistance.mutations.deliveries import DeliveryMutation
from schema.assistance.mutations.dossiers import DossierMutation
from schema.assistance.mutations.oversight import OversightMutation
from schema.assistance.mutations.payments import PaymentMutation
from schema.assistance.mutations.processes import ProcessMutation

MUTATION = merge_types(
    "AssistanceMutation",
    (
        DossierMutation,
        ProcessMutation,
        AidMutation,
        PaymentMutation,
        OversightMutation,
        DeliveryMutation,
    ),
)

__all__ = ["MUTATION"]
