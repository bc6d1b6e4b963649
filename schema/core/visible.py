"""The access rules inside services: which rows the actor of a unit of work may see."""

import sqlalchemy as sa

from schema.core.principal import Access, Principal
from schema.core.table import access_rule


def access_of(principal: Principal) -> Access:
    """The principal as access rules see it, its ids written into the statement."""
    scope = principal.scope
    many = sa.ARRAY(sa.Uuid)
    return Access(
        role=principal.role,
        covers_all=scope.covers_all,
        unions=sa.literal(list(scope.unions), many),
        user=sa.literal(principal.user_id, sa.Uuid),
        kind=scope.kind,
        department=scope.department,
        targets=sa.literal(list(scope.targets), many),
    )


def visible(table: sa.Table, principal: Principal) -> sa.ColumnElement[bool]:
    """The access rule of a table for this principal, as a predicate."""
    found = access_rule(table)(table, access_of(principal))
    return sa.true() if found is None else found
