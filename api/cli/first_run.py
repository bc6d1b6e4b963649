"""What ``gonghui up`` does once, on an empty database: the first administrator, starter data."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from api.cli.common import write

if TYPE_CHECKING:
    from api.platform.process import Report
    from api.platform.stores import Stores
    from schema.core.work import Work

FIRST_ADMINISTRATOR = "admin"


def prepare(stores: "Stores", report: "Report") -> str | None:
    """Fill an empty database; gives the first administrator's one-time password if one was made."""
    from api.data import starter

    if asyncio.run(write(stores.writer_url, starter.prepare)):
        report("The database was empty: Linxiang's divisions and unions are entered.")
    return asyncio.run(write(stores.writer_url, partial(_first, evaluation=bool(stores.servers))))


async def _first(work: "Work", *, evaluation: bool) -> str | None:
    """Make the first administrator when there is no user at all.

    An administrator sees no business data. Where the platform is tried out, on its own servers,
    the first one is also the city's leader, and starts as that, to have something to look at.
    """
    from schema.accounts.service import (
        GrantFacts,
        create_user,
        list_users,
        new_grant,
    )
    from schema.core.roles import Role, ScopeKind

    if await list_users(work):
        return None
    first = Role.CITY_LEADER if evaluation else Role.ADMINISTRATOR
    user, password = await create_user(
        work, username=FIRST_ADMINISTRATOR, name="管理员", role=first, covers_all=True
    )
    if evaluation:
        await new_grant(work, user, GrantFacts(Role.ADMINISTRATOR, ScopeKind.CITY))
    return password
