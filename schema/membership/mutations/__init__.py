"""Mutations of membership."""

import strawberry

from schema.membership.mutations import enums as _enums
from schema.membership.mutations.holdings import HoldingsMutation
from schema.membership.mutations.ledger import LedgerMutation
from schema.membership.mutations.memberships import MembershipMutation as _OfMemberships
from schema.membership.mutations.merging import MergingMutation

__all__ = ["MUTATION", "MembershipMutation"]
CODE_LISTS = _enums


@strawberry.type
class MembershipMutation(_OfMemberships, LedgerMutation, HoldingsMutation, MergingMutation):
    """Mutations of membership."""


MUTATION = MembershipMutation
