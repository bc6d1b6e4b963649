"""The GraphQL types of membership."""

from schema.membership.types.holdings import (
    CardSeries,
    Dues,
    HomeUnion,
    MembershipCard,
    PlatformWork,
)
from schema.membership.types.ledger import (
    LapseProposal,
    MembershipStep,
    MembershipTransfer,
    MembershipVersion,
)
from schema.membership.types.masks import masked_name, unsaid, withheld
from schema.membership.types.merging import DuplicatePair, PersonMerge
from schema.membership.types.people import AccessRecord, Membership, Person

__all__ = [
    "AccessRecord",
    "CardSeries",
    "Dues",
    "DuplicatePair",
    "HomeUnion",
    "LapseProposal",
    "Membership",
    "MembershipCard",
    "MembershipStep",
    "MembershipTransfer",
    "MembershipVersion",
    "Person",
    "PersonMerge",
    "PlatformWork",
    "masked_name",
    "unsaid",
    "withheld",
]
