"""The working calendar: the days announced, and those that the federation enters itself."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.access import may_keep_calendar
from schema.core.calendar import announced_days, calendar_day
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work


async def load_calendar(work: Work) -> int:
    """Enter the holidays and days worked instead that the library knows; how many were new.

    What stands in the table already is left as it is: the federation may have corrected it.
    """
    may_keep_calendar(work)
    known = set((await work.execute(sa.select(calendar_day.c.day))).scalars())
    new = [found for found in announced_days() if found.day not in known]
    for found in new:
        await work.insert(calendar_day, day=found.day, is_workday=found.is_workday, note=found.note)
    return len(new)


async def set_calendar_day(work: Work, *, day: date, is_workday: bool, note: str) -> UUID:
    """State whether a day is worked, as a notice announced; the day's id.

    Deadlines that reach over it move at once: none is stored.
    """
    may_keep_calendar(work)
    if not note.strip():
        raise DomainError(ErrorCode.INVALID, "须写明节假日或调休依据", path=("note",))
    found = sa.select(calendar_day.c.id, calendar_day.c.version).where(calendar_day.c.day == day)
    row = (await work.execute(found.with_for_update())).one_or_none()
    if row is None:
        return await work.insert(calendar_day, day=day, is_workday=is_workday, note=note.strip())
    await work.update(calendar_day, row.id, row.version, is_workday=is_workday, note=note.strip())
    identity: UUID = row.id
    return identity


async def known_years(work: Work) -> Sequence[int]:
    """The years of which the table knows holidays."""
    year = sa.cast(sa.extract("year", calendar_day.c.day), sa.Integer)
    return list((await work.execute(sa.select(year).distinct().order_by(year))).scalars())
