"""One step of SM-MEM: the only place that changes a membership's state, and writes it down."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.states import next_state
from schema.core.work import Work
from schema.membership.rules import MEMBERSHIP_TRANSITIONS, MembershipStatus
from schema.membership.tables import membership, membership_step, membership_version


async def turn(
    work: Work,
    row: Mapping[str, Any],
    target: MembershipStatus,
    *,
    reason: str | None = None,
    document: str | None = None,
    **changes: object,
) -> None:
    """Bring a membership, read and locked as ``row``, into ``target``, and log the step.

    Raises DomainError ILLEGAL_TRANSITION, which names the legal states, or ConflictError.
    """
    next_state(MEMBERSHIP_TRANSITIONS, row["status"], target)
    await work.update(membership, row["id"], row["version"], status=target, **changes)
    union_id = changes.get("union_id", row["union_id"])
    await log_step(
        work, row["id"], union_id, row["status"], target, reason=reason, document=document
    )


async def log_step(
    work: Work,
    membership_id: UUID,
    union_id: object,
    before: MembershipStatus | None,
    target: MembershipStatus,
    *,
    reason: str | None = None,
    document: str | None = None,
) -> None:
    """Write one line of the ledger."""
    await work.insert(
        membership_step,
        membership_id=membership_id,
        union_id=union_id,
        from_status=before,
        to_status=target,
        taken_on=work.today,
        taken_at=work.now,
        taken_by=work.principal.subject,
        reason=reason,
        document=document,
    )


async def retell_history(work: Work) -> int:
    """Write the history of all memberships anew from the ledger; the number of its periods.

    For ledgers that were entered with days of the past: the triggers know of today only.
    """
    told = sa.func.gonghui_membership_replay().table_valued(
        "membership_id", "union_id", "status", "valid_from", "valid_to"
    )
    names = tuple(told.c.keys())
    await work.execute(sa.delete(membership_version))
    written = await work.execute(
        sa.insert(membership_version).from_select(names, sa.select(*told.c))
    )
    return int(written.rowcount)
