"""What analysts may write rules about, and the union that answers for each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

# Their access rules say what an author may use.
import schema.assistance.access
import schema.facilities.access
import schema.membership.access
import schema.organisation.access  # noqa: F401
from schema.assistance.types import AssistanceRecord, Dossier
from schema.facilities.types import Facility
from schema.membership.rules import ACTIVE_STATES
from schema.membership.tables import membership
from schema.membership.types import Membership, Person
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import node_of
from schema.planner.model import Node
from schema.screening.rules import SubjectType
from schema.screening.service.builtin.hits import Column


@dataclass(frozen=True, slots=True)
class Subject:
    """A type of the registry, and the union of one of its rows."""

    node: Node
    union: Callable[[sa.FromClause], Column]


def _own(source: sa.FromClause) -> Column:
    return source.c.union_id


def _of_person(source: sa.FromClause) -> Column:
    """Computed for hits only, in the list of columns."""
    held = membership.alias()
    return (
        sa.select(held.c.union_id)
        .where(held.c.person_id == source.c.id, held.c.status.in_(ACTIVE_STATES))
        .limit(1)
        .scalar_subquery()
    )


SUBJECTS: Mapping[SubjectType, Subject] = MappingProxyType(
    {
        SubjectType.PERSON: Subject(node_of(Person), _of_person),
        SubjectType.MEMBERSHIP: Subject(node_of(Membership), _own),
        SubjectType.UNION: Subject(node_of(UnionOrganisation), lambda source: source.c.id),
        SubjectType.DOSSIER: Subject(node_of(Dossier), _own),
        SubjectType.ASSISTANCE: Subject(node_of(AssistanceRecord), _own),
        SubjectType.FACILITY: Subject(node_of(Facility), _own),
    }
)
