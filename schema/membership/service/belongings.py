"""What hangs on a person in any domain: the columns of all tables that point at one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.accounts.tables import assignment, role_grant_target
from schema.core.table import metadata
from schema.membership.tables import duplicate_pair, person, person_merge, person_secret

#: These tell of the two records themselves, which stay two.
OWN = frozenset({person_secret, duplicate_pair, person_merge})


@dataclass(frozen=True, slots=True)
class Way:
    """A column that holds a person's id; ``key`` names the row, ``only`` bounds the table."""

    table: sa.Table
    column: sa.Column[Any]
    key: sa.Column[Any]
    only: tuple[sa.ColumnElement[bool], ...] = ()

    @property
    def name(self) -> str:
        """``dossier.person_id``."""
        return f"{self.table.name}.{self.column.name}"


@cache
def ways() -> tuple[Way, ...]:
    """Every way, in the order in which tables depend on each other.

    Foreign keys tell of most; the grants of self-service and the assignments of cases name
    a person among other things. The log of readers and findings stay as they were: the one
    is history, the others end with their condition.
    """
    return (*_by_foreign_key(), *_by_kind())


def label(name: str) -> str:
    """What people call the table of a way."""
    return str(metadata.tables[name.partition(".")[0]].comment)


def _by_foreign_key() -> Iterator[Way]:
    for table in metadata.sorted_tables:
        if table in OWN:
            continue
        for column in table.c:
            if any(key.column is person.c.id for key in column.foreign_keys):
                yield Way(table, column, table.c.id)


def _by_kind() -> Iterator[Way]:
    person_only = assignment.c.entity == Entity.PERSON
    yield Way(assignment, assignment.c.entity_id, assignment.c.id, (person_only,))
    target = role_grant_target.c
    yield Way(role_grant_target, target.target_id, target.grant_id)
