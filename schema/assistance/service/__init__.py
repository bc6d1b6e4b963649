"""Use cases of dossiers, assessments, living standards, aid and payments."""

from schema.assistance.service.aid import (
    change_assistance_status,
    decide_assistance,
    pay_assistance,
    request_assistance,
)
from schema.assistance.service.assessments import assess_dossier
from schema.assistance.service.bank import FileKind, collect_file, import_return, issue_ticket
from schema.assistance.service.batches import (
    approve_batch,
    build_batch,
    check_batch,
    close_batch,
    correct_line,
    drop_line,
    lock_batch,
    reconcile_batch,
    release_batch,
)
from schema.assistance.service.calendar import known_years, load_calendar, set_calendar_day
from schema.assistance.service.claims import file_claim, reveal_diagnosis, review_claim
from schema.assistance.service.deliveries import (
    DeliveryFacts,
    ReceiptFacts,
    add_goods,
    change_delivery_status,
    hand_over,
    plan_delivery,
    sign_receipt,
)
from schema.assistance.service.dossiers import (
    add_household_member,
    change_dossier_status,
    open_dossier,
    plan_review,
)
from schema.assistance.service.funds import (
    CapFacts,
    FundFacts,
    add_fund,
    appropriate,
    set_cap,
)
from schema.assistance.service.gateway import configured_gateway
from schema.assistance.service.history import (
    enter_historic_aid,
    enter_historic_dossier,
    may_enter_history,
    may_mend_history,
)
from schema.assistance.service.invariants import find_differences
from schema.assistance.service.mutual_aid import enrol_in_mutual_aid, set_mutual_aid_policy
from schema.assistance.service.notices import answer_objection, raise_objection
from schema.assistance.service.overlaps import report_overlap
from schema.assistance.service.oversight import (
    add_commitment,
    draw_sample,
    record_payment_check,
    redraw,
    review_commitment,
)
from schema.assistance.service.payees import set_payee_account
from schema.assistance.service.paying import pay_line
from schema.assistance.service.processes import (
    add_evidence,
    check_exclusion,
    record_monitoring,
    record_spot_check,
    record_visit,
    trigger_review,
    turn_dossiers,
)
from schema.assistance.service.recoveries import record_recovery
from schema.assistance.service.recusal import declare_kin, end_kin
from schema.assistance.service.reminders import remind_evidence
from schema.assistance.service.standards import set_living_standard
from schema.assistance.service.targets import set_relief_target

__all__ = [
    "CapFacts",
    "DeliveryFacts",
    "FileKind",
    "FundFacts",
    "ReceiptFacts",
    "add_commitment",
    "add_evidence",
    "add_fund",
    "add_goods",
    "add_household_member",
    "answer_objection",
    "appropriate",
    "approve_batch",
    "assess_dossier",
    "build_batch",
    "change_assistance_status",
    "change_delivery_status",
    "change_dossier_status",
    "check_batch",
    "check_exclusion",
    "close_batch",
    "collect_file",
    "configured_gateway",
    "correct_line",
    "decide_assistance",
    "declare_kin",
    "draw_sample",
    "drop_line",
    "end_kin",
    "enrol_in_mutual_aid",
    "enter_historic_aid",
    "enter_historic_dossier",
    "file_claim",
    "find_differences",
    "hand_over",
    "import_return",
    "issue_ticket",
    "known_years",
    "load_calendar",
    "lock_batch",
    "may_enter_history",
    "may_mend_history",
    "open_dossier",
    "pay_assistance",
    "pay_line",
    "plan_delivery",
    "plan_review",
    "raise_objection",
    "reconcile_batch",
    "record_monitoring",
    "record_payment_check",
    "record_recovery",
    "record_spot_check",
    "record_visit",
    "redraw",
    "release_batch",
    "remind_evidence",
    "report_overlap",
    "request_assistance",
    "reveal_diagnosis",
    "review_claim",
    "review_commitment",
    "set_calendar_day",
    "set_cap",
    "set_living_standard",
    "set_mutual_aid_policy",
    "set_payee_account",
    "set_relief_target",
    "sign_receipt",
    "trigger_review",
    "turn_dossiers",
]
