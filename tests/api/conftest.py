"""The application in this process, on the migrated stores, with accounts that sign in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa

from api.app import Platform, create_app
from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.accounts import service
from schema.accounts.tables import user_credential
from schema.core import passwords
from schema.core.database import make_engine, transaction
from schema.core.roles import Department, Role
from schema.core.settings import Settings

PASSWORD = "correct-horse-battery-7"


@dataclass
class Site:
    """A browser on the application."""

    app: Platform
    http: httpx2.AsyncClient

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx2.Response:
        body = {"username": username, "password": password}
        return await self.http.post("/auth/sign-in", json=body)

    async def query(self, query: str, variables: Any = None, **headers: str) -> httpx2.Response:
        body = {"query": query, "variables": variables}
        return await self.http.post("/graphql", json=body, headers=headers)


@pytest.fixture
async def site(fresh_database: Stores) -> AsyncIterator[Site]:
    """The application with its lifespan running, and a fresh browser."""
    del fresh_database
    app = create_app(Settings())
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.pages.router.lifespan_context(app.pages),
        httpx2.AsyncClient(
            transport=transport, base_url="http://test", headers={"x-gonghui-csrf": "1"}
        ) as http,
    ):
        yield Site(app, http)


async def add_user(
    stores: Stores,
    username: str,
    role: Role = Role.ANALYST,
    *,
    unions: tuple[UUID, ...] = (),
    covers_all: bool = True,
    must_change: bool = False,
    department: Department | None = None,
) -> UUID:
    """A user with the tests' password."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        user, _ = await service.create_user(
            work,
            username=username,
            name="测试员",
            role=role,
            unions=unions,
            covers_all=covers_all,
            department=department,
        )
        hashed = await passwords.hash_password(PASSWORD)
        await work.execute(
            sa.update(user_credential)
            .where(user_credential.c.user_id == user)
            .values(password_hash=hashed, must_change=must_change)
        )
    await engine.dispose()
    return user
