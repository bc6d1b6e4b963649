"""The second factor: enrolled with a QR code, confirmed by a first code, then asked for."""

import asyncio
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
import sqlalchemy as sa

from schema.accounts.rules import (
    AccountError,
    LockPolicy,
    locked_until,
    matching_step,
    new_recovery_codes,
    new_secret,
    provisioning_uri,
    recovery_hash,
)
from schema.accounts.tables import app_user, recovery_code, second_factor
from schema.core.errors import DomainError
from schema.core.vault import vault
from schema.core.work import Work

TRIES = LockPolicy(failures=5)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs: shown once, until the first code confirms it."""

    secret: str
    uri: str
    picture: str  # an SVG document


async def begin_enrolment(work: Work, user: UUID) -> Enrolment:
    """Make a new secret that the first code will put in force.

    Raises DomainError SECOND_FACTOR_ENROLLED while one is in force.
    """
    found = await _factor(work, user)
    if found is not None and found["confirmed_at"] is not None:
        raise DomainError(AccountError.SECOND_FACTOR_ENROLLED)
    if found is not None:
        await work.execute(sa.delete(second_factor).where(second_factor.c.user_id == user))
    secret = new_secret()
    sealed = vault().encrypt(secret, "second_factor", "secret", user)
    await work.execute(sa.insert(second_factor).values(user_id=user, secret=sealed))
    name = sa.select(app_user.c.username).where(app_user.c.id == user)
    uri = provisioning_uri(secret, (await work.execute(name)).scalar_one())
    return Enrolment(secret, uri, _picture(uri))


def _picture(uri: str) -> str:
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False)
    return out.getvalue().decode()


async def confirm_enrolment(work: Work, user: UUID, code: str) -> list[str] | DomainError:
    """Put the secret in force with its first code; the recovery codes, shown this once.

    A wrong code is returned, not raised, so that the counted try is committed.
    """
    found = await _factor(work, user)
    if found is None or found["confirmed_at"] is not None:
        return DomainError(AccountError.CODE_INVALID, path=("code",))
    refused = await _check(work, found, code)
    if refused is not None:
        return refused
    await work.execute(
        sa.update(second_factor)
        .where(second_factor.c.user_id == user)
        .values(confirmed_at=work.now)
    )
    await work.record("SECOND_FACTOR_ENROLLED", app_user, user, {}, {})
    return await _new_recovery_codes(work, user)


async def _new_recovery_codes(work: Work, user: UUID) -> list[str]:
    codes = new_recovery_codes()
    hashes = [await asyncio.to_thread(recovery_hash, str(user), code) for code in codes]
    await work.execute(sa.delete(recovery_code).where(recovery_code.c.user_id == user))
    await work.execute(
        sa.insert(recovery_code), [{"user_id": user, "code_hash": hashed} for hashed in hashes]
    )
    return codes


async def check_code(work: Work, user: UUID, code: str) -> DomainError | None:
    """Judge a one-time code or a recovery code; each is good once, five wrong ones wait."""
    found = await _factor(work, user)
    if found is None or found["confirmed_at"] is None:
        return DomainError(AccountError.CODE_INVALID, path=("code",))
    return await _check(work, found, code)


async def _check(work: Work, found: Any, code: str) -> DomainError | None:
    user, last = found["user_id"], found["last_failure_at"]
    until = None if last is None else locked_until(found["failures"], last, TRIES)
    if until is not None and until > work.now:
        wait = int((until - work.now).total_seconds()) + 1
        return DomainError(AccountError.TOO_MANY_ATTEMPTS, details={"retryAfter": wait})
    secret = vault().decrypt(found["secret"], "second_factor", "secret", user)
    step = matching_step(secret, code, work.now, found["last_step"])
    if step is None and not await _spend_recovery_code(work, user, code):
        values = {"failures": found["failures"] + 1, "last_failure_at": work.now}
        await _note(work, user, values)
        await work.record("SECOND_FACTOR_FAILED", app_user, user, {}, {})
        return DomainError(AccountError.CODE_INVALID, path=("code",))
    used = found["last_step"] if step is None else step
    await _note(work, user, {"failures": 0, "last_failure_at": None, "last_step": used})
    return None


async def _note(work: Work, user: UUID, values: dict[str, Any]) -> None:
    await work.execute(
        sa.update(second_factor).where(second_factor.c.user_id == user).values(**values)
    )


async def _spend_recovery_code(work: Work, user: UUID, code: str) -> bool:
    hashed = await asyncio.to_thread(recovery_hash, str(user), code)
    spent = (
        sa.update(recovery_code)
        .where(recovery_code.c.user_id == user, recovery_code.c.code_hash == hashed)
        .where(recovery_code.c.used_at.is_(None))
        .values(used_at=work.now)
    )
    if not (await work.execute(spent)).rowcount:
        return False
    await work.record("RECOVERY_CODE_USED", app_user, user, {}, {})
    return True


async def remove_factor(work: Work, user: UUID) -> None:
    """Take a lost second factor away (an administrator's act): a new one is enrolled next."""
    await work.execute(sa.delete(recovery_code).where(recovery_code.c.user_id == user))
    await work.execute(sa.delete(second_factor).where(second_factor.c.user_id == user))
    await work.record("SECOND_FACTOR_REMOVED", app_user, user, {}, {})


async def _factor(work: Work, user: UUID) -> Any:
    statement = sa.select(second_factor).where(second_factor.c.user_id == user).with_for_update()
    return (await work.execute(statement)).mappings().one_or_none()
