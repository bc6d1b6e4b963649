"""The unions that rows name, by code, by name, or by both."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa

from schema.core.work import Work
from schema.membership.rules import MembershipErrorCode
from schema.membership.rules.roster import TITLES, Problem, RosterErrorCode
from schema.organisation.rules import UnionStatus
from schema.organisation.tables import union_closure, union_organisation

CLOSED = (UnionStatus.MERGED, UnionStatus.DISSOLVED)


@dataclass(slots=True)
class VisibleUnions:
    """The unions that the caller may write to, by code and by name."""

    by_code: dict[str, UUID] = field(default_factory=dict)
    by_name: dict[str, list[UUID]] = field(default_factory=dict)
    closed: set[UUID] = field(default_factory=set)

    @classmethod
    async def of(cls, work: Work) -> Self:
        """Look them up."""
        unions = cls()
        for row in await work.execute(_in_scope(work)):
            unions.by_code[row.code.upper()] = row.id
            unions.by_name.setdefault(_plain(row.name), []).append(row.id)
            if row.status in CLOSED:
                unions.closed.add(row.id)
        return unions

    def named(self, union_code: str, union_name: str) -> UUID | Problem:
        """The union that rows name so, or what is wrong with how they do."""
        code = RosterErrorCode.UNION_UNKNOWN
        named = self.by_name.get(_plain(union_name), []) if union_name else None
        if union_code:
            found = self.by_code.get(union_code.upper())
            if found is None:
                return Problem(TITLES["union_code"], code, code.label)
            if named is not None and found not in named:
                code = RosterErrorCode.UNION_CONTRADICTS
                return Problem(TITLES["union_name"], code, code.label)
            return self._open(found, "union_code")
        if not named:
            return Problem(TITLES["union_name"], code, code.label)
        if len(named) > 1:
            code = RosterErrorCode.UNION_AMBIGUOUS
            return Problem(TITLES["union_name"], code, code.label)
        return self._open(named[0], "union_name")

    def _open(self, union: UUID, key: str) -> UUID | Problem:
        if union in self.closed:
            closed = MembershipErrorCode.UNION_CLOSED
            return Problem(TITLES[key], closed, closed.label)
        return union


def _in_scope(work: Work) -> sa.Select[Any]:
    table = union_organisation.c
    statement = sa.select(table.id, table.code, table.name, table.status)
    scope = work.principal.scope
    if not scope.covers_all:
        inside = sa.select(union_closure.c.descendant_id).where(
            union_closure.c.ancestor_id.in_(scope.unions)
        )
        statement = statement.where(table.id.in_(inside))
    return statement


def _plain(name: str) -> str:
    """A union's name without the differences of width and blanks that people type."""
    return "".join(unicodedata.normalize("NFKC", name).split())
