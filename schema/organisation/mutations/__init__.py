"""x"""

from schema.organisation.mutations.unions import MUTATION

__all__ = ["MUTATION"]
