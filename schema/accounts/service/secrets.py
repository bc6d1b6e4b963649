"""Passwords of users, and the one-time links by which an administrator lets one be set."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city, require_proof
from schema.accounts.rules import (
    AccountError,
    Action,
    Entity,
    check_password,
    new_token,
    one_time_password,
    token_hash,
)
from schema.accounts.service.factors import remove_factor
from schema.accounts.service.sessions import end_sessions
from schema.accounts.tables import app_user, reset_link, user_credential
from schema.core import passwords
from schema.core.errors import DomainError, NotFoundError
from schema.core.work import Work

LINK_LASTS = timedelta(hours=24)


async def change_password(
    work: Work, *, user: UUID, current: str, new: str, keep_session: UUID | None = None
) -> None:
    """Change one's own password; every other session ends at once."""
    statement = (
        sa.select(user_credential.c.password_hash, app_user.c.username)
        .join(app_user, app_user.c.id == user_credential.c.user_id)
        .where(user_credential.c.user_id == user)
        .with_for_update(of=user_credential)
    )
    row = (await work.execute(statement)).one()
    if not await passwords.verify_password(row.password_hash, current):
        raise DomainError(AccountError.INVALID_CREDENTIALS, path=("currentPassword",))
    if current == new:
        raise DomainError(AccountError.PASSWORD_UNCHANGED, path=("newPassword",))
    check_password(new, row.username)
    await set_password(work, user, new, must_change=False, keep_session=keep_session)


async def set_password(
    work: Work, user: UUID, password: str, *, must_change: bool, keep_session: UUID | None
) -> None:
    """Set a password, void open links, end the user's sessions but one."""
    hashed = await passwords.hash_password(password)
    await work.execute(
        sa.update(user_credential)
        .where(user_credential.c.user_id == user)
        .values(password_hash=hashed, must_change=must_change)
    )
    await _void_links(work, user)
    await work.record("PASSWORD_CHANGED", app_user, user, {}, {})
    await end_sessions(work, user, keep_session)


async def make_reset_link(work: Work, *, user_id: UUID, forget_factor: bool = False) -> str:
    """The token of a link by which the user sets a password, once, within a day.

    Links made before are void, the user's sessions end; ``forget_factor`` also takes a lost
    second factor away. Raises DomainError FORBIDDEN, STEP_UP_REQUIRED, OWN_ROLE for oneself
    (who knows his password changes it), NotFoundError.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    if work.principal.user_id == user_id:
        raise DomainError(AccountError.OWN_ROLE)
    known = sa.select(app_user.c.id).where(app_user.c.id == user_id)
    if (await work.execute(known.where(app_user.c.disabled_at.is_(None)))).first() is None:
        raise NotFoundError("用户", path=("userId",))
    await _void_links(work, user_id)
    token = new_token()
    await work.execute(
        sa.insert(reset_link).values(
            user_id=user_id,
            token_hash=token_hash(token),
            created_at=work.now,
            created_by=work.principal.subject,
            expires_at=work.now + LINK_LASTS,
        )
    )
    # Nobody signs in with the old password while the link is on its way.
    unknown = await passwords.hash_password(one_time_password())
    await work.execute(
        sa.update(user_credential)
        .where(user_credential.c.user_id == user_id)
        .values(password_hash=unknown, must_change=True)
    )
    if forget_factor:
        await remove_factor(work, user_id)
    await work.record("RESET_LINK_MADE", app_user, user_id, {}, {})
    await end_sessions(work, user_id)
    return token


async def follow_reset_link(work: Work, *, token: str, new: str) -> None:
    """Set the password of a link's user; raises DomainError LINK_INVALID, or what is weak."""
    joined = reset_link.join(app_user, app_user.c.id == reset_link.c.user_id)
    statement = (
        sa.select(reset_link.c.user_id, app_user.c.username)
        .select_from(joined)
        .where(reset_link.c.token_hash == token_hash(token), reset_link.c.used_at.is_(None))
        .where(reset_link.c.expires_at > work.now, app_user.c.disabled_at.is_(None))
        .with_for_update(of=reset_link)
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise DomainError(AccountError.LINK_INVALID, path=("token",))
    check_password(new, row.username)
    await set_password(work, row.user_id, new, must_change=False, keep_session=None)


async def _void_links(work: Work, user: UUID) -> None:
    open_links = sa.update(reset_link).where(reset_link.c.user_id == user)
    await work.execute(open_links.where(reset_link.c.used_at.is_(None)).values(used_at=work.now))
