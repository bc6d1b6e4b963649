"""What a principal may do with the schema itself, in one place."""

from schema.core.principal import Principal, Role

#: People who work with the schema: they explore it and write queries of their own.
EXPLORERS = frozenset({Role.ADMINISTRATOR, Role.ANALYST})


def may_introspect(principal: Principal) -> bool:
    """May read the schema, and open GraphiQL.

    An API client that is limited to some documents never: it runs what was written for it.
    """
    return principal.role in EXPLORERS and principal.allowed_documents is None


def may_improvise(principal: Principal) -> bool:
    """May run documents that nobody registered, where only registered ones run."""
    return may_introspect(principal)
