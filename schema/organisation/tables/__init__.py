"""The tables of the organisation: divisions, the union tree, cadres, checks, enterprises, funds."""

from schema.organisation.tables.assessments import (
    home_assessment,
    six_haves,
    six_haves_item,
    three_shows,
    union_strength,
)
from schema.organisation.tables.enterprises import (
    business_event,
    enterprise,
)
from schema.organisation.tables.funds import (
    fund_target,
    union_budget,
    union_contribution,
    union_ledger,
)
from schema.organisation.tables.terms import (
    cadre_position,
    cadre_training,
    covered_unit,
    union_committee,
    union_election,
)
from schema.organisation.tables.unions import (
    division,
    organisation_step,
    union_closure,
    union_organisation,
    union_version,
)

__all__ = [
    "business_event",
    "cadre_position",
    "cadre_training",
    "covered_unit",
    "division",
    "enterprise",
    "fund_target",
    "home_assessment",
    "organisation_step",
    "six_haves",
    "six_haves_item",
    "three_shows",
    "union_budget",
    "union_closure",
    "union_committee",
    "union_contribution",
    "union_election",
    "union_ledger",
    "union_organisation",
    "union_strength",
    "union_version",
]
