"""The tables of membership."""

from schema.membership.tables.dues import card_series, dues, membership_card
from schema.membership.tables.ledger import (
    lapse_proposal,
    membership_step,
    membership_transfer,
    membership_version,
)
from schema.membership.tables.merging import duplicate_pair, person_merge
from schema.membership.tables.new_form import home_union, platform_work
from schema.membership.tables.people import SEALED, membership, person, person_secret

__all__ = [
    "SEALED",
    "card_series",
    "dues",
    "duplicate_pair",
    "home_union",
    "lapse_proposal",
    "membership",
    "membership_card",
    "membership_step",
    "membership_transfer",
    "membership_version",
    "person",
    "person_merge",
    "person_secret",
    "platform_work",
]
