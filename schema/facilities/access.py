"""Facilities by the union that keeps them, inspections by their facility."""

import sqlalchemy as sa

from schema.core.principal import Access
from schema.core.table import protect
from schema.facilities.tables import facility, inspection
from schema.organisation.access import by_union
from schema.organisation.tables import union_closure


def by_facility(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows whose facility belongs to a union of the scope."""
    kept = facility.alias()
    inside = access.within(kept.c.union_id, union_closure)
    if inside is None:
        return None
    return sa.exists().where(kept.c.id == table.c.facility_id, inside)


protect(facility, by_union)
protect(inspection, by_facility)
