"""Which tokens still open a door: asked for all listeners of a process at once."""

from collections.abc import Collection

import sqlalchemy as sa

from schema.accounts.rules import SessionPolicy, token_hash
from schema.accounts.tables import api_client, app_user, role_grant, user_session
from schema.core.work import Work


async def tokens_in_force(work: Work, tokens: Collection[str]) -> set[str]:
    """Those of these tokens whose session or API client is in force.

    Keeps no session awake. The rules are those of ``authenticate``, told of sets.
    """
    by_hash = {token_hash(token): token for token in tokens}
    given = sa.literal(list(by_hash), sa.ARRAY(user_session.c.token_hash.type))
    policy = SessionPolicy()
    sessions = (
        sa.select(user_session.c.token_hash)
        .join(app_user, app_user.c.id == user_session.c.user_id)
        .join(role_grant, role_grant.c.id == user_session.c.grant_id)
        .where(user_session.c.token_hash == sa.any_(given), user_session.c.ended_at.is_(None))
        .where(user_session.c.seen_at >= work.now - policy.idle)
        .where(user_session.c.created_at >= work.now - policy.absolute)
    )
    clients = (
        sa.select(api_client.c.token_hash)
        .join(app_user, app_user.c.id == api_client.c.user_id)
        .join(role_grant, role_grant.c.id == api_client.c.grant_id)
        .where(api_client.c.token_hash == sa.any_(given), api_client.c.revoked_at.is_(None))
        .where(api_client.c.expires_at > work.now)
    )
    live = [
        each.where(app_user.c.disabled_at.is_(None), role_grant.c.ended_at.is_(None))
        for each in (sessions, clients)
    ]
    found = await work.execute(sa.union_all(*live))
    return {by_hash[each] for each in found.scalars()}
