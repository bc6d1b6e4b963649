"""Writes who read which logged rows, before the answer leaves.

Reads that wait at the same time share one commit. An answer whose entry cannot be
written is not given: nobody reads a dossier unseen (requirement D06, D08).
"""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.access_log import AccessKind, access_rows
from schema.core.database import transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.table import metadata

KEEPER = Principal("system:read-log", Role.JOB, Scope(covers_all=True))
TOGETHER = 50


class ReadLog:
    """The readers' log of one process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[tuple[list[sa.Insert], asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def note(
        self,
        reader: Principal,
        found: Mapping[str, Sequence[UUID]],
        kind: AccessKind = AccessKind.READ,
    ) -> None:
        """Write that ``reader`` was shown rows, by table name; returns when it is durable."""
        statements = [
            access_rows(reader, kind, metadata.tables[name], identities)
            for name, identities in found.items()
        ]
        if not statements:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((statements, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        await future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                async with transaction(self._engine, KEEPER) as work:
                    for statements, _ in batch:
                        for statement in statements:
                            await work.execute(statement)
            except Exception as error:  # noqa: BLE001 - each waiting read fails with it
                self._end(batch, error)
            else:
                self._end(batch, None)

    @staticmethod
    def _end(batch: Sequence[tuple[object, asyncio.Future[None]]], error: Exception | None) -> None:
        for _, future in batch:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
