"""The 30 % target: its base is a snapshot that nobody changes afterwards (domain §4.7)."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.assistance.access import may_keep_calendar
from schema.assistance.rules import IN_FORCE_DOSSIER_STATES, DossierStatus
from schema.assistance.tables import dossier, relief_base, relief_target
from schema.core.params import figure, parameters
from schema.core.work import Work

#: In force on a day: opened by then and not left before it.
STILL_THERE = (*IN_FORCE_DOSSIER_STATES, DossierStatus.SUSPENDED)
LEAVING = (DossierStatus.EXITING, DossierStatus.EXIT_NOTICE)


async def set_relief_target(work: Work, *, year: int, basis: str) -> UUID:
    """Set the target of a year and take the snapshot of its base; the target's id.

    The base are the dossiers in force on 1 January of the year.
    """
    may_keep_calendar(work)
    base_on = date(year, 1, 1)
    terms = await parameters(work.connection, "DOSSIER", base_on)
    table = dossier.c
    there = sa.and_(
        table.opened_on <= base_on,
        sa.or_(
            table.status.in_((*STILL_THERE, *LEAVING)),
            table.exited_on > base_on,
        ),
    )
    count = sa.select(sa.func.count()).select_from(dossier).where(there)
    target_id = await work.insert(
        relief_target,
        year=year,
        base_on=base_on,
        share=figure(terms, "relief_target_share"),
        base_count=(await work.execute(count)).scalar_one(),
        basis=basis,
    )
    columns = (sa.literal(target_id, sa.Uuid), table.id, table.union_id, table.category)
    rows = sa.select(*columns).where(there)
    names = ["target_id", "dossier_id", "union_id", "category"]
    await work.execute(insert(relief_base).from_select(names, rows))
    return target_id
