"""Dossiers and aid by the union that keeps them; household and assessments by their dossier."""

import sqlalchemy as sa

from schema.assistance.tables import (
    assessment,
    assistance_record,
    dossier,
    household_member,
    living_standard,
)
from schema.core.principal import Access
from schema.core.table import everybody, protect
from schema.organisation.access import by_union
from schema.organisation.tables import union_closure


def by_dossier(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose dossier belongs to a union of the scope."""
    kept = dossier.alias()
    inside = access.within(kept.c.union_id, union_closure)
    if inside is None:
        return None
    return sa.exists().where(kept.c.id == table.c.dossier_id, inside)


protect(living_standard, everybody)
protect(dossier, by_union)
protect(household_member, by_dossier)
protect(assessment, by_dossier)
protect(assistance_record, by_union)
