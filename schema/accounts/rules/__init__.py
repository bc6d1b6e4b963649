"""Roles and their permissions, passwords, lock-out, sessions: pure rules."""

from schema.accounts.rules.permissions import (
    OF_DEPARTMENT,
    RIGHTS,
    SCOPES_OF,
    SEES_NAMES,
    Action,
    Entity,
    actions_of,
    is_allowed,
    needs_second_factor,
)
from schema.accounts.rules.signing import (
    AccountError,
    LockPolicy,
    SessionPolicy,
    check_password,
    locked_until,
    new_token,
    one_time_password,
    token_hash,
)

__all__ = [
    "OF_DEPARTMENT",
    "RIGHTS",
    "SCOPES_OF",
    "SEES_NAMES",
    "AccountError",
    "Action",
    "Entity",
    "LockPolicy",
    "SessionPolicy",
    "actions_of",
    "check_password",
    "is_allowed",
    "locked_until",
    "needs_second_factor",
    "new_token",
    "one_time_password",
    "token_hash",
]
