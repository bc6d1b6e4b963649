"""Who sees which persons: those with a membership in scope; the vault is read by nobody."""

import sqlalchemy as sa

from schema.core.principal import Access
from schema.core.table import nobody, protect
from schema.membership.tables import membership, membership_transfer, person, person_secret
from schema.organisation.access import by_union
from schema.organisation.tables import union_closure


def with_membership_in_scope(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Persons who have a membership, of any status, in a union of the scope."""
    held = membership.alias()
    inside = access.within(held.c.union_id, union_closure)
    if inside is None:
        return None
    return sa.exists().where(held.c.person_id == table.c.id, inside)


def on_either_side(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Transfers that leave or enter a union of the scope."""
    leaving = access.within(table.c.from_union_id, union_closure)
    entering = access.within(table.c.to_union_id, union_closure)
    if leaving is None or entering is None:
        return None
    return sa.or_(leaving, entering)


protect(person, with_membership_in_scope)
protect(person_secret, nobody)
protect(membership, by_union)
protect(membership_transfer, on_either_side)
