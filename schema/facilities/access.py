"""Facilities by the union that keeps them, inspections by their facility."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import assigned, permit, permit_city, readable
from schema.accounts.rules import Action, Entity
from schema.core.attachments import AttachmentOwner, Belonging, Owner, holds_attachments
from schema.core.errors import NotFoundError
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import everybody, protect
from schema.core.work import Work
from schema.facilities import tables
from schema.facilities.tables import facility, inspection
from schema.membership.access import by_membership
from schema.organisation.access import WRITES, by_union, editable_row
from schema.organisation.tables import union_closure


def by_union_or_own(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Facilities of the scope's unions; a keeper's own, or those assigned."""
    if access.kind is ScopeKind.FACILITY:
        return access.aimed(table.c.id)
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.FACILITY, table.c.id, access)
    return by_union(table, access)


def by_facility(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose facility is visible."""
    if access.kind is ScopeKind.FACILITY:
        return access.aimed(table.c.facility_id)
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.FACILITY, table.c.facility_id, access)
    kept = facility.alias()
    inside = access.within(kept.c.union_id, union_closure)
    if inside is None:
        return None
    return sa.exists().where(kept.c.id == table.c.facility_id, inside)


protect(facility, readable(Entity.FACILITY, by_union_or_own))
for _table in (
    tables.opening_hours,
    tables.opening_exception,
    tables.equipment_item,
    tables.facility_room,
    tables.training_base,
    tables.training_class,
    tables.base_title,
):
    protect(_table, readable(Entity.FACILITY, by_facility))
for _table in (
    inspection,
    tables.facility_keeper,
    tables.usage_log,
    tables.care_log,
    tables.room_booking,
):
    protect(_table, readable(Entity.INSPECTION, by_facility))
# What a trainee earns and scores is the member's own, not the base's.
protect(tables.class_trainee, readable(Entity.MEMBERSHIP, by_membership))
protect(tables.demand_site, readable(Entity.FACILITY, by_union))
protect(tables.building_plan, readable(Entity.PARAMETER, everybody))


async def editable_facility(
    work: Work, identity: UUID, entity: Entity, *actions: Action
) -> Mapping[str, Any]:
    """The facility, locked, whose ``entity`` the caller is about to change.

    A keeper changes his own only. Raises DomainError FORBIDDEN, NotFoundError.
    """
    scope = work.principal.scope
    if scope.kind is ScopeKind.FACILITY and identity not in scope.targets:
        raise NotFoundError(str(facility.comment))
    return await editable_row(work, facility, identity, entity=entity, actions=actions)


async def facility_in_charge(work: Work, identity: UUID) -> Mapping[str, Any]:
    """The facility, locked, for its keeper's daily business and everybody above him.

    Raises DomainError FORBIDDEN, NotFoundError.
    """
    return await editable_facility(work, identity, Entity.INSPECTION, *WRITES)


def may_review(work: Work) -> None:
    """Steps and inspections that are not the facility's own; raises DomainError FORBIDDEN."""
    permit(work, Entity.FACILITY, Action.REVIEW, Action.DECIDE)


def may_decide(work: Work) -> None:
    """Plans approved, facilities closed; raises DomainError FORBIDDEN."""
    permit(work, Entity.FACILITY, Action.DECIDE)


def may_inspect_for_city(work: Work) -> None:
    """Quarterly inspections of the city federation; raises DomainError FORBIDDEN."""
    permit_city(work, Entity.INSPECTION, Action.REVIEW, Action.DECIDE)


async def unions_of_facilities(work: Work, facilities: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """The unions that keep these facilities."""
    statement = sa.select(facility.c.union_id).where(facility.c.id.in_(facilities)).distinct()
    return tuple((await work.execute(statement)).scalars())


async def _edit_facility(work: Work, identity: UUID) -> Belonging:
    row = await facility_in_charge(work, identity)
    return Belonging(row["union_id"])


async def _edit_inspection(work: Work, identity: UUID) -> Belonging:
    found = sa.select(inspection.c.facility_id).where(inspection.c.id == identity)
    kept = (await work.execute(found)).scalar_one_or_none()
    if kept is None:
        raise NotFoundError(str(inspection.comment))
    return await _edit_facility(work, kept)


holds_attachments(AttachmentOwner.FACILITY, Owner(facility, _edit_facility))
holds_attachments(AttachmentOwner.INSPECTION, Owner(inspection, _edit_inspection))
