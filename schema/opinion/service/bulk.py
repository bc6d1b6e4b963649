"""Many rows in a few statements, for the intake."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.work import Work

#: Opens a unit of work: nothing is held open while a source is read.
OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


async def new_ids(work: Work, count: int) -> list[UUID]:
    """Fresh ids in time order, as the tables' default makes them."""
    series = sa.func.generate_series(1, count).table_valued("number")
    return list((await work.execute(sa.select(sa.func.uuidv7()).select_from(series))).scalars())


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
