"""What keeps the users over GraphQL: the same use cases with plain arguments."""

from collections.abc import Sequence
from uuid import UUID

from schema.accounts.service.grants import GrantFacts, change_grant, end_grant, grant_role
from schema.accounts.service.users import create_user
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work


async def add_user(
    work: Work,
    *,
    username: str,
    name: str,
    role: Role,
    scope_kind: ScopeKind,
    targets: Sequence[UUID] | None = None,
    department: Department | None = None,
) -> UUID:
    """Make a user who cannot sign in yet: a reset link or another provider opens the door."""
    made, _unused = await create_user(
        work,
        username=username,
        name=name,
        role=role,
        unions=tuple(targets or ()),
        scope=scope_kind,
        department=department,
    )
    return made


async def add_grant(
    work: Work,
    *,
    user_id: UUID,
    role: Role,
    scope_kind: ScopeKind,
    targets: Sequence[UUID] | None = None,
    department: Department | None = None,
) -> UUID:
    """Give a user one more role on a scope (see ``grant_role``)."""
    facts = GrantFacts(role, scope_kind, tuple(targets or ()), department)
    return await grant_role(work, user_id=user_id, facts=facts)


async def change_role(
    work: Work,
    *,
    grant_id: UUID,
    expected_version: int,
    role: Role,
    scope_kind: ScopeKind,
    targets: Sequence[UUID] | None = None,
    department: Department | None = None,
) -> UUID:
    """Replace a grant by another (see ``change_grant``); the new one's id."""
    facts = GrantFacts(role, scope_kind, tuple(targets or ()), department)
    return await change_grant(
        work, grant_id=grant_id, expected_version=expected_version, facts=facts
    )


async def revoke_grant(work: Work, *, grant_id: UUID, expected_version: int) -> None:
    """Take a grant back (see ``end_grant``)."""
    await end_grant(work, grant_id=grant_id, expected_version=expected_version)
