"""API clients: a token of their own, one grant of their owner, and some registered documents."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city, require_proof
from schema.accounts.rules import AccountError, Action, Entity, new_token, token_hash
from schema.accounts.service.sessions import announce, grant_columns, scope_of
from schema.accounts.tables import api_client, app_user, role_grant
from schema.core.errors import DomainError, NotFoundError
from schema.core.principal import Principal
from schema.core.roles import Role
from schema.core.work import Work

TOKEN_PREFIX = "ghc_"  # noqa: S105 - marks a token as a client's; says nothing of it
LONGEST = timedelta(days=366)
USE_NOTED = timedelta(minutes=1)
DOCUMENT = re.compile(r"[0-9a-f]{64}")


async def create_client(
    work: Work, *, name: str, grant_id: UUID, documents: Sequence[str], expires_at: datetime
) -> UUID:
    """Make a client that acts in a grant of its owner; its id. ``new_client_token`` opens it.

    ``documents`` are the SHA-256 of the registered operations that it may run. The owner
    answers for it: what it does is done by him, so it gives no second pair of eyes. Raises
    DomainError FORBIDDEN, STEP_UP_REQUIRED, CLIENT_UNFIT, NotFoundError.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    hashes = sorted({document.strip().lower() for document in documents})
    fits = work.now < expires_at <= work.now + LONGEST
    if not (name.strip() and hashes and fits and all(map(DOCUMENT.fullmatch, hashes))):
        raise DomainError(AccountError.CLIENT_UNFIT)
    live = sa.select(role_grant.c.user_id).where(
        role_grant.c.id == grant_id, role_grant.c.ended_at.is_(None)
    )
    owner = (await work.execute(live)).scalar_one_or_none()
    if owner is None:
        raise NotFoundError("授权", path=("grantId",))
    return await work.insert(
        api_client,
        name=name.strip(),
        user_id=owner,
        grant_id=grant_id,
        token_hash=token_hash(new_token()),
        documents=hashes,
        expires_at=expires_at,
    )


async def new_client_token(work: Work, *, client_id: UUID, expected_version: int) -> str:
    """A new token of a client, given out this once; the one before is worth nothing.

    Raises DomainError FORBIDDEN, STEP_UP_REQUIRED, NotFoundError, ConflictError.
    """
    permit_city(work, Entity.USER, Action.CREATE)
    require_proof(work)
    token = TOKEN_PREFIX + new_token()
    await work.update(api_client, client_id, expected_version, token_hash=token_hash(token))
    await announce(work)
    return token


async def revoke_client(work: Work, *, client_id: UUID, expected_version: int) -> None:
    """End a client at once; raises DomainError FORBIDDEN, NotFoundError, ConflictError."""
    permit_city(work, Entity.USER, Action.CREATE)
    await work.update(api_client, client_id, expected_version, revoked_at=work.now)
    await announce(work)


async def list_clients(work: Work) -> list[Any]:
    """All clients with their owner's name for signing in, by name."""
    statement = (
        sa.select(api_client, app_user.c.username)
        .join(app_user, app_user.c.id == api_client.c.user_id)
        .order_by(api_client.c.name, api_client.c.id)
    )
    return list((await work.execute(statement)).mappings())


async def authenticate_client(work: Work, token: str) -> Principal | None:
    """The principal of a client's token; None when it is unknown, expired, revoked or bereft."""
    joined = api_client.join(app_user, app_user.c.id == api_client.c.user_id).join(
        role_grant, role_grant.c.id == api_client.c.grant_id
    )
    statement = (
        sa.select(
            api_client.c.id.label("client_id"),
            api_client.c.name,
            api_client.c.documents,
            api_client.c.last_used_at,
            api_client.c.user_id,
            *grant_columns(),
        )
        .select_from(joined)
        .where(api_client.c.token_hash == token_hash(token))
        .where(api_client.c.revoked_at.is_(None), api_client.c.expires_at > work.now)
        .where(app_user.c.disabled_at.is_(None), role_grant.c.ended_at.is_(None))
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    last = row["last_used_at"]
    if last is None or work.now - last > USE_NOTED:
        used = sa.update(api_client).where(api_client.c.id == row["client_id"])
        await work.execute(used.values(last_used_at=work.now))
    return Principal(
        subject=f"user:{row['user_id']}",
        role=Role[row["role"]],
        name=row["name"],
        scope=scope_of(row),
        user_id=row["user_id"],
        grant_id=row["grant_id"],
        client_id=row["client_id"],
        allowed_documents=frozenset(row["documents"]),
    )
