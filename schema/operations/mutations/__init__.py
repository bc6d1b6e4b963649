"""What is changed of the platform's own matters, and of the rights of persons."""

from strawberry.tools import merge_types

from schema.operations.mutations.platform import PlatformMutation
from schema.operations.mutations.privacy import PrivacyMutation

MUTATION = merge_types("OperationsMutation", (PlatformMutation, PrivacyMutation))

__all__ = ["MUTATION"]
