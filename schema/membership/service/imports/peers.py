"""What is judged between rows: numbers that repeat, and the unions that rows name."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.vault import vault
from schema.core.work import Work
from schema.membership.rules import MembershipErrorCode
from schema.membership.rules.roster import TITLES, Problem, RosterErrorCode, StatedRow
from schema.membership.service.imports.roster import Entry
from schema.organisation.rules import UnionStatus
from schema.organisation.tables import union_closure, union_organisation

CLOSED = (UnionStatus.MERGED, UnionStatus.DISSOLVED)


def find_repeated(entries: Sequence[Entry]) -> None:
    """Refuse a row whose document or card stands in an earlier row; set the blind indexes."""
    keys = vault()
    documents: dict[bytes, int] = {}
    cards: dict[str, int] = {}
    for entry in entries:
        stated = entry.stated
        if stated is None:
            continue
        person = stated.person
        entry.index = keys.blind_index(person.document_kind.value, person.document_number)
        _once(entry, documents, entry.index, "document_number")
        if stated.membership.card_number:
            _once(entry, cards, stated.membership.card_number, "card_number")


def _once(entry: Entry, seen: dict[Any, int], value: object, key: str) -> None:
    earlier = seen.setdefault(value, entry.row)
    if earlier != entry.row:
        code = RosterErrorCode.DUPLICATE_IN_FILE
        entry.problems.append(Problem(TITLES[key], code, f"与第{earlier}行重复"))


@dataclass(slots=True)
class _Unions:
    """The unions that the caller may write to, by code and by name."""

    by_code: dict[str, UUID] = field(default_factory=dict)
    by_name: dict[str, list[UUID]] = field(default_factory=dict)
    closed: set[UUID] = field(default_factory=set)

    def of(self, stated: StatedRow) -> UUID | Problem:
        """The union that a row names, or what is wrong with how it does."""
        code = RosterErrorCode.UNION_UNKNOWN
        named = self.by_name.get(_plain(stated.union_name), []) if stated.union_name else None
        if stated.union_code:
            found = self.by_code.get(stated.union_code.upper())
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


async def find_unions(work: Work, entries: Sequence[Entry]) -> None:
    """Set the union of each row, or refuse the row."""
    unions = await _visible_unions(work)
    for entry in entries:
        if entry.stated is None:
            continue
        found = unions.of(entry.stated)
        if isinstance(found, Problem):
            entry.problems.append(found)
        else:
            entry.union_id = found


async def _visible_unions(work: Work) -> _Unions:
    table = union_organisation.c
    statement = sa.select(table.id, table.code, table.name, table.status)
    scope = work.principal.scope
    if not scope.covers_all:
        inside = sa.select(union_closure.c.descendant_id).where(
            union_closure.c.ancestor_id.in_(scope.unions)
        )
        statement = statement.where(table.id.in_(inside))
    unions = _Unions()
    for row in await work.execute(statement):
        unions.by_code[row.code.upper()] = row.id
        unions.by_name.setdefault(_plain(row.name), []).append(row.id)
        if row.status in CLOSED:
            unions.closed.add(row.id)
    return unions


def _plain(name: str) -> str:
    """A union's name without the differences of width and blanks that people type."""
    return "".join(unicodedata.normalize("NFKC", name).split())
