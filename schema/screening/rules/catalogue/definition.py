"""What is said of a rule beside the select that runs."""

from dataclasses import dataclass

from schema.screening.rules.codes import ScreeningKind, SubjectType

PERIODIC = (ScreeningKind.PERIODIC,)
KEY = (ScreeningKind.KEY,)
SPECIAL = (ScreeningKind.SPECIAL,)


@dataclass(frozen=True, slots=True)
class RuleDefinition:
    """A rule of the catalogue (domain §8.4).

    ``severity`` 1–4 is the first one, ``key`` says by what one hit is told from
    another, ``action`` what a person should do about it. ``borrowed`` names rules whose
    parameters are read beside the rule's own.
    """

    code: str
    name: str
    severity: int
    subject: SubjectType
    description: str
    key: str
    action: str
    kinds: tuple[ScreeningKind, ...] = PERIODIC
    borrowed: tuple[str, ...] = ()
