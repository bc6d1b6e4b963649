"""Who sees public opinion: the whole city's view, and what was handed to a union of the scope.

What tells of a person in danger is seen by those alone who must act: the leaders, the rights
department, whoever is on duty, and the person who took the event over.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import permit, permit_city, readable
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.principal import Access, Department, Role
from schema.core.roles import BY_UNION, ScopeKind
from schema.core.table import nobody, protect
from schema.core.visible import access_of, visible
from schema.core.work import Work, unchanged_since
from schema.opinion import tables
from schema.opinion.rules.steps import DISPATCHED
from schema.opinion.tables import duty_shift, opinion_event
from schema.organisation.access import by_union

Condition = sa.ColumnElement[bool] | None
Columns = sa.FromClause
#: Roles that look on: of a crisis they see nothing, whoever is on duty.
_ONLOOKERS = frozenset({Role.ANALYST, Role.AUDITOR})


def city_wide(table: Columns, access: Access) -> Condition:
    """Every row for a scope that covers all, none for a part of the tree."""
    del table
    return None if access.covers_all else sa.false()


def on_duty(access: Access) -> sa.ColumnElement[bool]:
    """Whether the user is on duty at this moment."""
    shift, now = duty_shift.alias(), sa.func.now()
    return sa.exists(shift.c.id).where(
        shift.c.user_id == access.user,
        shift.c.starts_at <= now,
        shift.c.ends_at > now,
        shift.c.cancelled_at.is_(None),
    )


def acts_in_crises(access: Access) -> bool:
    """Whether events of a person in danger are this role's to solve."""
    solves = access.role is Role.CITY_DEPARTMENT and access.department is Department.RIGHTS
    return access.covers_all and (access.role in {Role.CITY_LEADER, Role.JOB} or solves)


def seen_event(table: Columns, access: Access) -> Condition:
    """Events of the city; those dispatched to a union of the scope; one's own and on duty all."""
    if acts_in_crises(access):
        return None
    ordinary = table.c.is_restricted.is_(False)
    if access.role in _ONLOOKERS:
        return ordinary if access.covers_all else sa.false()
    taken = table.c.owner_id == access.user
    if access.covers_all:
        return sa.or_(ordinary, taken, on_duty(access))
    if access.kind is ScopeKind.ASSIGNED:
        return sa.or_(taken, on_duty(access))
    if access.kind not in BY_UNION:
        return sa.false()
    inside = by_union(table, access)
    within = sa.true() if inside is None else inside
    # The planner binds no lists: one comparison a state.
    dispatched = sa.or_(*(table.c.status == status for status in DISPATCHED))
    return sa.or_(taken, sa.and_(ordinary, dispatched, within))


def of_seen_event(table: Columns, access: Access) -> Condition:
    """Rows that tell of an event that is visible."""
    event = opinion_event.alias()
    inside = seen_event(event, access)
    if inside is None:
        return None
    if str(inside) == "false":
        return sa.false()
    return sa.exists(event.c.id).where(event.c.id == table.c.event_id, inside)


def of_news(table: Columns, access: Access) -> Condition:
    """Items and alerts: the city's, short of crises; elsewhere those of a visible event."""
    if acts_in_crises(access):
        return None
    if not access.covers_all:
        return of_seen_event(table, access)
    ordinary = table.c.is_restricted.is_(False)
    if access.role in _ONLOOKERS:
        return ordinary
    seen = of_seen_event(table, access)
    return None if seen is None else sa.or_(ordinary, on_duty(access), seen)


def of_duty(table: Columns, access: Access) -> Condition:
    """The roster for those who see the city's opinion; one's own shifts for the others."""
    return None if access.covers_all else table.c.user_id == access.user


def of_briefs(table: Columns, access: Access) -> Condition:
    """Reports for who sees the city; not for analysts, whose figures are rounded."""
    return sa.false() if access.role is Role.ANALYST else city_wide(table, access)


for _unseen in (tables.feed_host, tables.feed_report, tables.feed_key, tables.feed_delivery):
    protect(_unseen, nobody)
protect(tables.feed_source, readable(Entity.FEED_SOURCE, city_wide))
protect(tables.feed_item, readable(Entity.OPINION, of_news))
protect(tables.opinion_event, readable(Entity.OPINION, seen_event))
protect(tables.opinion_alert, readable(Entity.OPINION, of_news))
for _table in (tables.opinion_step, tables.opinion_clock, tables.opinion_level_change):
    protect(_table, readable(Entity.OPINION, of_seen_event))
protect(tables.opinion_brief, readable(Entity.OPINION, of_briefs))
protect(tables.duty_shift, readable(Entity.OPINION, of_duty))


def of_delivery(table: Columns, access: Access) -> Condition:
    """Deliveries of alerts that are visible."""
    alert = tables.opinion_alert.alias()
    inside = of_news(alert, access)
    if inside is None:
        return None
    return sa.exists(alert.c.id).where(alert.c.id == table.c.alert_id, inside)


protect(tables.alert_delivery, readable(Entity.OPINION, of_delivery))
for _table in (tables.alert_channel, tables.alert_route):
    protect(_table, readable(Entity.USER, city_wide))


def may_route(work: Work) -> None:
    """Channels carry secrets and reach outside: the administrator's; raises FORBIDDEN."""
    permit_city(work, Entity.USER, Action.CREATE)


def may_handle(work: Work, *, sources: bool = False) -> None:
    """Events and, with ``sources``, where they come from are city-wide; raises FORBIDDEN."""
    if sources:
        permit_city(work, Entity.FEED_SOURCE, Action.CREATE)
    else:
        permit_city(work, Entity.OPINION, Action.REVIEW, Action.DECIDE)


def may_answer(work: Work) -> None:
    """Whoever works on events in any scope; raises FORBIDDEN."""
    permit(work, Entity.OPINION, Action.REVIEW, Action.DECIDE)


def may_decide(work: Work) -> None:
    """The heads of the departments and the leaders; raises FORBIDDEN."""
    permit_city(work, Entity.OPINION, Action.DECIDE)


def is_leader(work: Work) -> bool:
    """A leader of the federation, or the platform itself."""
    return work.principal.role in {Role.CITY_LEADER, Role.JOB}


def is_local(work: Work) -> bool:
    """Whether the actor sees only what was dispatched to unions of his scope."""
    return work.principal.scope.kind in BY_UNION - {ScopeKind.CITY}


def is_assigned(work: Work) -> bool:
    """Whether the actor sees events by being on duty or having taken them."""
    return work.principal.scope.kind is ScopeKind.ASSIGNED


async def handled_event(
    work: Work, event_id: UUID, expected_version: int | None = None
) -> Mapping[str, Any]:
    """An event, locked, that the actor sees and may work on.

    Raises DomainError FORBIDDEN, NotFoundError, ConflictError.
    """
    may_answer(work)
    table = opinion_event
    statement = (
        sa.select(table)
        .where(table.c.id == event_id, visible(table, work.principal))
        .with_for_update(key_share=True)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("舆情事件")
    if expected_version is not None:
        unchanged_since(table, row, expected_version)
    return {str(name): value for name, value in row.items()}


async def is_on_duty(work: Work) -> bool:
    """Whether the actor is on duty at this moment."""
    return bool((await work.execute(sa.select(on_duty(access_of(work.principal))))).scalar_one())


def refuse() -> DomainError:
    """What is not this actor's to do."""
    return DomainError(ErrorCode.FORBIDDEN)
