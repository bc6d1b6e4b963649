"""What a use case works with: the transaction, the actor, the moment, audit and outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schema.core import audit, clock, outbox
from schema.core.errors import ConflictError, NotFoundError
from schema.core.principal import Principal


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction in the name of one principal; services take it as first argument."""

    connection: AsyncConnection
    principal: Principal
    now: datetime

    @property
    def today(self) -> date:
        """The Asia/Shanghai date of this work."""
        return clock.calendar_date(self.now)

    async def execute(
        self, statement: sa.Executable, values: Sequence[Mapping[str, Any]] | None = None
    ) -> sa.CursorResult[Any]:
        """Run a statement; with ``values`` once for each row of them."""
        return await self.connection.execute(statement, values)

    async def insert(self, table: sa.Table, **values: object) -> UUID:
        """Insert one row with its author and an audit row; returns the new id."""
        subject = self.principal.subject
        if "created_by" in table.c:
            values = {
                "created_by": subject,
                "updated_by": subject,
                "created_at": self.now,
                "updated_at": self.now,
                **values,
            }
        statement = sa.insert(table).values(**values).returning(table.c.id)
        identity: UUID = (await self.connection.execute(statement)).scalar_one()
        await self.record("INSERT", table, identity, {}, values)
        return identity

    async def update(
        self, table: sa.Table, identity: UUID, expected_version: int, **values: object
    ) -> None:
        """Change one row if it still has ``expected_version``.

        Raises NotFoundError when there is no such row, ConflictError (with the
        current values of the columns to be changed) when it has moved on.
        """
        locked = sa.select(table).where(table.c.id == identity).with_for_update()
        row = (await self.connection.execute(locked)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(table.comment or table.name)
        if row["version"] != expected_version:
            current = {name: audit.plain(row[name]) for name in (*values, "version")}
            raise ConflictError(current)
        changes = {
            **values,
            "version": expected_version + 1,
            "updated_at": self.now,
            "updated_by": self.principal.subject,
        }
        await self.connection.execute(
            sa.update(table).where(table.c.id == identity).values(**changes)
        )
        await self.record("UPDATE", table, identity, row, values)

    async def record(
        self,
        action: str,
        table: sa.Table,
        identity: UUID | None,
        old: Mapping[Any, Any],
        new: Mapping[str, object],
    ) -> None:
        """Write one audit row; columns marked ``info={"secret": True}`` appear by name only."""
        secret = frozenset(c.name for c in table.c if c.info.get("secret"))
        await self.connection.execute(
            sa.insert(audit.audit_event).values(
                at=self.now,
                actor=self.principal.subject,
                request_id=self.principal.request_id,
                action=action,
                entity=table.name,
                entity_id=identity,
                changes=audit.changed(old, new, secret),
            )
        )

    async def emit(
        self,
        message: outbox.JobMessage,
        *,
        unique_key: str | None = None,
        available_at: datetime | None = None,
    ) -> UUID | None:
        """Send a job message when this transaction commits (see ``outbox.enqueue``)."""
        return await outbox.enqueue(
            self.connection,
            message,
            actor=self.principal.subject,
            unique_key=unique_key,
            available_at=available_at,
        )
