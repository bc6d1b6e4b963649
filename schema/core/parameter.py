"""The first value of a rule parameter, as a domain's rules name it (pure)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Parameter:
    """One initial value, as a domain's ``INITIAL_PARAMETERS`` names it; ``valid_to`` excluded."""

    rule: str
    key: str
    value: object
    valid_from: date
    basis: str
    valid_to: date | None = None
