"""Many rows in a few statements, for the intake."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.dml import Insert

from schema.core.work import Work

#: Opens a unit of work: nothing is held open while a source is read.
OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


async def new_ids(work: Work, count: int) -> list[UUID]:
    """Fresh ids in time order, as the tables' default makes them."""
    series = sa.func.generate_series(1, count).table_valued("number")
    return list((await work.execute(sa.select(sa.func.uuidv7()).select_from(series))).scalars())


async def write_rows(work: Work, statement: Insert, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows in few statements.

    Only with RETURNING does SQLAlchemy join them; one statement a row would be one
    run of the audit a row, too.
    """
    if rows:
        await work.execute(statement.returning(statement.table.c.id), list(rows))


def signed(work: Work, values: dict[str, Any]) -> dict[str, Any]:
    """A row's values with who writes it and when."""
    subject = work.principal.subject
    return {
        "created_by": subject,
        "updated_by": subject,
        "created_at": work.now,
        "updated_at": work.now,
        **values,
    }
