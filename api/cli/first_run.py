"""What ``gonghui up`` does once, on an empty database: the first administrator, starter data."""

import asyncio
from typing import TYPE_CHECKING

from api.cli.common import write

if TYPE_CHECKING:
    from api.platform.process import Report
    from api.platform.stores import Stores
    from schema.core.work import Work

FIRST_ADMINISTRATOR = "admin"


def prepare(stores: "Stores", report: "Report") -> str | None:
    """Fill an empty database; gives the first administrator's one-time password if one was made."""
    from api.data import starter  # noqa: PLC0415 - keeps --help fast

    if asyncio.run(write(stores.writer_url, starter.prepare)):
        report("The database was empty: Linxiang's divisions and unions are entered.")
    return asyncio.run(write(stores.writer_url, _first_administrator))


async def _first_administrator(work: "Work") -> str | None:
    """Make the first administrator when there is no user at all."""
    from schema.accounts.service import create_user, list_users  # noqa: PLC0415 - fast help
    from schema.core.principal import Role  # noqa: PLC0415

    if await list_users(work):
        return None
    _, password = await create_user(
        work,
        username=FIRST_ADMINISTRATOR,
        name="管理员",
        role=Role.ADMINISTRATOR,
        covers_all=True,
    )
    return password
