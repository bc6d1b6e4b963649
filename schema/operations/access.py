"""Everybody sees the timetable and its runs; a requested run is seen by whoever asked for it."""

import sqlalchemy as sa

from schema.accounts.access import permit_city
from schema.accounts.rules import Action, Entity
from schema.core.outbox import job_run
from schema.core.principal import Access, Role
from schema.core.table import everybody, protect
from schema.core.work import Work
from schema.operations.tables import schedule

ALL_RUNS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.JOB})


def own_or_scheduled(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Runs of the timetable, and those that the caller asked for; all to an administrator."""
    if access.covers_all and access.role in ALL_RUNS:
        return None
    own = table.c.actor == sa.func.concat("user:", access.user)
    return sa.or_(table.c.schedule_code.is_not(None), own)


protect(schedule, everybody)
protect(job_run, own_or_scheduled)


def may_operate(work: Work) -> None:
    """Only an administrator of the whole federation steers jobs; raises DomainError FORBIDDEN."""
    permit_city(work, Entity.SCHEDULE, Action.CREATE)
