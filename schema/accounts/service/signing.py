"""Signing in: a password or another provider's word, then a one-time code; fresh proofs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import AccountError, LockPolicy
from schema.accounts.service.attempts import Attempt, count_failure, forget_failures, wait_for
from schema.accounts.service.factors import check_code, confirm_enrolment
from schema.accounts.service.sessions import open_session, renew_token, usual_grant
from schema.accounts.tables import app_user, user_credential
from schema.core import passwords
from schema.core.errors import DomainError
from schema.core.principal import Principal
from schema.core.roles import Role
from schema.core.work import Work


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
    """Check a password and open a session, which a second factor may still bar.

    A failure is returned, not raised, so that the counted attempt is committed.
    The answer does not tell whether the user exists.
    """
    attempt = Attempt(username.strip().casefold(), address)
    found = await _credential(work, attempt.username)
    user: UUID | None = None if found is None else found["id"]
    wait = await wait_for(work, attempt, user, policy or LockPolicy())
    if wait is not None:
        return _later(wait.total_seconds())
    stored = found["password_hash"] if found is not None else None
    right = await passwords.verify_password(stored, password)
    if found is None or not right or found["disabled_at"] is not None:
        await count_failure(work, attempt)
        await work.record("SIGN_IN_FAILED", app_user, user, {}, {})
        return DomainError(AccountError.INVALID_CREDENTIALS)
    await forget_failures(work, attempt)
    await _renew_hash(work, found, password)
    return await signed_in(work, found, address)


def _later(seconds: float) -> DomainError:
    return DomainError(AccountError.TOO_MANY_ATTEMPTS, details={"retryAfter": int(seconds) + 1})


async def _credential(work: Work, username: str) -> Any:
    joined = app_user.join(user_credential, user_credential.c.user_id == app_user.c.id)
    statement = (
        sa.select(app_user, user_credential)
        .select_from(joined)
        .where(app_user.c.username == username)
    )
    return (await work.execute(statement)).mappings().one_or_none()


async def _renew_hash(work: Work, found: Any, password: str) -> None:
    if passwords.needs_rehash(found["password_hash"]):
        hashed = await passwords.hash_password(password)
        await work.execute(
            sa.update(user_credential)
            .where(user_credential.c.user_id == found["id"])
            .values(password_hash=hashed)
        )


async def signed_in(
    work: Work, found: Any, address: str, *, external: bool = False
) -> SignedIn | DomainError:
    """A session for a user whose identity is proved; NO_ROLE without a grant in force."""
    grant = await usual_grant(work, found["id"])
    if grant is None:
        return DomainError(AccountError.NO_ROLE)
    token = await open_session(
        work, user=found["id"], grant_id=grant["id"], address=address, external=external
    )
    return SignedIn(token, found["name"], Role[grant["role"]], bool(found["must_change"]))


async def pass_second_factor(work: Work, *, principal: Principal, code: str) -> str | DomainError:
    """Lift the bar from a session with a one-time or recovery code; its new token."""
    user, session = _session_of(principal)
    refused = await check_code(work, user, code)
    if refused is not None:
        return refused
    return await renew_token(work, session, second_factor_at=work.now, proved_at=work.now)


async def enrol_second_factor(
    work: Work, *, principal: Principal, code: str
) -> tuple[str, list[str]] | DomainError:
    """Confirm an enrolment with its first code; the session's new token, the recovery codes."""
    user, session = _session_of(principal)
    codes = await confirm_enrolment(work, user, code)
    if isinstance(codes, DomainError):
        return codes
    token = await renew_token(work, session, second_factor_at=work.now, proved_at=work.now)
    return token, codes


async def prove(
    work: Work, *, principal: Principal, password: str | None, code: str | None, address: str
) -> str | DomainError:
    """A fresh proof for what needs one (S31), counted like a sign-in; the session's new token."""
    user, session = _session_of(principal)
    if code is not None:
        refused = await check_code(work, user, code)
    else:
        refused = await _check_password(work, user, password or "", address)
    if refused is not None:
        return refused
    await work.record("PROVED", app_user, user, {}, {})
    return await renew_token(work, session, proved_at=work.now)


async def _check_password(
    work: Work, user: UUID, password: str, address: str
) -> DomainError | None:
    joined = app_user.join(user_credential, user_credential.c.user_id == app_user.c.id)
    statement = (
        sa.select(app_user.c.username, user_credential.c.password_hash)
        .select_from(joined)
        .where(app_user.c.id == user)
    )
    row = (await work.execute(statement)).one()
    attempt = Attempt(row.username, address)
    wait = await wait_for(work, attempt, user, LockPolicy())
    if wait is not None:
        return _later(wait.total_seconds())
    if await passwords.verify_password(row.password_hash, password):
        await forget_failures(work, attempt)
        return None
    await count_failure(work, attempt)
    return DomainError(AccountError.INVALID_CREDENTIALS, path=("password",))


def _session_of(principal: Principal) -> tuple[UUID, UUID]:
    if principal.user_id is None or principal.session_id is None:
        raise DomainError(AccountError.INVALID_CREDENTIALS)
    return principal.user_id, principal.session_id
