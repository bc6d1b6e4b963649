"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

PostgreSQL refuses COPY into a table with row-level security; the detour costs a tenth of
the indexes' upkeep and keeps every check, for the rows pass the policies like any others.
"""

import asyncio
import gc
import os
import secrets
import struct
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from asyncpg.pgproto import pgproto
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core.table import record_columns
from schema.core.work import Work

Chunk = TypeVar("Chunk")

_HALF: Final = 2**25
_LAYOUT: Final = struct.Struct(">6sHH6s")

_AUTHORED = tuple(column.name for column in record_columns() if column.name != "version")


def new_ids(count: int) -> list[UUID]:
    """So many UUIDv7, in rising order; PostgreSQL's own cost it six microseconds each.

    RFC 9562, method 1: a counter of 26 bits, begun at random below its half, follows the
    milliseconds; 48 bits are random. They are of asyncpg's kind of ``uuid.UUID``, which is
    made of bytes and written out the fastest. Raises ValueError for more than the counter's half.
    """
    if count > _HALF:
        message = f"at most {_HALF} ids at once"
        raise ValueError(message)
    moment = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    first, drawn, pack = secrets.randbelow(_HALF), os.urandom(6 * count), _LAYOUT.pack
    return [
        pgproto.UUID(pack(moment, 0x7000 | n >> 14, 0x8000 | n & 0x3FFF, drawn[at : at + 6]))
        for n, at in zip(range(first, first + count), range(0, len(drawn), 6), strict=True)
    ]


class _Collector:
    """Python's search for cycles, off while anybody asks for rest."""

    def __init__(self) -> None:
        self._lock, self._asked = threading.Lock(), 0

    def ask(self, change: int) -> None:
        with self._lock:
            self._asked += change
            (gc.disable if self._asked else gc.enable)()


_collector = _Collector()


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: over a chunk of 20,000 rows it takes half of the time.

    Tuples of cells make no cycles; what does elsewhere waits until the chunk is done.
    """
    _collector.ask(1)
    try:
        yield
    finally:
        _collector.ask(-1)


async def take_time(work: Work) -> None:
    """Lift the writers' time limits for the rest of this transaction.

    They guard against a request that hangs; a bulk load computes for minutes between two
    statements, and its caller waits for it.
    """
    for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
        await work.execute(sa.text(f"set local {limit} = 0"))


async def copy_rows(
    connection: AsyncConnection, temporary: str, columns: Sequence[str], rows: Iterable[Any]
) -> None:
    """COPY tuples, in the order of ``columns``, into a temporary table of this session."""
    raw: Any = (await connection.get_raw_connection()).driver_connection
    with uncollected():
        await raw.copy_records_to_table(
            temporary, records=rows, columns=list(columns), schema_name="pg_temp"
        )


class BulkTarget:
    """One table that takes rows in chunks; made by ``bulk_insert``."""

    def __init__(
        self,
        work: Work,
        table: sa.Table,
        columns: Sequence[str],
    ) -> None:
        self._work = work
        self._table = table
        self._columns = tuple(columns)
        self._staging = f"bulk_{table.name}"
        self.name = table.name
        self.count = 0

    async def open(self) -> None:
        """Make the staging table, with the very types of the target's columns."""
        quoted = ", ".join(map(_quote, self._columns))
        await self._run(
            f"create temporary table {_quote(self._staging)} on commit drop as"  # noqa: S608
            f" select {quoted} from {_quote(self._table.name)} with no data"
        )

    async def add(self, rows: Sequence[Any]) -> None:
        """Insert a chunk of tuples in the order of the columns."""
        if not rows:
            return
        await copy_rows(self._work.connection, self._staging, self._columns, rows)
        await self._run(self._insertion(), **self._authorship())
        await self._run(f"truncate pg_temp.{_quote(self._staging)}")
        self.count += len(rows)

    async def close(self) -> None:
        """Leave no staging table behind."""
        await self._run(f"drop table pg_temp.{_quote(self._staging)}")

    def _insertion(self) -> str:
        given = ", ".join(map(_quote, self._columns))
        authored = [_quote(name) for name in self._authorship()]
        names = ", ".join([given, *authored])
        values = ", ".join([given, *(f":{name}" for name in self._authorship())])
        return (
            f"insert into {_quote(self._table.name)} ({names})"  # noqa: S608 - names of our tables
            f" select {values} from pg_temp.{_quote(self._staging)}"
        )

    def _authorship(self) -> dict[str, object]:
        """Author and moment, unless the rows or the table have none."""
        subject, now = self._work.principal.subject, self._work.now
        return {
            name: now if name.endswith("_at") else subject
            for name in _AUTHORED
            if name in self._table.c and name not in self._columns
        }

    async def _run(self, statement: str, **values: object) -> None:
        await self._work.execute(sa.text(statement).bindparams(**values))


@asynccontextmanager
async def bulk_insert(
    work: Work,
    table: sa.Table,
    columns: Sequence[str],
) -> AsyncIterator[BulkTarget]:
    """A target for chunks of rows; each chunk has one audit row with the ids of its rows.

    Rows carry every value that is not defaulted, ids included where they matter; the author
    and the moment are added. ``work.because`` tells the audit where they come from.
    """
    target = BulkTarget(work, table, columns)
    await target.open()
    yield target
    await target.close()


async def pipeline(chunks: Iterator[Chunk], store: Callable[[Chunk], Awaitable[None]]) -> None:
    """Make the next chunk in a thread while PostgreSQL stores the one before.

    Both have ended when this returns or raises.
    """
    pending: asyncio.Future[None] | None = None
    try:
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            if pending is not None:
                await pending
            pending = asyncio.ensure_future(store(chunk))
    finally:
        if pending is not None:
            await pending


def listed(
    name: str, rows: Sequence[Sequence[Any]], **columns: sa.types.TypeEngine[Any]
) -> sa.TableValuedAlias:
    """One row or more of values as a table of a statement; ``columns``: their names and types.

    The statement reads the same however many rows there are: it is compiled once, and
    PostgreSQL keeps it prepared.
    """
    arrays = (
        sa.cast(list(values), sa.ARRAY(kind))
        for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    )
    named = (sa.column(column, kind) for column, kind in columns.items())
    return sa.func.unnest(*arrays).table_valued(*named, name=name).render_derived()


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
