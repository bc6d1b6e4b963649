"""Who sees which unions, and who may change what belongs to one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import city_only, entity_of, permit, readable
from schema.accounts.rules import Action, Entity
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import access_rule, everybody, protect
from schema.core.work import Work, unchanged_since
from schema.organisation import tables
from schema.organisation.tables import division, union_closure, union_organisation

WIDE_PART = 20


def in_own_subtree(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Unions of the subtrees in scope; of a narrower scope the unions that it touches."""
    if access.kind in {ScopeKind.FACILITY, ScopeKind.SELF}:
        return access.own(table.c.id)
    return access.within(table.c.id, union_closure)


def by_union(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose ``union_id`` lies in a subtree of the scope."""
    return access.within(table.c.union_id, union_closure)


def by_descendant(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Closure rows below the scope."""
    inner = union_closure.alias()
    if access.kind is ScopeKind.UNION:
        return access.own(table.c.descendant_id)
    return access.within(table.c.descendant_id, inner)


def of_union(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows that tell of a union, for whoever sees the union itself."""
    if access.kind in {ScopeKind.FACILITY, ScopeKind.SELF}:
        return access.own(table.c.union_id)
    return by_union(table, access)


def of_enterprise(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Enterprises that a union of the scope looks after, and the one whose union it is."""
    return _either(table.c.union_id, table.c.own_union_id, access)


def by_enterprise(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose enterprise is visible."""
    kept = tables.enterprise.alias()
    inside = of_enterprise(kept, access)
    if inside is None:
        return None
    return sa.exists(kept.c.id).where(kept.c.id == table.c.enterprise_id, inside)


def of_budget(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Lines of a budget, for the union that gives and the one that uses the money."""
    return _either(table.c.union_id, table.c.beneficiary_id, access)


def _either(
    one: sa.ColumnElement[Any], other: sa.ColumnElement[Any], access: Access
) -> sa.ColumnElement[bool] | None:
    first = access.within(one, union_closure.alias())
    second = access.within(other, union_closure.alias())
    return None if first is None or second is None else sa.or_(first, second)


protect(division, everybody)
protect(union_organisation, readable(Entity.UNION, in_own_subtree))
protect(union_closure, readable(Entity.UNION, by_descendant))
protect(tables.union_version, readable(Entity.UNION, of_union))
for _table in (
    tables.organisation_step,
    tables.union_election,
    tables.cadre_position,
    tables.cadre_training,
    tables.union_committee,
    tables.covered_unit,
    tables.six_haves,
    tables.six_haves_item,
    tables.three_shows,
    tables.home_assessment,
    tables.union_strength,
):
    protect(_table, readable(Entity.UNION_WORK, by_union))
protect(tables.enterprise, readable(Entity.ENTERPRISE, of_enterprise))
protect(tables.business_event, readable(Entity.ENTERPRISE, by_enterprise))
protect(tables.union_budget, readable(Entity.UNION_FUND, of_budget))
protect(tables.union_ledger, readable(Entity.UNION_FUND, by_union))
protect(tables.union_contribution, readable(Entity.UNION_FUND, by_union))
protect(tables.fund_target, readable(Entity.UNION_FUND, city_only))


#: What makes a step a change; which of them a step needs, its service says.
WRITES = (Action.CREATE, Action.REVIEW, Action.DECIDE, Action.PAY)


def may_write(work: Work, entity: Entity, *actions: Action) -> None:
    """Refuse a role that may do none of these to the entity; raises DomainError FORBIDDEN."""
    permit(work, entity, *(actions or WRITES))


async def may_edit(work: Work, union_id: UUID | None, entity: Entity, *actions: Action) -> None:
    """Refuse whoever may not change an entity that belongs to this union.

    ``None`` stands for what belongs to no union and needs the whole scope.
    Raises DomainError FORBIDDEN; one query, none when the scope covers all.
    """
    may_write(work, entity, *actions)
    if not await _in_scope(work, union_id):
        raise DomainError(ErrorCode.FORBIDDEN)


async def editable_row(
    work: Work,
    table: sa.Table,
    identity: UUID,
    *,
    union_column: str = "union_id",
    expected_version: int | None = None,
    entity: Entity | None = None,
    actions: tuple[Action, ...] = (),
) -> Mapping[str, Any]:
    """The row, locked, that the caller is about to change.

    With ``expected_version`` a row that has moved on is a conflict before anything
    else is judged: what its new state forbids would say nothing to the caller.

    Raises DomainError FORBIDDEN for a role that may do none of ``actions`` to it,
    NotFoundError when the row is missing or its union lies outside the scope,
    ConflictError.
    """
    concerned = entity or entity_of(access_rule(table))
    if concerned is not None:
        may_write(work, concerned, *actions)
    # A key never changes: rows that refer to this one may come meanwhile.
    statement = sa.select(table).where(table.c.id == identity).with_for_update(key_share=True)
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None or not await _in_scope(work, row[union_column]):
        raise NotFoundError(table.comment or table.name)
    if expected_version is not None:
        unchanged_since(table, row, expected_version)
    return {str(name): value for name, value in row.items()}


async def is_wide(work: Work, unions: tuple[UUID, ...]) -> bool:
    """Whether these subtrees hold at least a twentieth of all unions (see ``Scope.wide``)."""
    if not unions:
        return False
    everything = sa.select(sa.func.count()).select_from(union_organisation).scalar_subquery()
    inside = sa.select(sa.func.count(sa.distinct(union_closure.c.descendant_id))).where(
        union_closure.c.ancestor_id.in_(unions)
    )
    statement = sa.select(inside.scalar_subquery() * WIDE_PART >= everything)
    return bool((await work.execute(statement)).scalar_one())


async def _in_scope(work: Work, union_id: UUID | None) -> bool:
    scope = work.principal.scope
    if scope.covers_all:
        return True
    if scope.kind is not ScopeKind.SUBTREE:
        return union_id in scope.unions
    inside = sa.exists().where(
        union_closure.c.descendant_id == union_id, union_closure.c.ancestor_id.in_(scope.unions)
    )
    return bool((await work.execute(sa.select(inside))).scalar_one())
