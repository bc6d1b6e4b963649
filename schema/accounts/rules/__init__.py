"""Roles and their permissions, passwords, lock-out, sessions: pure rules."""

from schema.accounts.rules.factors import (
    matching_step,
    new_recovery_codes,
    new_secret,
    provisioning_uri,
    recovery_hash,
)
from schema.accounts.rules.passwords import check_password
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
    "matching_step",
    "needs_second_factor",
    "new_recovery_codes",
    "new_secret",
    "new_token",
    "one_time_password",
    "provisioning_uri",
    "recovery_hash",
    "token_hash",
]
