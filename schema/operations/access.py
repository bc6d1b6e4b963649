"""Who sees the timetable and its runs, exports and imports, and who keeps data in order."""

import sqlalchemy as sa

from schema.accounts.access import city_only, permit_city, readable
from schema.accounts.rules import Action, Entity
from schema.core.job_service import job_service
from schema.core.outbox import job_run
from schema.core.principal import Access, Role
from schema.core.roles import ScopeKind
from schema.core.table import everybody, protect
from schema.core.work import Work
from schema.membership.access import with_membership_in_scope
from schema.membership.tables import person
from schema.operations.tables import (
    destruction,
    export_run,
    import_run,
    legal_hold,
    person_request,
    schedule,
)

SEES_TICKETS = frozenset({Role.CITY_LEADER, Role.AUDITOR, Role.JOB})
ALL_RUNS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.JOB})


def own_or_scheduled(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Runs of the timetable, and those that the caller asked for; all to an administrator."""
    if access.covers_all and access.role in ALL_RUNS:
        return None
    own = table.c.actor == sa.func.concat("user:", access.user)
    return sa.or_(table.c.schedule_code.is_not(None), own)


def own_or_decided(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """One's own; all to those who approve or audit for the whole city."""
    if access.covers_all and access.role in SEES_TICKETS:
        return None
    return table.c.user_id == access.user


def own_or_audited(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """One's own; all to the auditors."""
    if access.covers_all and access.role in {Role.AUDITOR, Role.JOB}:
        return None
    return table.c.user_id == access.user


def of_visible_person(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows about persons with a membership in the scope; of oneself."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.person_id)
    holder = person.alias()
    inside = with_membership_in_scope(holder, access)
    if inside is None:
        return None
    return sa.exists().where(holder.c.id == table.c.person_id, inside)


protect(legal_hold, readable(Entity.PRIVACY, city_only))
protect(destruction, readable(Entity.PRIVACY, city_only))
protect(person_request, readable(Entity.PRIVACY, of_visible_person))
protect(export_run, own_or_decided)
protect(import_run, own_or_audited)
protect(schedule, everybody)
protect(job_service, everybody)
protect(job_run, own_or_scheduled)


def may_operate(work: Work) -> None:
    """Only an administrator of the whole federation steers jobs; raises DomainError FORBIDDEN."""
    permit_city(work, Entity.SCHEDULE, Action.CREATE)
