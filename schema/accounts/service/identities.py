"""Users as another identity provider (OIDC) names them: by issuer and subject, never by name."""

from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import AccountError, Action, Entity
from schema.accounts.service.signing import SignedIn, signed_in
from schema.accounts.tables import app_user, external_identity
from schema.core.errors import DomainError
from schema.core.work import Work


async def link_identity(work: Work, *, user_id: UUID, issuer: str, subject: str) -> UUID:
    """Let a subject of an issuer sign in as a user; raises DomainError FORBIDDEN."""
    permit_city(work, Entity.USER, Action.CREATE)
    return await work.insert(external_identity, user_id=user_id, issuer=issuer, subject=subject)


async def sign_in_as(
    work: Work, *, issuer: str, subject: str, address: str
) -> SignedIn | DomainError:
    """A session for whom the provider named; IDENTITY_UNKNOWN when nobody is linked to it.

    The provider's word stands for the password, not for our second factor.
    """
    joined = external_identity.join(app_user, app_user.c.id == external_identity.c.user_id)
    statement = (
        sa.select(app_user, sa.false().label("must_change"))
        .select_from(joined)
        .where(external_identity.c.issuer == issuer, external_identity.c.subject == subject)
        .where(app_user.c.disabled_at.is_(None))
    )
    found = (await work.execute(statement)).mappings().one_or_none()
    if found is None:
        await work.record("SIGN_IN_FAILED", app_user, None, {}, {"issuer": issuer})
        return DomainError(AccountError.IDENTITY_UNKNOWN)
    return await signed_in(work, found, address, external=True)
