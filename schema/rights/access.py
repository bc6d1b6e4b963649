"""Who sees a case: the union that handles it, who it is assigned to, and the city."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import assigned, permit, readable
from schema.accounts.rules import Action, Entity
from schema.core.errors import NotFoundError
from schema.core.principal import Access, Department, Role
from schema.core.roles import BY_UNION, ScopeKind
from schema.core.table import protect
from schema.core.visible import visible
from schema.core.work import Work, unchanged_since
from schema.organisation.access import by_union
from schema.rights.tables import rights_case, rights_case_step

Condition = sa.ColumnElement[bool] | None


def seen_case(table: sa.FromClause, access: Access) -> Condition:
    """Cases in scope; one of a person in danger for leaders, the rights department, its owner."""
    solves = access.role is Role.CITY_DEPARTMENT and access.department is Department.RIGHTS
    if access.covers_all and (access.role in {Role.CITY_LEADER, Role.JOB} or solves):
        return None
    ordinary = table.c.is_restricted.is_(False)
    if access.covers_all:
        return ordinary
    own = table.c.owner_id == access.user
    if access.kind is ScopeKind.ASSIGNED:
        return sa.or_(own, assigned(Entity.RIGHTS_CASE, table.c.id, access))
    if access.kind not in BY_UNION or access.role is Role.ANALYST:
        return sa.false() if access.kind not in BY_UNION else _inside(table, access, ordinary)
    return sa.or_(own, _inside(table, access, ordinary))


def _inside(
    table: sa.FromClause, access: Access, ordinary: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    inside = by_union(table, access)
    return ordinary if inside is None else sa.and_(ordinary, inside)


def of_seen_case(table: sa.FromClause, access: Access) -> Condition:
    """Rows of a case that is visible."""
    case = rights_case.alias()
    inside = seen_case(case, access)
    if inside is None:
        return None
    return sa.exists(case.c.id).where(case.c.id == table.c.case_id, inside)


protect(rights_case, readable(Entity.RIGHTS_CASE, seen_case))
protect(rights_case_step, readable(Entity.RIGHTS_CASE, of_seen_case))


def may_register(work: Work) -> None:
    """Any officer may register a case; raises DomainError FORBIDDEN."""
    permit(work, Entity.RIGHTS_CASE, Action.CREATE)


def is_leader(work: Work) -> bool:
    """A leader of the federation, or the platform itself."""
    return work.principal.role in {Role.CITY_LEADER, Role.JOB}


async def handled_case(
    work: Work, case_id: UUID, expected_version: int, *actions: Action
) -> Mapping[str, Any]:
    """A case, locked, that the actor sees and may do one of these to.

    Raises DomainError FORBIDDEN, NotFoundError, ConflictError.
    """
    permit(work, Entity.RIGHTS_CASE, *actions)
    table = rights_case
    statement = (
        sa.select(table)
        .where(table.c.id == case_id, visible(table, work.principal))
        .with_for_update(key_share=True)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("维权案件")
    unchanged_since(table, row, expected_version)
    return {str(name): value for name, value in row.items()}
