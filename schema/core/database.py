"""Connections, and the only commit of the project.

Writes and jobs run as ``gonghui_writer`` in a transaction that carries the
principal; reads of the API run in ``schema.planner.pool`` as ``gonghui_reader``.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from schema.core import clock
from schema.core.principal import Principal
from schema.core.work import Work, set_principal

__all__ = ["make_engine", "set_principal", "transaction"]


def make_engine(url: str, *, pool_size: int = 5, durable: bool = True) -> AsyncEngine:
    """An engine for writes; statement parameters never reach an error text or a log.

    ``durable=False`` does not wait for the disk at a commit: for work that is simply done
    again when a crash of PostgreSQL takes its last moments away.
    """
    waits = {} if durable else {"synchronous_commit": "off"}
    return create_async_engine(
        sa.make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=5,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": waits},
    )


@asynccontextmanager
async def transaction(
    engine: AsyncEngine, principal: Principal, *, now: datetime | None = None
) -> AsyncIterator[Work]:
    """One unit of work: commits when the block ends well, rolls back when it raises."""
    async with engine.connect() as connection:
        await connection.begin()
        await set_principal(connection, principal)
        yield Work(connection, principal, now or clock.now())
        await connection.commit()
