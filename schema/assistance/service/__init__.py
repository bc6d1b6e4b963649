"""Use cases of dossiers, assessments, living standards, aid and payments."""

from schema.assistance.service.aid import (
    change_assistance_status,
    decide_assistance,
    pay_assistance,
    request_assistance,
)
from schema.assistance.service.assessments import assess_dossier
from schema.assistance.service.calendar import known_years, load_calendar, set_calendar_day
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
from schema.assistance.service.notices import answer_objection, raise_objection
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
from schema.assistance.service.standards import set_living_standard
from schema.assistance.service.targets import set_relief_target

__all__ = [
    "CapFacts",
    "FundFacts",
    "add_evidence",
    "add_fund",
    "add_household_member",
    "answer_objection",
    "appropriate",
    "assess_dossier",
    "change_assistance_status",
    "change_dossier_status",
    "check_exclusion",
    "decide_assistance",
    "known_years",
    "load_calendar",
    "open_dossier",
    "pay_assistance",
    "plan_review",
    "raise_objection",
    "record_monitoring",
    "record_recovery",
    "record_spot_check",
    "record_visit",
    "request_assistance",
    "set_calendar_day",
    "set_cap",
    "set_living_standard",
    "set_relief_target",
    "trigger_review",
    "turn_dossiers",
]
