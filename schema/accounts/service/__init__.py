"""Users, grants and sign-in: the use cases behind ``/auth``, GraphQL and ``gonghui user``."""

from schema.accounts.service.administration import (
    add_grant,
    add_user,
    change_role,
    revoke_grant,
)
from schema.accounts.service.clients import (
    TOKEN_PREFIX,
    authenticate_client,
    create_client,
    list_clients,
    new_client_token,
    revoke_client,
)
from schema.accounts.service.factors import Enrolment, begin_enrolment
from schema.accounts.service.grants import (
    GrantFacts,
    assign,
    change_grant,
    check_grant,
    end_assignment,
    end_grant,
    grant_role,
    new_grant,
)
from schema.accounts.service.identities import link_identity, sign_in_as
from schema.accounts.service.notifying import (
    city_holders,
    mark_read,
    notify_holders,
    notify_of_each,
    notify_roles,
    notify_users,
)
from schema.accounts.service.presence import tokens_in_force
from schema.accounts.service.secrets import change_password, follow_reset_link, make_reset_link
from schema.accounts.service.sessions import (
    PRINCIPAL_CHANNEL,
    authenticate,
    end_sessions,
    grants_of,
    sign_out,
    switch_grant,
)
from schema.accounts.service.signing import (
    SignedIn,
    enrol_second_factor,
    pass_second_factor,
    prove,
    sign_in,
)
from schema.accounts.service.users import (
    close_sessions,
    create_user,
    disable_user,
    end_user,
    list_users,
    readmit_user,
    reset_password,
    user_named,
)

__all__ = [
    "PRINCIPAL_CHANNEL",
    "TOKEN_PREFIX",
    "Enrolment",
    "GrantFacts",
    "SignedIn",
    "add_grant",
    "add_user",
    "assign",
    "authenticate",
    "authenticate_client",
    "begin_enrolment",
    "change_grant",
    "change_password",
    "change_role",
    "check_grant",
    "city_holders",
    "close_sessions",
    "create_client",
    "create_user",
    "disable_user",
    "end_assignment",
    "end_grant",
    "end_sessions",
    "end_user",
    "enrol_second_factor",
    "follow_reset_link",
    "grant_role",
    "grants_of",
    "link_identity",
    "list_clients",
    "list_users",
    "make_reset_link",
    "mark_read",
    "new_client_token",
    "new_grant",
    "notify_holders",
    "notify_of_each",
    "notify_roles",
    "notify_users",
    "pass_second_factor",
    "prove",
    "readmit_user",
    "reset_password",
    "revoke_client",
    "revoke_grant",
    "sign_in",
    "sign_in_as",
    "sign_out",
    "switch_grant",
    "tokens_in_force",
    "user_named",
]
