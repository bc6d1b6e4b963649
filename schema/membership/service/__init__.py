"""Use cases of persons, memberships and transfers."""

from schema.membership.service.disclosure import reveal
from schema.membership.service.memberships import (
    change_employment,
    change_status,
    enrol,
    join_union,
)
from schema.membership.service.persons import correct_person, find_person, register_person
from schema.membership.service.transfers import (
    accept_transfer,
    decide_transfer,
    reject_transfer,
    request_transfer,
)

__all__ = [
    "accept_transfer",
    "change_employment",
    "change_status",
    "correct_person",
    "decide_transfer",
    "enrol",
    "find_person",
    "join_union",
    "register_person",
    "reject_transfer",
    "request_transfer",
    "reveal",
]
