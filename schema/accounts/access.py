"""Who sees accounts, and the permission table as every other ``access.py`` applies it.

A table's rule is bounded first by what the role may read at all (``readable``),
then by the scope. Credentials and sessions' secrets are seen by nobody.
"""

from typing import Any

import sqlalchemy as sa

from schema.accounts.rules import AccountError, Action, Entity, SessionPolicy, is_allowed
from schema.accounts.tables import (
    api_client,
    app_user,
    assignment,
    external_identity,
    recovery_code,
    reset_link,
    role_grant,
    role_grant_target,
    second_factor,
    sign_in_attempt,
    user_credential,
    user_session,
)
from schema.core.access_log import access_log
from schema.core.audit import audit_event
from schema.core.errors import DomainError, ErrorCode
from schema.core.notification import notification
from schema.core.params import rule_parameter
from schema.core.principal import Access
from schema.core.roles import Role, ScopeKind
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


def own_only(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Rows of oneself, whatever the role."""
    return table.c.user_id == access.user


def of_visible_grant(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Targets of grants that are visible."""
    grant = role_grant.alias()
    inside = own_or_city(grant, access)
    if inside is None:
        return None
    return sa.exists().where(grant.c.id == table.c.grant_id, inside)


def of_oneself_or_audit(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Everything to auditors of the whole city; to a worker who read his own record."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.person_id)
    audits = is_allowed(access.role, Entity.AUDIT, Action.READ, access.department)
    return None if audits and access.covers_all else sa.false()


def targets_of_grant(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """The ids in the scope of a grant, as texts in their order."""
    target = role_grant_target.alias()
    listed = sa.select(sa.cast(target.c.target_id, sa.Text)).where(target.c.grant_id == table.c.id)
    return sa.func.array(listed.order_by(target.c.target_id).scalar_subquery())


def permit(work: Work, entity: Entity, *actions: Action) -> None:
    """Refuse a role that may do none of these to the entity; raises DomainError FORBIDDEN."""
    principal = work.principal
    department = principal.scope.department
    if not any(is_allowed(principal.role, entity, action, department) for action in actions):
        raise DomainError(ErrorCode.FORBIDDEN)


def require_proof(work: Work) -> None:
    """Refuse a person whose last proof (password or one-time code) is too old (S31).

    Raises DomainError STEP_UP_REQUIRED; ``/auth/prove`` gives a fresh proof. An API client
    cannot prove anything; the command line and jobs act without a session.
    """
    principal = work.principal
    if principal.user_id is None or principal.role is Role.JOB:
        return
    proved = None if principal.client_id is not None else principal.proved_at
    if proved is None or work.now - proved > SessionPolicy().proof:
        raise DomainError(AccountError.STEP_UP_REQUIRED)


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
protect(api_client, own_or_city)
for _secret in (sign_in_attempt, second_factor, recovery_code, reset_link, external_identity):
    protect(_secret, nobody)
protect(audit_event, readable(Entity.AUDIT, city_only))
protect(access_log, of_oneself_or_audit)
protect(rule_parameter, everybody)
protect(notification, own_only)
