"""What a principal may do with the schema itself, in one place."""

from schema.core.principal import Principal
from schema.core.roles import EXPLORERS


def may_introspect(principal: Principal) -> bool:
    """May read the schema, and open GraphiQL: analysts and administrators.

    The role counts, not the grant that is acted in: who tries the platform out as the
    city's leader is its administrator all the same. An API client that is limited to some
    documents never: it runs what was written for it.
    """
    explores = principal.explores or principal.role in EXPLORERS
    return explores and principal.allowed_documents is None


def may_improvise(principal: Principal) -> bool:
    """May run documents that nobody registered, where only registered ones run."""
    return may_introspect(principal)
