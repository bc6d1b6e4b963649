"""Takes people and their affairs out of the database, so that the demonstration can be loaded.

It needs the owner's rights: nobody else may truncate, and assessments are otherwise written
once. The audit trail, the users, the parameters and the starter data stay.
"""

from collections.abc import Iterable
from typing import Final

import asyncpg

from api.data.places import COUNTY, TOWNS
from api.platform.errors import PlatformError
from schema.assistance import tables as assistance
from schema.core.attachments import attachment
from schema.facilities import tables as facilities
from schema.membership import tables as membership
from schema.metadata import metadata
from schema.operations.tables import legal_hold, person_request
from schema.opinion import tables as opinion
from schema.organisation import tables as organisation
from schema.rights.tables import rights_case, rights_case_step
from schema.screening.tables import (
    finding,
    finding_feedback,
    rule_snooze,
    screening_run,
    watch_list_entry,
)

#: The tree is thinned out instead: the unions and divisions of the starter data stay.
THINNED: Final = ("division", "union_organisation", "union_closure", "union_version")
#: Where public opinion comes from is no affair of people.
KEPT: Final = ("alert_channel", "alert_route", "feed_host", "feed_key", "feed_source")
EMPTIED: Final = (
    *(person_request, legal_hold),
    *(getattr(membership, name) for name in membership.__all__ if name != "SEALED"),
    *(getattr(assistance, name) for name in assistance.__all__),
    *(getattr(organisation, name) for name in organisation.__all__ if name not in THINNED),
    *(getattr(facilities, name) for name in facilities.__all__),
    *(attachment, rights_case, rights_case_step),
    *(getattr(opinion, name) for name in opinion.__all__ if name not in KEPT),
    *(finding, finding_feedback, rule_snooze, screening_run, watch_list_entry),
)
NOTE: Final = "demo --replace"


async def clear_people(owner_url: str) -> None:
    """Empty these tables and take out all unions but those of the starter data.

    Raises PlatformError when the law forbids to destroy what is kept of a person.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            held = "select exists (select from legal_hold where lifted_on is null)"
            if await connection.fetchval(held):
                message = "a legal hold is in force: what it keeps must not be removed"
                raise PlatformError(message)
            names = ", ".join(table.name for table in EMPTIED)
            await connection.execute(f"truncate {names}")
            await _remove_unions(connection, [COUNTY, *(town.code for town in TOWNS)])
            await connection.execute("update feed_source set files_read = '{}'")
            await connection.execute("update stored_upload set attached = false where attached")
            await connection.execute(
                "insert into audit_event (at, actor, request_id, action, entity, changes)"
                " select now(), 'job:command-line', '', 'TRUNCATE', unnest($1::text[]),"
                " jsonb_build_object('reason', jsonb_build_array(null, $2::text))",
                [table.name for table in EMPTIED],
                NOTE,
            )
    finally:
        await connection.close()


async def tidy(owner_url: str) -> None:
    """Tell the query planner of PostgreSQL what the tables hold now."""
    connection = await asyncpg.connect(owner_url)
    try:
        names = ", ".join(sorted(metadata.tables))
        await connection.execute(f"vacuum (analyze) {names}")
    finally:
        await connection.close()


async def _remove_unions(connection: "asyncpg.Connection", kept: Iterable[str]) -> None:
    codes = list(kept)
    await connection.execute(
        "delete from union_version using union_organisation u"
        " where u.id = union_id and u.code <> all($1::text[])",
        codes,
    )
    await connection.execute(
        "delete from union_closure using union_organisation u"
        " where u.id = descendant_id and u.code <> all($1::text[])",
        codes,
    )
    await connection.execute("delete from union_organisation where code <> all($1::text[])", codes)
