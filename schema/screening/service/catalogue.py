"""The built-in rules by code: the definition that people read and the select that runs."""

from schema.screening.rules import CATALOGUE, RuleDefinition
from schema.screening.service.assistance_rules import (
    dossier_without_aid,
    double_assistance,
    person_in_two_dossiers,
    review_due,
)
from schema.screening.service.facility_rules import inspection_overdue
from schema.screening.service.hits import Rule
from schema.screening.service.membership_rules import (
    bad_real_name_fields,
    duplicate_membership,
    incomplete_real_names,
)

SELECTS: dict[str, Rule] = {
    "M1": duplicate_membership,
    "M2": bad_real_name_fields,
    "M6": incomplete_real_names,
    "D1": review_due,
    "D3": person_in_two_dossiers,
    "D11": dossier_without_aid,
    "A2": double_assistance,
    "F1": inspection_overdue,
}

DEFINITIONS: dict[str, RuleDefinition] = {rule.code: rule for rule in CATALOGUE}
