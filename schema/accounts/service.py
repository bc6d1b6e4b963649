"""Users and sign-in: the use cases behind ``/auth`` and ``gonghui user``."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import (
    AccountError,
    LockPolicy,
    SessionPolicy,
    check_password,
    locked_until,
    new_token,
    one_time_password,
    token_hash,
)
from schema.accounts.tables import app_user, user_credential, user_scope, user_session
from schema.core import passwords
from schema.core.errors import DomainError, NotFoundError
from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
PRINCIPAL_CHANNEL = "gonghui_principal"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token is given out once and stored only as a hash."""

    token: str
    name: str
    role: Role
    must_change_password: bool


async def create_user(
    work: Work,
    *,
    username: str,
    name: str,
    role: Role,
    unions: tuple[UUID, ...] = (),
    covers_all: bool = False,
) -> tuple[UUID, str]:
    """Make a user with a one-time password; returns the id and that password.

    Without ``unions`` and ``covers_all`` the user sees nothing.
    """
    username = username.strip().casefold()
    if not USERNAME.fullmatch(username):
        raise DomainError(AccountError.USERNAME_INVALID, path=("username",))
    taken = sa.select(app_user.c.id).where(app_user.c.username == username)
    if (await work.execute(taken)).first() is not None:
        raise DomainError(AccountError.USERNAME_TAKEN, path=("username",))
    user = await work.insert(
        app_user, username=username, name=name, role=role, covers_all=covers_all
    )
    for union in unions:
        await work.execute(sa.insert(user_scope).values(user_id=user, union_id=union))
    password = one_time_password()
    hashed = await passwords.hash_password(password)
    await work.execute(
        sa.insert(user_credential).values(user_id=user, password_hash=hashed, must_change=True)
    )
    return user, password


async def sign_in(
    work: Work, *, username: str, password: str, address: str, policy: LockPolicy | None = None
) -> SignedIn | DomainError:
    """Check a password and open a session.

    A failure is returned, not raised, so that the counted attempt is committed.
    The answer does not tell whether the user exists.
    """
    found = await _credential(work, username)
    if found is not None:
        until = _locked(found, policy or LockPolicy())
        if until is not None and until > work.now:
            wait = int((until - work.now).total_seconds()) + 1
            return DomainError(AccountError.TOO_MANY_ATTEMPTS, details={"retryAfter": wait})
    stored = found["password_hash"] if found is not None else None
    right = await passwords.verify_password(stored, password)
    if found is None:
        return DomainError(AccountError.INVALID_CREDENTIALS)
    if not right or found["disabled_at"] is not None:
        await _count_failure(work, found["id"], int(found["failures"]))
        return DomainError(AccountError.INVALID_CREDENTIALS)
    await _clear_failures(work, found, password)
    return await _open_session(work, found, address)


async def _credential(work: Work, username: str) -> Any:
    joined = app_user.join(user_credential, user_credential.c.user_id == app_user.c.id)
    statement = (
        sa.select(app_user, user_credential)
        .select_from(joined)
        .where(app_user.c.username == username.strip().casefold())
        .with_for_update(of=user_credential)
    )
    return (await work.execute(statement)).mappings().one_or_none()


def _locked(found: Any, policy: LockPolicy) -> Any:
    if found["last_failure_at"] is None:
        return None
    return locked_until(int(found["failures"]), found["last_failure_at"], policy)


async def _count_failure(work: Work, user: UUID, failures: int) -> None:
    await work.execute(
        sa.update(user_credential)
        .where(user_credential.c.user_id == user)
        .values(failures=failures + 1, last_failure_at=work.now)
    )
    await work.record("SIGN_IN_FAILED", app_user, user, {}, {})


async def _clear_failures(work: Work, found: Any, password: str) -> None:
    values: dict[str, Any] = {"failures": 0, "last_failure_at": None}
    if passwords.needs_rehash(found["password_hash"]):
        values["password_hash"] = await passwords.hash_password(password)
    await work.execute(
        sa.update(user_credential).where(user_credential.c.user_id == found["id"]).values(**values)
    )


async def _open_session(work: Work, found: Any, address: str) -> SignedIn:
    token = new_token()
    await work.execute(
        sa.insert(user_session).values(
            user_id=found["id"],
            token_hash=token_hash(token),
            created_at=work.now,
            seen_at=work.now,
            address=address,
        )
    )
    await work.record("SIGN_IN", app_user, found["id"], {}, {})
    return SignedIn(token, found["name"], Role[found["role"]], bool(found["must_change"]))


