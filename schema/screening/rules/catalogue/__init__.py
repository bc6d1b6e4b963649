"""The catalogue of domain §8.4, as far as the tables exist."""

from schema.screening.rules.catalogue.aid import AID
from schema.screening.rules.catalogue.awaited import AWAITED
from schema.screening.rules.catalogue.cases import CASES
from schema.screening.rules.catalogue.definition import RuleDefinition
from schema.screening.rules.catalogue.dossiers import DOSSIERS
from schema.screening.rules.catalogue.members import MEMBERS
from schema.screening.rules.catalogue.places import PLACES, PLATFORM, UNIONS

#: The rules whose tables stand in this domain or below; higher domains register their own.
CATALOGUE = (*MEMBERS, *DOSSIERS, *AID, *CASES, *PLACES, *UNIONS, *PLATFORM)

__all__ = ["AWAITED", "CATALOGUE", "RuleDefinition"]
