"""Users: made, named, disabled; the last administrator stays."""

import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city, require_proof
from schema.accounts.rules import AccountError, Action, Entity, one_time_password
from schema.accounts.service.grants import GrantFacts, check_grant, live_administrators, new_grant
from schema.accounts.service.secrets import set_password
from schema.accounts.service.sessions import end_sessions
from schema.accounts.tables import app_user, role_grant, user_credential
from schema.core import passwords
from schema.core.errors import DomainError, NotFoundError
from schema.core.roles import Department, Role, ScopeKind
from schema.core.work import Work

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


async def create_user(
    work: Work,
    *,
    username: str,
    name: str,
    role: Role,
    unions: tuple[UUID, ...] = (),
    covers_all: bool = False,
    scope: ScopeKind | None = None,
    department: Department | None = None,
) -> tuple[UUID, str]:
    """Make a user with one grant and a one-time password; returns the id and that password.

    ``unions`` are the ids of the scope (facilities or a person for scopes of these
    kinds); without them and ``covers_all`` the user sees nothing. Raises DomainError
    USERNAME_INVALID, USERNAME_TAKEN and what ``check_grant`` raises.
    """
    username = username.strip().casefold()
    if not USERNAME.fullmatch(username):
        raise DomainError(AccountError.USERNAME_INVALID, path=("username",))
    kind = ScopeKind.CITY if covers_all else scope
    facts = GrantFacts(role, kind, unions, department)
    check_grant(work, facts)
    taken = sa.select(app_user.c.id).where(app_user.c.username == username)
    if (await work.execute(taken)).first() is not None:
        raise DomainError(AccountError.USERNAME_TAKEN, path=("username",))
    user = await work.insert(app_user, username=username, name=name)
    await new_grant(work, user, facts)
    password = one_time_password()
    hashed = await passwords.hash_password(password)
    await work.execute(
        sa.insert(user_credential).values(user_id=user, password_hash=hashed, must_change=True)
    )
    return user, password


async def reset_password(work: Work, *, username: str) -> str:
    """Give a user a new one-time password (the operator's act); ends the sessions."""
    user = await user_named(work, username)
    password = one_time_password()
    await set_password(work, user, password, must_change=True, keep_session=None)
    return password


async def disable_user(work: Work, *, username: str) -> None:
    """Disable a user by name (the operator's act); the last administrator stays."""
    user = await user_named(work, username)
    version = sa.select(app_user.c.version).where(app_user.c.id == user)
    await end_user(work, user_id=user, expected_version=(await work.execute(version)).scalar_one())


async def end_user(work: Work, *, user_id: UUID, expected_version: int) -> None:
    """Disable a user; sessions and API clients end at once, the records stay.

    Raises DomainError FORBIDDEN, STEP_UP_REQUIRED, LAST_ADMINISTRATOR, NotFoundError,
    ConflictError, OWN_ROLE for oneself.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    if work.principal.user_id == user_id:
        raise DomainError(AccountError.OWN_ROLE)
    if await live_administrators(work, besides=user_id) == 0:
        raise DomainError(AccountError.LAST_ADMINISTRATOR, path=("username",))
    await work.update(app_user, user_id, expected_version, disabled_at=work.now)
    await end_sessions(work, user_id)


async def readmit_user(work: Work, *, user_id: UUID, expected_version: int) -> None:
    """Let a disabled user sign in again; raises as ``end_user`` does."""
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    await work.update(app_user, user_id, expected_version, disabled_at=None)


async def close_sessions(work: Work, *, user_id: UUID) -> None:
    """End all sessions of a user: one's own, or as who keeps the users; DomainError FORBIDDEN."""
    if work.principal.user_id != user_id:
        permit_city(work, Entity.USER, Action.CREATE)
    await work.record("SESSIONS_ENDED", app_user, user_id, {}, {})
    await end_sessions(work, user_id)


async def list_users(work: Work) -> list[Any]:
    """All users by username, each with the roles and scopes of its live grants."""
    held = sa.func.string_agg(
        role_grant.c.role + sa.literal(" ") + role_grant.c.scope_kind, sa.literal(", ")
    )
    grants = (
        sa.select(held)
        .where(role_grant.c.user_id == app_user.c.id, role_grant.c.ended_at.is_(None))
        .scalar_subquery()
    )
    statement = sa.select(app_user, grants.label("grants")).order_by(app_user.c.username)
    return list((await work.execute(statement)).mappings())


async def user_named(work: Work, username: str) -> UUID:
    """The id of a user; raises NotFoundError."""
    statement = sa.select(app_user.c.id).where(app_user.c.username == username.strip().casefold())
    user: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    if user is None:
        raise NotFoundError("用户", path=("username",))
    return user
