"""Who sees accounts: administrators see users; credentials and sessions are seen by nobody."""

import sqlalchemy as sa

from schema.accounts.tables import app_user, user_credential, user_scope, user_session
from schema.core.audit import audit_event
from schema.core.params import rule_parameter
from schema.core.principal import Access, Role
from schema.core.table import everybody, nobody, protect


def administrators(table: sa.FromClause, access: Access) -> sa.ColumnElement[bool] | None:
    """Every row for administrators of the whole city, none for others."""
    del table
    whole = access.role is Role.ADMINISTRATOR and access.covers_all
    return None if whole else sa.false()


protect(app_user, administrators)
protect(user_credential, nobody)
protect(user_scope, nobody)
protect(user_session, nobody)
protect(audit_event, administrators)
protect(rule_parameter, everybody)
