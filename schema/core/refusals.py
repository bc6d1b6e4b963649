"""Attempts that were refused stand in the audit too (requirement D08)."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.audit import audit_event
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal

#: Failures that say "you may not", or that somebody exists (D12); the others are slips of a
#: form and no attempt at anything.
REFUSALS = frozenset(
    {
        "FORBIDDEN",
        "DUPLICATE",
        "MEMBERSHIP_EXISTS",
        "LOOKUP_LIMIT",
        "NOT_FOUND",
        "SAME_PERSON",
        "REVEAL_LIMIT",
        "STEP_UP_REQUIRED",
        "SECOND_FACTOR_REQUIRED",
    }
)


async def refused(
    engine: AsyncEngine,
    principal: Principal,
    operation: str,
    sent: Mapping[str, object],
    cause: Exception,
) -> None:
    """Write a refused mutation into the audit, in a transaction of its own.

    Only the code and the id asked for are kept of it. Raises what the database raises:
    without the audit nobody learns that he was refused.
    """
    if not isinstance(cause, DomainError) or cause.code.value not in REFUSALS:
        return
    async with transaction(engine, principal) as work:
        await work.execute(
            sa.insert(audit_event).values(
                actor=principal.subject,
                request_id=principal.request_id,
                action="REFUSED",
                entity=operation,
                entity_id=_asked(sent),
                changes={"code": [None, cause.code.value]},
                address=principal.address or None,
            )
        )


def _asked(sent: Mapping[str, object]) -> UUID | None:
    """The id that the input names, if it is one."""
    inner = sent.get("input")
    named = {**sent, **inner} if isinstance(inner, Mapping) else sent
    try:
        return UUID(str(named["id"]))
    except (KeyError, ValueError):
        return None
