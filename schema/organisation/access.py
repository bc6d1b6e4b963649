"""Who sees which unions, and who may change what belongs to one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.principal import Access, Role
from schema.core.table import everybody, protect
from schema.core.work import Work
from schema.organisation.tables import division, union_closure, union_organisation

WIDE_PART = 20


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
    """Refuse whoever may not change what belongs to this union.

    ``None`` stands for what belongs to no union and needs the whole scope.
    Raises DomainError FORBIDDEN; one query, none when the scope covers all.
    """
    may_write(work)
    if not await _in_scope(work, union_id):
        raise DomainError(ErrorCode.FORBIDDEN)


async def editable_row(
    work: Work, table: sa.Table, identity: UUID, *, union_column: str = "union_id"
) -> Mapping[str, Any]:
    """The row, locked, that the caller is about to change.

    Raises DomainError FORBIDDEN for the read-only role, NotFoundError when the
    row is missing or its union lies outside the scope.
    """
    may_write(work)
    statement = sa.select(table).where(table.c.id == identity).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None or not await _in_scope(work, row[union_column]):
        raise NotFoundError(table.comment or table.name)
    return {str(name): value for name, value in row.items()}


async def is_wide(work: Work, unions: tuple[UUID, ...]) -> bool:
    """Whether these subtrees hold at least a twentieth of all unions (see ``Scope.wide``)."""
    if not unions:
        return False
    everything = sa.select(sa.func.count()).select_from(union_organisation).scalar_subquery()
    inside = sa.select(sa.func.count(sa.distinct(union_closure.c.descendant_id))).where(
        union_closure.c.ancestor_id.in_(unions)
    )
    statement = sa.select(inside.scalar_subquery() * WIDE_PART >= everything)
    return bool((await work.execute(statement)).scalar_one())


async def _in_scope(work: Work, union_id: UUID | None) -> bool:
    scope = work.principal.scope
    if scope.covers_all:
        return True
    inside = sa.exists().where(
        union_closure.c.descendant_id == union_id, union_closure.c.ancestor_id.in_(scope.unions)
    )
    return bool((await work.execute(sa.select(inside))).scalar_one())
