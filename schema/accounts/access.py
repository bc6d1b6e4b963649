"""Who sees accounts, and the permission table as every other ``access.py`` applies it.

A table's rule is bounded first by what the role may read at all (``readable``),
then by the scope. Credentials and sessions' secrets are seen by nobody.
"""

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity, is_allowed
from schema.accounts.tables import (
    app_user,
    assignment,
    role_grant,
    role_grant_target,
    user_credential,
    user_session,
)
from schema.core.access_log import access_log
from schema.core.audit import audit_event
from schema.core.errors import DomainError, ErrorCode
from schema.core.params import rule_parameter
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import AccessRule, everybody, nobody, protect
from schema.core.work import Work


def readable(entity: Entity, rule: AccessRule) -> AccessRule:
    """The rule, for roles that may read this entity; no row for the others."""

    def bounded(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
        if not is_allowed(access.role, entity, Action.READ, access.department):
            return sa.false()
        return rule(table, access)

    bounded.entity = entity  # type: ignore[attr-defined]
    return bounded


def entity_of(rule: AccessRule) -> Entity | None:
    """The entity that a rule was bounded by, None for one that every role passes."""
    return getattr(rule, "entity", None)


def assigned(entity: Entity, identity: sa.ColumnElement[object], access: Access) -> sa.Exists:
    """Whether this row is assigned to the user now."""
    given = assignment.alias()
    return sa.exists().where(
        given.c.entity == entity,
        given.c.entity_id == identity,
        given.c.user_id == access.user,
        given.c.ended_at.is_(None),
    )


def city_only(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Every row for a scope of the whole city, none for others."""
    del table
    return None if access.covers_all else sa.false()


def own_or_city(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows of oneself; with the permission on users of the whole city every row."""
    if access.covers_all and is_allowed(access.role, Entity.USER, Action.READ, access.department):
        return None
    own = table.c.id if "user_id" not in table.c else table.c.user_id
    return own == access.user


def of_visible_grant(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Targets of grants that are visible."""
    grant = role_grant.alias()
    inside = own_or_city(grant, access)
    if inside is None:
        return None
    return sa.exists().where(grant.c.id == table.c.grant_id, inside)


def permit(work: Work, entity: Entity, *actions: Action) -> None:
    """Refuse a role that may do none of these to the entity; raises DomainError FORBIDDEN."""
    principal = work.principal
    department = principal.scope.department
    if not any(is_allowed(principal.role, entity, action, department) for action in actions):
        raise DomainError(ErrorCode.FORBIDDEN)


def permit_city(work: Work, entity: Entity, *actions: Action) -> None:
    """The same, for what belongs to the whole federation."""
    permit(work, entity, *actions)
    if work.principal.scope.kind is not ScopeKind.CITY:
        raise DomainError(ErrorCode.FORBIDDEN)


protect(app_user, own_or_city)
protect(user_credential, nobody)
protect(role_grant, own_or_city)
protect(role_grant_target, of_visible_grant)
protect(assignment, own_or_city)
protect(user_session, own_or_city)
protect(audit_event, readable(Entity.AUDIT, city_only))
protect(access_log, readable(Entity.AUDIT, city_only))
protect(rule_parameter, everybody)
