"""Findings by the union that answers for them; rules and runs are open to all who sign in."""

import sqlalchemy as sa

from schema.accounts.access import assigned, city_only, readable
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
    finding_feedback,
    finding_figure,
    member_figure,
    rule_snooze,
    rule_trial,
    screening_plan,
    screening_rule,
    screening_rule_version,
    screening_run,
    watch_list,
    watch_list_entry,
)


def by_union_or_assigned(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Findings of the scope's unions, or those assigned."""
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.FINDING, table.c.id, access)
    return by_union(table, access)


for _open in (screening_rule, screening_rule_version, screening_plan, screening_run, watch_list):
    protect(_open, everybody)
for _judged in (finding_feedback, rule_snooze, watch_list_entry):
    protect(_judged, readable(Entity.FINDING, by_union))
# A trial names subjects of the whole federation.
protect(rule_trial, readable(Entity.FINDING, city_only))
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
