"""The rules of public opinion: pure functions, no database, no network."""

from schema.opinion.rules.parameters import INITIAL_PARAMETERS
from schema.opinion.rules.score import SCORER_VERSION

__all__ = ["INITIAL_PARAMETERS", "SCORER_VERSION"]
