"""Extracts written out by COPY from one snapshot, in bounded memory.

A connection of its own, not one of the read pool: an extract may take minutes. It is a
reader's, in a read-only transaction with a snapshot, so that the number counted before is
the number of rows written.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from schema.planner.extract import Bound

CONNECT_TIMEOUT = 5.0
STATEMENT_MINUTES = 30
Sink = Callable[[bytes], Awaitable[None]]


class Snapshot:
    """One moment of the database, as a reader sees it."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self._connection = connection

    async def count(self, bound: Bound) -> int:
        """The single number that a statement yields."""
        found: int = await self._connection.fetchval(bound.sql, *bound.arguments)
        return found

    async def copy(self, bound: Bound, sink: Sink, *, csv: bool) -> int:
        """Write the rows out as lines, as CSV or as they are; returns how many there were."""
        status = await self._connection.copy_from_query(
            bound.sql, *bound.arguments, output=sink, format="csv" if csv else "text"
        )
        return int(status.rpartition(" ")[2])

    async def ids(self, bound: Bound, size: int) -> AsyncIterator[list[list[UUID]]]:
        """The ids that a statement yields: for each column of it a list, ``size`` rows at once."""
        cursor = await self._connection.cursor(bound.sql, *bound.arguments)
        while rows := await cursor.fetch(size):
            columns = zip(*(tuple(row) for row in rows), strict=True)
            yield [[value for value in column if value is not None] for column in columns]


@asynccontextmanager
async def snapshot(reader_url: str) -> AsyncIterator[Snapshot]:
    """A snapshot that lasts as long as the block."""
    connection = await asyncpg.connect(
        reader_url,
        timeout=CONNECT_TIMEOUT,
        statement_cache_size=0,
        server_settings={"application_name": "gonghui-export", "jit": "off"},
    )
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(f"set local statement_timeout = '{STATEMENT_MINUTES}min'")
            yield Snapshot(connection)
    finally:
        await connection.close(timeout=CONNECT_TIMEOUT)
