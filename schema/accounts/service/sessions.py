"""Sign-in, sessions, and the grant that a session acts in."""

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
    token_hash,
)
from schema.accounts.tables import (
    app_user,
    role_grant,
    role_grant_target,
    user_credential,
    user_session,
)
from schema.core import passwords
from schema.core.errors import DomainError, NotFoundError
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import Department, ScopeKind
from schema.core.work import Work

PRINCIPAL_CHANNEL = "gonghui_principal"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token is given out once and stored only as a hash."""

    token: str
    name: str
    role: Role
    must_change_password: bool


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


async def _open_session(work: Work, found: Any, address: str) -> SignedIn | DomainError:
    grant = await _usual_grant(work, found["id"])
    if grant is None:
        return DomainError(AccountError.NO_ROLE)
    token = new_token()
    await work.execute(
        sa.insert(user_session).values(
            user_id=found["id"],
            grant_id=grant["id"],
            token_hash=token_hash(token),
            created_at=work.now,
            seen_at=work.now,
            proved_at=work.now,
            address=address,
        )
    )
    await work.record("SIGN_IN", app_user, found["id"], {}, {})
    return SignedIn(token, found["name"], Role[grant["role"]], bool(found["must_change"]))


async def _usual_grant(work: Work, user: UUID) -> Any:
    """The grant that the user acted in last, or the oldest that is in force."""
    last = (
        sa.select(sa.func.max(user_session.c.seen_at))
        .where(user_session.c.grant_id == role_grant.c.id)
        .scalar_subquery()
    )
    statement = (
        sa.select(role_grant.c.id, role_grant.c.role)
        .where(role_grant.c.user_id == user, role_grant.c.ended_at.is_(None))
        .order_by(last.desc().nulls_last(), role_grant.c.id)
        .limit(1)
    )
    return (await work.execute(statement)).mappings().one_or_none()


async def authenticate(
    work: Work, token: str, policy: SessionPolicy | None = None
) -> Principal | None:
    """The principal of a session token, or None when the session ended, idled or aged out."""
    policy = policy or SessionPolicy()
    statement = (
        _session_rows()
        .where(user_session.c.token_hash == token_hash(token), user_session.c.ended_at.is_(None))
        .where(app_user.c.disabled_at.is_(None), role_grant.c.ended_at.is_(None))
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
    return _principal(row)


def _session_rows() -> sa.Select[Any]:
    joined = (
        user_session.join(app_user, app_user.c.id == user_session.c.user_id)
        .join(user_credential, user_credential.c.user_id == app_user.c.id)
        .join(role_grant, role_grant.c.id == user_session.c.grant_id)
    )
    return sa.select(
        user_session.c.id.label("session_id"),
        user_session.c.created_at,
        user_session.c.seen_at,
        user_session.c.proved_at,
        app_user.c.id,
        app_user.c.name,
        user_credential.c.must_change,
        *grant_columns(),
    ).select_from(joined)


def grant_columns() -> list[sa.ColumnElement[Any]]:
    """What ``scope_of`` needs of a grant."""
    targets = (
        sa.select(role_grant_target.c.target_id)
        .where(role_grant_target.c.grant_id == role_grant.c.id)
        .order_by(role_grant_target.c.target_id)
    )
    return [
        role_grant.c.id.label("grant_id"),
        role_grant.c.role,
        role_grant.c.scope_kind,
        role_grant.c.department,
        sa.func.array(targets.scalar_subquery(), type_=sa.ARRAY(sa.Uuid)).label("targets"),
    ]


def scope_of(row: Any) -> Scope:
    """The scope of a grant; the unions of facilities and persons are looked up later."""
    kind, department = ScopeKind[row["scope_kind"]], row["department"]
    of = Department[department] if department else None
    targets = tuple(row["targets"])
    if kind is ScopeKind.CITY:
        return Scope(covers_all=True, department=of)
    if kind in {ScopeKind.SUBTREE, ScopeKind.UNION}:
        return Scope(unions=targets, narrow=kind, department=of)
    return Scope(narrow=kind, targets=targets, department=of)


def _principal(row: Any) -> Principal:
    return Principal(
        subject=f"user:{row['id']}",
        role=Role[row["role"]],
        name=row["name"],
        scope=scope_of(row),
        user_id=row["id"],
        session_id=row["session_id"],
        must_change_password=bool(row["must_change"]),
        grant_id=row["grant_id"],
        proved_at=row["proved_at"],
    )


async def switch_grant(work: Work, *, session: UUID, user: UUID, grant_id: UUID) -> str:
    """Act in another of one's grants from now on; gives the session a new token.

    Raises NotFoundError for a grant that is not one's own or was taken back.
    """
    held = sa.select(role_grant.c.id).where(
        role_grant.c.id == grant_id,
        role_grant.c.user_id == user,
        role_grant.c.ended_at.is_(None),
    )
    if (await work.execute(held)).first() is None:
        raise NotFoundError("授权", path=("grantId",))
    token = new_token()
    await work.execute(
        sa.update(user_session)
        .where(user_session.c.id == session)
        .values(grant_id=grant_id, token_hash=token_hash(token))
    )
    await work.record("SWITCH_ROLE", app_user, user, {}, {"grant_id": grant_id})
    await _announce(work)
    return token


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
    await set_password(work, user, new, must_change=False, keep_session=keep_session)


async def set_password(
    work: Work, user: UUID, password: str, *, must_change: bool, keep_session: UUID | None
) -> None:
    """Set a password, forget failed tries, end the user's sessions but one."""
    hashed = await passwords.hash_password(password)
    await work.execute(
        sa.update(user_credential)
        .where(user_credential.c.user_id == user)
        .values(password_hash=hashed, must_change=must_change, failures=0, last_failure_at=None)
    )
    await work.record("PASSWORD_CHANGED", app_user, user, {}, {})
    await end_sessions(work, user, keep_session)


async def end_sessions(work: Work, user: UUID, keep: UUID | None = None) -> None:
    """End every session of a user but one, at once, in every process."""
    statement = sa.update(user_session).where(user_session.c.user_id == user)
    if keep is not None:
        statement = statement.where(user_session.c.id != keep)
    await work.execute(statement.where(user_session.c.ended_at.is_(None)).values(ended_at=work.now))
    await _announce(work)


async def _announce(work: Work) -> None:
    """Tell every API process to forget the principals it remembers."""
    await work.execute(sa.select(sa.func.pg_notify(PRINCIPAL_CHANNEL, "")))
