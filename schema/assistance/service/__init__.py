"""Use cases of dossiers, assessments, living standards and aid."""

from schema.assistance.service.aid import (
    change_assistance_status,
    decide_assistance,
    pay_assistance,
    request_assistance,
)
from schema.assistance.service.assessments import assess_dossier
from schema.assistance.service.dossiers import (
    add_household_member,
    change_dossier_status,
    open_dossier,
)
from schema.assistance.service.standards import set_living_standard

__all__ = [
    "add_household_member",
    "assess_dossier",
    "change_assistance_status",
    "change_dossier_status",
    "decide_assistance",
    "open_dossier",
    "pay_assistance",
    "request_assistance",
    "set_living_standard",
]
