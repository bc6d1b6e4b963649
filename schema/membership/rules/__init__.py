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
from schema.membership.rules.identity import (
    DocumentFacts,
    age_on,
    compare_document,
    is_mobile,
    is_name,
    normalise_document,
    normalise_mobile,
    normalise_name,
    read_document,
)
from schema.membership.rules.real_name import (
    INITIAL_PARAMETERS,
    REQUIRED_FIELDS,
    missing_fields,
)
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
    "INITIAL_PARAMETERS",
    "MEMBERSHIP_TRANSITIONS",
    "REQUIRED_FIELDS",
    "DocumentCheck",
    "DocumentFacts",
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
    "age_on",
    "check_step_facts",
    "compare_document",
    "is_mobile",
    "is_name",
    "missing_fields",
    "normalise_document",
    "normalise_mobile",
    "normalise_name",
    "read_document",
]
