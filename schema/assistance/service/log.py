"""The log of a dossier's steps: who took which, when; written with the step itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.assistance.rules import DOSSIER_TRANSITIONS, DossierStatus
from schema.assistance.tables import dossier, dossier_step
from schema.core.states import next_state
from schema.core.work import Work


async def take_step(
    work: Work,
    row: Mapping[str, Any],
    target: DossierStatus,
    *,
    note: str | None = None,
    **changes: object,
) -> None:
    """Bring a dossier from its state into ``target`` and log it; one conditional UPDATE.

    Raises DomainError ILLEGAL_TRANSITION, ConflictError.
    """
    next_state(DOSSIER_TRANSITIONS, row["status"], target)
    await work.update(dossier, row["id"], row["version"], status=target, **changes)
    await log_step(work, row["id"], row["status"], target, note)


async def log_step(
    work: Work,
    dossier_id: UUID,
    before: DossierStatus | None,
    target: DossierStatus,
    note: str | None = None,
) -> None:
    """Write one line of the log."""
    await work.insert(
        dossier_step,
        dossier_id=dossier_id,
        from_status=before,
        to_status=target,
        taken_on=work.today,
        taken_at=work.now,
        taken_by=work.principal.subject,
        note=note,
    )


async def last_step(
    work: Work, dossier_id: UUID, status: DossierStatus
) -> Mapping[str, Any] | None:
    """The latest step into a state."""
    statement = (
        sa.select(dossier_step)
        .where(dossier_step.c.dossier_id == dossier_id, dossier_step.c.to_status == status)
        .order_by(dossier_step.c.id.desc())
        .limit(1)
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    return None if row is None else {str(name): value for name, value in row.items()}


async def who_took(work: Work, dossier_id: UUID, status: DossierStatus) -> set[str]:
    """Whoever ever brought the dossier into a state."""
    statement = sa.select(dossier_step.c.taken_by).where(
        dossier_step.c.dossier_id == dossier_id, dossier_step.c.to_status == status
    )
    return set((await work.execute(statement)).scalars())
