"""Use cases of persons, memberships and transfers."""

from schema.membership.service.cards import (
    close_card_series,
    issue_card,
    open_card_series,
    report_card,
)
from schema.membership.service.disclosure import reveal
from schema.membership.service.dues import (
    correct_dues,
    open_dues,
    record_dues,
    set_dues_base,
    waive_dues,
)
from schema.membership.service.duplicates import dismiss_duplicate, find_duplicates
from schema.membership.service.lapses import decide_lapse, propose_lapses, record_education
from schema.membership.service.ledger import retell_history
from schema.membership.service.memberships import (
    change_employment,
    change_status,
    enrol,
    join_union,
)
from schema.membership.service.merging import decide_merge, propose_merge, undo_merge
from schema.membership.service.new_form import (
    add_platform_work,
    end_home_union,
    end_platform_work,
    find_home_union,
    join_as_new_form,
    set_home_union,
    verify_platform_work,
)
from schema.membership.service.persons import (
    check_regions,
    correct_person,
    find_person,
    register_person,
)
from schema.membership.service.retention import retain_membership
from schema.membership.service.transfers import (
    accept_transfer,
    cancel_transfer,
    complete_transfer,
    decide_transfer,
    reject_transfer,
    release_transfer,
    request_transfer,
    transfer_due,
)

__all__ = [
    "accept_transfer",
    "add_platform_work",
    "cancel_transfer",
    "change_employment",
    "change_status",
    "check_regions",
    "close_card_series",
    "complete_transfer",
    "correct_dues",
    "correct_person",
    "decide_lapse",
    "decide_merge",
    "decide_transfer",
    "dismiss_duplicate",
    "end_home_union",
    "end_platform_work",
    "enrol",
    "find_duplicates",
    "find_home_union",
    "find_person",
    "issue_card",
    "join_as_new_form",
    "join_union",
    "open_card_series",
    "open_dues",
    "propose_lapses",
    "propose_merge",
    "record_dues",
    "record_education",
    "register_person",
    "reject_transfer",
    "release_transfer",
    "report_card",
    "request_transfer",
    "retain_membership",
    "retell_history",
    "reveal",
    "set_dues_base",
    "set_home_union",
    "transfer_due",
    "undo_merge",
    "verify_platform_work",
    "waive_dues",
]
