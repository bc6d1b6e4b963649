"""Users, grants and sign-in: the use cases behind ``/auth``, GraphQL and ``gonghui user``."""

from schema.accounts.service.grants import GrantFacts, assign, end_assignment, end_grant, grant_role
from schema.accounts.service.sessions import (
    PRINCIPAL_CHANNEL,
    SignedIn,
    authenticate,
    change_password,
    end_sessions,
    sign_in,
    sign_out,
    switch_grant,
)
from schema.accounts.service.users import (
    create_user,
    disable_user,
    list_users,
    reset_password,
    user_named,
)

__all__ = [
    "PRINCIPAL_CHANNEL",
    "GrantFacts",
    "SignedIn",
    "assign",
    "authenticate",
    "change_password",
    "create_user",
    "disable_user",
    "end_assignment",
    "end_grant",
    "end_sessions",
    "grant_role",
    "list_users",
    "reset_password",
    "sign_in",
    "sign_out",
    "switch_grant",
    "user_named",
]
