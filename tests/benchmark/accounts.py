"""A user of the platform for the benchmark, signed in as everybody is: over HTTP."""

import asyncio
import secrets
from uuid import UUID

import httpx2

from api.auth import CSRF_HEADER
from api.cli.common import write
from migrations.run import upgrade
from schema.accounts.service import create_user, list_users, reset_password
from schema.core.principal import Role
from schema.core.work import Work
from tests.benchmark.store import Store

CITY = UUID(int=1)  # the root of the tree: the scope is on, and shows what the others show


def _one_time_password(store: Store, username: str, *, covers_all: bool) -> str:
    """Make the user, or give it a new one-time password when it is there."""

    async def use_case(work: Work) -> str:
        if username in {row["username"] for row in await list_users(work)}:
            return await reset_password(work, username=username)
        unions = () if covers_all else (CITY,)
        _, password = await create_user(
            work,
            username=username,
            name=username,
            role=Role.ANALYST,
            unions=unions,
            covers_all=covers_all,
        )
        return password

    upgrade(store.stores.owner_url)
    return asyncio.run(write(store.stores.writer_url, use_case))


def sign_in(store: Store, username: str, address: str, *, covers_all: bool) -> dict[str, str]:
    """Sign an analyst in; returns the headers that carry the session.

    ``covers_all`` is the analyst without a scope, the other one's scope is the whole tree.
    """
    given = _one_time_password(store, username, covers_all=covers_all)
    with httpx2.Client(base_url=address, headers={CSRF_HEADER: "1"}) as client:
        body = {"username": username, "password": given}
        answer = client.post("/auth/sign-in", json=body).raise_for_status()
        token = answer.cookies["gonghui"]
        new = secrets.token_urlsafe(24)
        client.post(
            "/auth/change-password", json={"currentPassword": given, "newPassword": new}
        ).raise_for_status()
    return {"cookie": f"gonghui={token}"}
