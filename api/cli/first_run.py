"""What ``gonghui up`` does once, on an empty database: the first administrator, starter data."""

import asyncio
from importlib.util import find_spec
from typing import TYPE_CHECKING

from api.cli.common import call, write

if TYPE_CHECKING:
    from api.platform.process import Report
    from api.platform.stores import Stores
    from schema.core.work import Work

FIRST_ADMINISTRATOR = "admin"
STARTER = "schema.operations.starter"


def prepare(stores: "Stores", report: "Report") -> str | None:
    """Fill an empty database; gives the first administrator's one-time password if one was made."""
    if find_spec(STARTER) is not None:
        call(STARTER, "prepare", report)
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
