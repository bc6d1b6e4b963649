"""Who sees which persons: those with a membership in scope; the vault is read by nobody."""

from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import assigned, city_only, readable
from schema.accounts.rules import Entity
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import AccessRule, everybody, nobody, protect
from schema.core.work import Work
from schema.membership.tables import (
    card_series,
    dues,
    duplicate_pair,
    home_union,
    lapse_proposal,
    membership,
    membership_card,
    membership_step,
    membership_transfer,
    membership_version,
    person,
    person_merge,
    person_secret,
    platform_work,
)
from schema.organisation.access import by_union
from schema.organisation.tables import union_closure


def with_membership_in_scope(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Persons who have a membership, of any status, in a union of the scope; or oneself."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.id)
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.PERSON, table.c.id, access)
    held = membership.alias()
    inside = access.within(held.c.union_id, union_closure)
    if inside is None:
        return None
    return sa.exists().where(held.c.person_id == table.c.id, inside)


def on_either_side(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Transfers that leave or enter a union of the scope; or one's own."""
    if access.kind is ScopeKind.SELF:
        held = membership.alias()
        return sa.exists().where(held.c.id == table.c.membership_id, access.aimed(held.c.person_id))
    leaving = access.within(table.c.from_union_id, union_closure)
    entering = access.within(table.c.to_union_id, union_closure)
    if leaving is None or entering is None:
        return None
    return sa.or_(leaving, entering)


def by_union_or_own(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose union lies in the scope; of a worker's own scope those with his person."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.person_id)
    return by_union(table, access)


def by_membership(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose membership is visible: they follow the member to another union."""
    held = membership.alias()
    inside = by_union_or_own(held, access)
    if inside is None:
        return None
    return sa.exists(held.c.id).where(held.c.id == table.c.membership_id, inside)


def by_own_membership(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose union lies in the scope; of a worker's own scope those of his membership."""
    if access.kind is ScopeKind.SELF:
        return by_membership(table, access)
    return by_union(table, access)


def received_or_followed(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Dues that a union of the scope received, and those of its present members."""
    followed = by_membership(table, access)
    if access.kind is ScopeKind.SELF or followed is None:
        return followed
    received = by_union(table, access)
    return None if received is None else sa.or_(received, followed)


protect(person, readable(Entity.PERSON, with_membership_in_scope))
protect(person_secret, nobody)
protect(membership, readable(Entity.MEMBERSHIP, by_union_or_own))
protect(membership_transfer, readable(Entity.TRANSFER, on_either_side))
_of_memberships: dict[sa.Table, AccessRule] = {
    membership_step: by_membership,
    membership_card: by_membership,
    platform_work: by_membership,
    dues: received_or_followed,
    lapse_proposal: by_own_membership,
    membership_version: by_own_membership,
    card_series: everybody,
    home_union: everybody,
}
for _table in (duplicate_pair, person_merge):
    # Two persons may belong to different unions: whoever compares them sees both.
    protect(_table, readable(Entity.PERSON, city_only))
for _table, _rule in _of_memberships.items():
    protect(_table, readable(Entity.MEMBERSHIP, _rule))


async def unions_of_persons(work: Work, persons: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """The unions in which these persons hold a membership of any status."""
    statement = sa.select(membership.c.union_id).where(membership.c.person_id.in_(persons))
    return tuple((await work.execute(statement.distinct())).scalars())
