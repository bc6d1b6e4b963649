"""Who sees public opinion: the whole city's view only; crises not in the analysts' view."""

import sqlalchemy as sa

from schema.accounts.access import permit_city, readable
from schema.accounts.rules import Action, Entity
from schema.core.principal import Access, Role
from schema.core.table import protect
from schema.core.work import Work
from schema.opinion.tables import feed_item, feed_source, opinion_alert, opinion_event


def city_wide(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Every row for a scope that covers all, none for a part of the tree.

    Items name places by what people write, which is too weak a ground for
    showing one township's grievances to its own cadres.
    """
    del table
    return None if access.covers_all else sa.false()


def without_crises(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """City-wide, and what tells of a person in danger only to those who must act."""
    if not access.covers_all:
        return sa.false()
    return table.c.is_restricted.is_(False) if access.role is Role.ANALYST else None


protect(feed_source, readable(Entity.FEED_SOURCE, city_wide))
protect(feed_item, readable(Entity.OPINION, without_crises))
protect(opinion_event, readable(Entity.OPINION, without_crises))
protect(opinion_alert, readable(Entity.OPINION, without_crises))


def may_handle(work: Work, *, sources: bool = False) -> None:
    """Events and, with ``sources``, where they come from are city-wide; raises FORBIDDEN."""
    if sources:
        permit_city(work, Entity.FEED_SOURCE, Action.CREATE)
    else:
        permit_city(work, Entity.OPINION, Action.REVIEW, Action.DECIDE)
