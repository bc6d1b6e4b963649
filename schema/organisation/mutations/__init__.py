"""What people change of the organisation."""

from strawberry.tools import merge_types

from schema.organisation.mutations.assessments import AssessmentMutation
from schema.organisation.mutations.enterprises import EnterpriseMutation
from schema.organisation.mutations.funds import FundMutation
from schema.organisation.mutations.terms import TermMutation
from schema.organisation.mutations.unions import UnionMutation

MUTATION = merge_types(
    "OrganisationMutation",
    (UnionMutation, TermMutation, AssessmentMutation, EnterpriseMutation, FundMutation),
)

__all__ = ["MUTATION"]
