"""The organisation as GraphQL shows it."""

from schema.organisation.types.assessments import (
    HomeAssessment,
    SixHaves,
    SixHavesItemCheck,
    ThreeShows,
    UnionStrength,
)
from schema.organisation.types.enterprises import BusinessEvent, Enterprise
from schema.organisation.types.funds import (
    FundTarget,
    UnionBudget,
    UnionContribution,
    UnionLedgerEntry,
)
from schema.organisation.types.terms import (
    CadrePosition,
    CadreTraining,
    CoveredUnit,
    UnionCommittee,
    UnionElection,
)
from schema.organisation.types.unions import (
    Division,
    OrganisationStep,
    UnionOrganisation,
    UnionVersion,
)

__all__ = [
    "BusinessEvent",
    "CadrePosition",
    "CadreTraining",
    "CoveredUnit",
    "Division",
    "Enterprise",
    "FundTarget",
    "HomeAssessment",
    "OrganisationStep",
    "SixHaves",
    "SixHavesItemCheck",
    "ThreeShows",
    "UnionBudget",
    "UnionCommittee",
    "UnionContribution",
    "UnionElection",
    "UnionLedgerEntry",
    "UnionOrganisation",
    "UnionStrength",
    "UnionVersion",
]