async def authenticate(
    work: Work, token: str, policy: SessionPolicy | None = None
) -> Principal | None:
    """The principal of a session token, or None when the session ended, idled or aged out."""
    policy = policy or SessionPolicy()
    joined = user_session.join(app_user, app_user.c.id == user_session.c.user_id).join(
        user_credential, user_credential.c.user_id == app_user.c.id
    )
    statement = (
        sa.select(
            user_session.c.id.label("session_id"),
            user_session.c.created_at,
            user_session.c.seen_at,
            app_user.c.id,
            app_user.c.name,
            app_user.c.role,
            app_user.c.covers_all,
            user_credential.c.must_change,
        )
        .select_from(joined)
        .where(user_session.c.token_hash == token_hash(token), user_session.c.ended_at.is_(None))
        .where(app_user.c.disabled_at.is_(None))
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    if work.now - row["seen_at"] > policy.idle or work.now - row["created_at"] > policy.absolute:
        return None
    await work.execute(
        sa.update(user_session)
        .where(user_session.c.id == row["session_id"])
        .values(seen_at=work.now)
    )
    return await _principal(work, row)


async def _principal(work: Work, row: Any) -> Principal:
    chosen = sa.select(user_scope.c.union_id).where(user_scope.c.user_id == row["id"])
    unions = tuple((await work.execute(chosen)).scalars())
    return Principal(
        subject=f"user:{row['id']}",
        role=Role[row["role"]],
        name=row["name"],
        scope=Scope(bool(row["covers_all"]), unions),
        user_id=row["id"],
        session_id=row["session_id"],
        must_change_password=bool(row["must_change"]),
    )


async def sign_out(work: Work, session: UUID) -> None:
    """End one session."""
    await work.execute(
        sa.update(user_session).where(user_session.c.id == session).values(ended_at=work.now)
    )
    await _announce(work)


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
    await _set_password(work, user, new, must_change=False, keep_session=keep_session)


async def reset_password(work: Work, *, username: str) -> str:
    """Give a user a new one-time password (an administrator's act); ends the sessions."""
    user = await _user(work, username)
    password = one_time_password()
    await _set_password(work, user, password, must_change=True, keep_session=None)
    return password


async def _set_password(
    work: Work, user: UUID, password: str, *, must_change: bool, keep_session: UUID | None
) -> None:
    hashed = await passwords.hash_password(password)
    await work.execute(
        sa.update(user_credential)
        .where(user_credential.c.user_id == user)
        .values(password_hash=hashed, must_change=must_change, failures=0, last_failure_at=None)
    )
    await work.record("PASSWORD_CHANGED", app_user, user, {}, {})
    await _end_sessions(work, user, keep_session)


async def disable_user(work: Work, *, username: str) -> None:
    """Disable a user; the sessions end at once; the last administrator stays."""
    user = await _user(work, username)
    others = (
        sa.select(sa.func.count())
        .select_from(app_user)
        .where(app_user.c.role == Role.ADMINISTRATOR, app_user.c.disabled_at.is_(None))
        .where(app_user.c.id != user)
    )
    role = (
        await work.execute(sa.select(app_user.c.role).where(app_user.c.id == user))
    ).scalar_one()
    if role == Role.ADMINISTRATOR and (await work.execute(others)).scalar_one() == 0:
        raise DomainError(AccountError.LAST_ADMINISTRATOR, path=("username",))
    await work.execute(
        sa.update(app_user).where(app_user.c.id == user).values(disabled_at=work.now)
    )
    await work.record("DISABLED", app_user, user, {}, {})
    await _end_sessions(work, user, None)


async def list_users(work: Work) -> list[Any]:
    """All users, by username."""
    statement = sa.select(app_user).order_by(app_user.c.username)
    return list((await work.execute(statement)).mappings())


async def _user(work: Work, username: str) -> UUID:
    statement = sa.select(app_user.c.id).where(app_user.c.username == username.strip().casefold())
    user: UUID | None = (await work.execute(statement)).scalar_one_or_none()
    if user is None:
        raise NotFoundError("用户", path=("username",))
    return user


async def _end_sessions(work: Work, user: UUID, keep: UUID | None) -> None:
    statement = sa.update(user_session).where(user_session.c.user_id == user)
    if keep is not None:
        statement = statement.where(user_session.c.id != keep)
    await work.execute(statement.where(user_session.c.ended_at.is_(None)).values(ended_at=work.now))
    await _announce(work)


async def _announce(work: Work) -> None:
    """Tell every API process to forget the principals it remembers."""
    await work.execute(sa.select(sa.func.pg_notify(PRINCIPAL_CHANNEL, "")))
