"""Grants: a role on a scope, given and taken; nobody gives himself one or one above his own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city, require_proof
from schema.accounts.rules import SCOPES_OF, AccountError, Action, Entity
from schema.accounts.service.sessions import end_sessions
from schema.accounts.tables import app_user, assignment, role_grant, role_grant_target
from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """What is granted; without a kind the role's usual one, which for the city must be said."""

    role: Role
    kind: ScopeKind | None
    targets: tuple[UUID, ...] = ()
    department: Department | None = None

    @property
    def scope_kind(self) -> ScopeKind:
        """The kind of the scope."""
        if self.kind is not None:
            return self.kind
        kinds = [kind for kind in SCOPES_OF.get(self.role, ()) if kind is not ScopeKind.CITY]
        return kinds[0] if kinds else ScopeKind.SUBTREE


def check_grant(work: Work, facts: GrantFacts) -> None:
    """Only who keeps the users grants, and only what makes sense.

    Raises DomainError FORBIDDEN, SCOPE_UNFIT, DEPARTMENT_UNFIT.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    kind = facts.scope_kind
    if kind not in SCOPES_OF.get(facts.role, ()):
        raise DomainError(AccountError.SCOPE_UNFIT, path=("scope",))
    if facts.targets and kind in {ScopeKind.CITY, ScopeKind.ASSIGNED}:
        raise DomainError(AccountError.SCOPE_UNFIT, path=("targets",))
    if kind is ScopeKind.SELF and len(facts.targets) > 1:
        raise DomainError(AccountError.SCOPE_UNFIT, path=("targets",))
    if (facts.role is Role.CITY_DEPARTMENT) != (facts.department is not None):
        raise DomainError(AccountError.DEPARTMENT_UNFIT, path=("department",))


async def grant_role(work: Work, *, user_id: UUID, facts: GrantFacts) -> UUID:
    """Give a user one more grant; the user's sessions end. The grant's id.

    Raises NotFoundError, what ``check_grant`` raises, and OWN_ROLE for oneself.
    """
    check_grant(work, facts)
    _not_oneself(work, user_id)
    if (
        await work.execute(sa.select(app_user.c.id).where(app_user.c.id == user_id))
    ).first() is None:
        raise NotFoundError("用户", path=("userId",))
    made = await new_grant(work, user_id, facts)
    await end_sessions(work, user_id)
    return made


async def end_grant(work: Work, *, grant_id: UUID, expected_version: int) -> UUID:
    """Take a grant back; the user's sessions end. The user's id.

    Raises NotFoundError, ConflictError, OWN_ROLE, LAST_ADMINISTRATOR.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    statement = sa.select(role_grant).where(role_grant.c.id == grant_id).with_for_update()
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("授权", path=("id",))
    user: UUID = row["user_id"]
    _not_oneself(work, user)
    if row["version"] != expected_version:
        raise ConflictError({"version": row["version"], "endedAt": row["ended_at"]})
    if row["role"] == Role.ADMINISTRATOR and await live_administrators(work, besides=user) == 0:
        raise DomainError(AccountError.LAST_ADMINISTRATOR, path=("id",))
    await work.update(role_grant, grant_id, expected_version, ended_at=work.now)
    await end_sessions(work, user)
    return user


async def change_grant(
    work: Work, *, grant_id: UUID, expected_version: int, facts: GrantFacts
) -> UUID:
    """Replace a grant by another one in one step; the new grant's id.

    Raises what ``end_grant`` and ``check_grant`` raise.
    """
    check_grant(work, facts)
    user = await end_grant(work, grant_id=grant_id, expected_version=expected_version)
    return await new_grant(work, user, facts)


async def new_grant(work: Work, user: UUID, facts: GrantFacts) -> UUID:
    """Write a checked grant with its targets; the id."""
    made = await work.insert(
        role_grant,
        user_id=user,
        role=facts.role,
        scope_kind=facts.scope_kind,
        department=facts.department,
    )
    for target in sorted(set(facts.targets)):
        await work.execute(sa.insert(role_grant_target).values(grant_id=made, target_id=target))
    return made


async def live_administrators(work: Work, *, besides: UUID) -> int:
    """How many administrators there are without this user; the rows stay locked.

    Two administrators who disable each other at once wait for one another here.
    """
    statement = (
        sa.select(role_grant.c.user_id)
        .join(app_user, app_user.c.id == role_grant.c.user_id)
        .where(role_grant.c.role == Role.ADMINISTRATOR, role_grant.c.ended_at.is_(None))
        .where(app_user.c.disabled_at.is_(None))
        .order_by(app_user.c.id)
        .with_for_update()
    )
    held: Sequence[UUID] = (await work.execute(statement)).scalars().all()
    return len(set(held) - {besides}) if besides in held else max(len(set(held)), 1)


async def assign(work: Work, *, user_id: UUID, entity: Entity, entity_id: UUID) -> UUID:
    """Give a matter to a social worker, volunteer, lawyer or liaison; the assignment's id.

    Raises DomainError FORBIDDEN unless the caller decides on such matters.
    """
    permit_city(work, entity, Action.DECIDE, Action.REVIEW)
    return await work.insert(assignment, user_id=user_id, entity=entity, entity_id=entity_id)


async def end_assignment(work: Work, *, assignment_id: UUID, expected_version: int) -> None:
    """Take a matter back; raises NotFoundError, ConflictError, DomainError FORBIDDEN."""
    statement = sa.select(assignment.c.entity).where(assignment.c.id == assignment_id)
    entity = (await work.execute(statement)).scalar_one_or_none()
    if entity is None:
        raise NotFoundError("指派", path=("id",))
    permit_city(work, Entity[entity], Action.DECIDE, Action.REVIEW)
    await work.update(assignment, assignment_id, expected_version, ended_at=work.now)


def _not_oneself(work: Work, user: UUID) -> None:
    if work.principal.user_id == user:
        raise DomainError(AccountError.OWN_ROLE)
