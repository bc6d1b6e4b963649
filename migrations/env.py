"""Alembic's environment: one transaction, short lock waits, one migration at a time."""

import asyncio

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from schema.metadata import metadata

MIGRATION_LOCK = 4_306_820_001


def _migrate(connection: Connection) -> None:
    connection.execute(sa.text("set lock_timeout = '4s'"))
    connection.execute(sa.text("set statement_timeout = '10min'"))
    connection.execute(sa.text("select set_config('gonghui.scope', '*', false)"))
    connection.execute(sa.select(sa.func.pg_advisory_lock(MIGRATION_LOCK)))
    connection.commit()
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(sa.select(sa.func.pg_advisory_unlock(MIGRATION_LOCK)))
    connection.commit()


async def _run() -> None:
    engine = create_async_engine(
        context.config.attributes["url"], poolclass=sa.NullPool, hide_parameters=True
    )
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


asyncio.run(_run())
