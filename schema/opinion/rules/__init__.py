"""The rules of public opinion: pure functions, no database, no network."""

from schema.opinion.rules import limits, parameters, routing
from schema.opinion.rules.score import SCORER_VERSION

INITIAL_PARAMETERS = (
    *parameters.INITIAL_PARAMETERS,
    *limits.INITIAL_PARAMETERS,
    *routing.INITIAL_PARAMETERS,
)

__all__ = ["INITIAL_PARAMETERS", "SCORER_VERSION"]
