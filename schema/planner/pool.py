"""The read pool: a few asyncpg connections of ``gonghui_reader``.

No RESET between uses (planned reads leave no state behind), JSON handed over as
bytes, statements prepared once for each connection. A connection that broke is
replaced at its next use; a caller that is cancelled gives its place back with the
connection closed. The role's statement_timeout bounds a statement, the endpoint's
deadline the rest.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import asyncpg

from schema.core import metrics
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.planner.read_marks import is_marked, unmark

STATEMENTS = 500
# Together with the endpoint's deadline: no failure of PostgreSQL makes an answer take 5 s.
CONNECT_TIMEOUT = 3.0
ACQUIRE_TIMEOUT = 4.0
SESSION = {
    "application_name": "gonghui-api",
    "jit": "off",
    "statement_timeout": "4s",
    # A statement whose client left ends, too.
    "client_connection_check_interval": "500ms",
}


class UnavailableError(Exception):
    """The database cannot be reached, or no connection came free in time."""


def _bytes(value: Any) -> Any:
    return value


@dataclass(slots=True)
class _Slot:
    connection: asyncpg.Connection[Any] | None = None
    prepared: int = 0
    statements: OrderedDict[str, Any] = field(default_factory=OrderedDict)


class ReadPool:
    """``size`` connections to ``url``; ``executed`` counts the statements sent."""

    def __init__(self, url: str, size: int = 8, read_log: ReadLog | None = None) -> None:
        self.url, self.read_log = url, read_log
        self.executed = 0
        self._free = deque(_Slot() for _ in range(size))
        self._waiting: deque[asyncio.Future[_Slot]] = deque()

    async def fetch_json(
        self, sql: str, arguments: Sequence[Any], reader: Principal | None = None
    ) -> bytes:
        """Run a statement that yields one JSON value; returns its bytes.

        Rows whose reading is logged are written down for ``reader`` first; without
        one, and a log to write to, such a statement is refused.
        """
        if not is_marked(sql):
            return await self._fetch(sql, arguments)
        if reader is None or self.read_log is None:
            message = "this read is logged, but nobody is named as its reader"
            raise RuntimeError(message)
        body, found = unmark(await self._fetch(sql, arguments))
        await self.read_log.note(reader, found)
        return body

    async def _fetch(self, sql: str, arguments: Sequence[Any]) -> bytes:
        slot = self._free.pop() if self._free else await self._wait()
        try:
            statement = slot.statements.get(sql)
            if statement is None:
                statement = await self._prepare(slot, sql)
            self.executed += 1
            metrics.count(metrics.STATEMENTS)
            found: bytes = await statement.fetchval(*arguments)
            return found
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
            self._drop(slot)
            raise UnavailableError from error
        except (TimeoutError, asyncio.CancelledError):
            self._drop(slot)
            raise
        finally:
            self._release(slot)

    async def _wait(self) -> _Slot:
        future: asyncio.Future[_Slot] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            async with asyncio.timeout(ACQUIRE_TIMEOUT):
                return await future
        except TimeoutError as error:
            raise UnavailableError from error
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._release(future.result())
            raise

    def _release(self, slot: _Slot) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(slot)
                return
        self._free.append(slot)

    def _drop(self, slot: _Slot) -> None:
        if slot.connection is not None and not slot.connection.is_closed():
            slot.connection.terminate()
        slot.connection = None
        slot.statements.clear()

    async def _prepare(self, slot: _Slot, sql: str) -> Any:
        if slot.connection is None or slot.connection.is_closed():
            slot.statements.clear()
            slot.connection = await self._connect()
        if len(slot.statements) >= STATEMENTS:
            slot.statements.popitem(last=False)
        # A named statement keeps its plan; asyncpg leaves it unnamed when its cache is off.
        slot.prepared += 1
        prepared = await slot.connection.prepare(sql, name=f"g{slot.prepared}")
        slot.statements[sql] = prepared
        return prepared

    async def _connect(self) -> asyncpg.Connection[Any]:
        try:
            connection: asyncpg.Connection[Any] = await asyncpg.connect(
                self.url,
                timeout=CONNECT_TIMEOUT,
                statement_cache_size=0,
                server_settings=SESSION,
            )
        except asyncpg.InsufficientResourcesError as error:  # all connections are taken
            raise UnavailableError from error
        await connection.set_type_codec(
            "json", schema="pg_catalog", encoder=_bytes, decoder=_bytes, format="binary"
        )
        return connection

    async def close(self) -> None:
        """Close every free connection."""
        while self._free:
            slot = self._free.pop()
            if slot.connection is not None:
                await slot.connection.close(timeout=2)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
