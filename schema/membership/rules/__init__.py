"""Code lists, state machine and identifier checks of membership; pure functions."""

from schema.membership.rules.codes import (
    DocumentCheck,
    DocumentKind,
    Education,
    EmploymentForm,
    HukouKind,
    MaritalStatus,
    MembershipStatus,
    NewFormGroup,
    Platform,
    PoliticalStatus,
    Sex,
    TransferStatus,
)
from schema.membership.rules.ethnicity import Ethnicity
from schema.membership.rules.states import (
    ACTIVE_STATES,
    ENDED_STATES,
    HELD_STATES,
    MEMBERSHIP_TRANSITIONS,
    check_step_facts,
)

__all__ = [
    "ACTIVE_STATES",
    "ENDED_STATES",
    "HELD_STATES",
    "MEMBERSHIP_TRANSITIONS",
    "DocumentCheck",
    "DocumentKind",
    "Education",
    "EmploymentForm",
    "Ethnicity",
    "HukouKind",
    "MaritalStatus",
    "MembershipStatus",
    "NewFormGroup",
    "Platform",
    "PoliticalStatus",
    "Sex",
    "TransferStatus",
    "check_step_facts",
]
