"""In whose name a job acts that somebody asked for: with what the person may do now."""

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.service.sessions import grant_columns, scope_of
from schema.accounts.tables import app_user, role_grant
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import ScopeKind
from schema.core.work import Work
from schema.facilities.access import unions_of_facilities
from schema.membership.access import unions_of_persons
from schema.organisation.access import is_wide


async def acting_principal(work: Work, grant_id: UUID, request_id: str) -> Principal | None:
    """The holder of a grant; None when it was taken back or the account is disabled since."""
    statement = (
        sa.select(app_user.c.id, app_user.c.name, *grant_columns())
        .join_from(role_grant, app_user, app_user.c.id == role_grant.c.user_id)
        .where(role_grant.c.id == grant_id, role_grant.c.ended_at.is_(None))
        .where(app_user.c.disabled_at.is_(None))
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    return Principal(
        subject=f"user:{row['id']}",
        role=Role[row["role"]],
        scope=await reach(work, scope_of(row)),
        name=row["name"],
        user_id=row["id"],
        request_id=request_id,
        grant_id=grant_id,
    )


async def reach(work: Work, scope: Scope) -> Scope:
    """The scope with what other domains know of it: how wide it is, which unions it touches."""
    match scope.kind:
        case ScopeKind.SUBTREE:
            unions = tuple(union for union in scope.unions if isinstance(union, UUID))
            return replace(scope, wide=await is_wide(work, unions))
        case ScopeKind.FACILITY:
            return replace(scope, unions=await unions_of_facilities(work, scope.targets))
        case ScopeKind.SELF:
            return replace(scope, unions=await unions_of_persons(work, scope.targets))
        case _:
            return scope
