"""Findings by the union that answers for them; rules and runs are open to all who sign in."""

import sqlalchemy as sa

from schema.accounts.access import assigned, readable
from schema.accounts.rules import Entity
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import everybody, protect
from schema.organisation.access import by_union
from schema.screening.tables import (
    assistance_figure,
    dossier_figure,
    facility_figure,
    finding,
    finding_figure,
    member_figure,
    screening_rule,
    screening_run,
)


def by_union_or_assigned(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Findings of the scope's unions, or those assigned."""
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.FINDING, table.c.id, access)
    return by_union(table, access)


protect(screening_rule, everybody)
protect(screening_run, everybody)
protect(finding, readable(Entity.FINDING, by_union_or_assigned))

# Whoever may read the rows of a union may read how many they are; a scope that reaches
# single rows (own facilities, assigned matters) sees no figures.
for _view, _entity in (
    (member_figure, Entity.MEMBERSHIP),
    (dossier_figure, Entity.DOSSIER),
    (assistance_figure, Entity.ASSISTANCE),
    (facility_figure, Entity.FACILITY),
    (finding_figure, Entity.FINDING),
):
    protect(_view, readable(_entity, by_union))
