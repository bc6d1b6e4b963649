"""Who sees which unions, and who may change what belongs to one."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Access, Role
from schema.core.table import everybody, protect
from schema.core.work import Work
from schema.organisation.tables import division, union_closure, union_organisation


def in_own_subtree(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Unions of the subtrees in scope."""
    return access.within(table.c.id, union_closure)


def by_union(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose ``union_id`` lies in a subtree of the scope."""
    return access.within(table.c.union_id, union_closure)


def by_descendant(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Closure rows below the scope."""
    inner = union_closure.alias()
    return access.within(table.c.descendant_id, inner)


protect(division, everybody)
protect(union_organisation, in_own_subtree)
protect(union_closure, by_descendant)


def may_write(work: Work) -> None:
    """Refuse the read-only role; raises DomainError FORBIDDEN."""
    if work.principal.role is Role.ANALYST:
        raise DomainError(ErrorCode.FORBIDDEN)


async def may_edit(work: Work, union_id: UUID | None) -> None:
    """The caller may change what belongs to this union.

    ``None`` stands for what belongs to no union and needs the whole scope.
    Raises DomainError FORBIDDEN; one query, none when the scope covers all.
    """
    may_write(work)
    scope = work.principal.scope
    if scope.covers_all:
        return
    if union_id is None or not await _within(work, union_id, scope.unions):
        raise DomainError(ErrorCode.FORBIDDEN)


async def _within(work: Work, union_id: UUID, unions: tuple[UUID | int, ...]) -> bool:
    inside = sa.exists().where(
        union_closure.c.descendant_id == union_id, union_closure.c.ancestor_id.in_(unions)
    )
    return bool((await work.execute(sa.select(inside))).scalar_one())
