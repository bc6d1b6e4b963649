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

SET_PRINCIPAL = sa.text(
    "select set_config('gonghui.subject', :subject, true),"
    " set_config('gonghui.scope', :scope, true),"
    " set_config('gonghui.request', :request, true),"
    " set_config('gonghui.address', :address, true)"
)
SET_REASON = sa.text("select set_config('gonghui.reason', :reason, true)")
ACTING = "gonghui.subject"  # in the connection's info: in whose name it acts


async def set_principal(connection: AsyncConnection, principal: Principal) -> None:
    """Tell PostgreSQL who acts, until the transaction ends: row-level security and audit."""
    scope = "*" if principal.scope.covers_all else ",".join(map(str, principal.scope.unions))
    values = {
        "subject": principal.subject,
        "scope": scope,
        "request": principal.request_id,
        "address": principal.address,
    }
    await connection.execute(SET_PRINCIPAL, values)
    connection.info[ACTING] = principal.subject


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
        await self._act()
        return await self.connection.execute(statement, values)

    async def _act(self) -> None:
        """A connection may serve several units of work in turn: the audit names the present one."""
        if self.connection.info.get(ACTING) != self.principal.subject:
            await set_principal(self.connection, self.principal)

    async def insert(self, table: sa.Table, **values: object) -> UUID:
        """Insert one row with its author; returns the new id (triggers write the audit)."""
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
        identity: UUID = (await self.execute(statement)).scalar_one()
        return identity

    async def update(
        self, table: sa.Table, identity: UUID, expected_version: int, **values: object
    ) -> None:
        """Change one row if it still has ``expected_version``.

        Raises NotFoundError when there is no such row, ConflictError (with its
        current values) when it has moved on.
        """
        locked = sa.select(table).where(table.c.id == identity).with_for_update(key_share=True)
        row = (await self.execute(locked)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(table.comment or table.name)
        unchanged_since(table, row, expected_version)
        changes = {
            **values,
            "version": expected_version + 1,
            "updated_at": self.now,
            "updated_by": self.principal.subject,
        }
        await self.execute(
            sa.update(table)
            .where(table.c.id == identity, table.c.version == expected_version)
            .values(**changes)
        )

    async def record(
        self,
        action: str,
        table: sa.Table,
        identity: UUID | None,
        old: Mapping[Any, Any],
        new: Mapping[str, object],
    ) -> None:
        """Write an event that changes no row (a sign-in, a refusal) into the audit.

        Changes of rows are written by the tables' triggers. Columns marked
        ``info={"secret": True}`` appear by name only.
        """
        secret = frozenset(c.name for c in table.c if c.info.get("secret"))
        await self.execute(
            sa.insert(audit.audit_event).values(
                actor=self.principal.subject,
                request_id=self.principal.request_id,
                action=action,
                entity=table.name,
                entity_id=identity,
                changes=audit.changed(old, new, secret),
                address=self.principal.address or None,
            )
        )

    async def because(self, reason: str) -> None:
        """Give the reason that the audit rows of this transaction carry from here on."""
        await self.execute(SET_REASON.bindparams(reason=reason))

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


def unchanged_since(table: sa.Table, row: Mapping[Any, Any], expected_version: int) -> None:
    """Refuse to go on with a row that is not the one the caller read.

    Raises ConflictError with the values of the columns that are not secret.
    """
    if row["version"] != expected_version:
        raise ConflictError({c.name: row[c.name] for c in table.c if not c.info.get("secret")})
