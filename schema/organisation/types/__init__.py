"""x"""

from schema.organisation.types.unions import Division, UnionOrganisation

__all__ = ["Division", "UnionOrganisation"]
