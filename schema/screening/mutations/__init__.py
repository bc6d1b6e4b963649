"""What people ask of screening: rules, plans, runs, and steps of findings."""

from strawberry.tools import merge_types

from schema.screening.mutations.findings import FindingsMutation
from schema.screening.mutations.plans import PlansMutation
from schema.screening.mutations.rules import RulesMutation

MUTATION = merge_types("ScreeningMutation", (FindingsMutation, RulesMutation, PlansMutation))
