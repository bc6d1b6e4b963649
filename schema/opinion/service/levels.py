"""The level of an event: one person raises it at once, two persons lower it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work, unchanged_since
from schema.opinion.access import handled_event, is_assigned, is_local, may_decide, refuse
from schema.opinion.rules.codes import OpinionError, OpinionLevel
from schema.opinion.rules.score import SEVERITY
from schema.opinion.rules.stages import LevelChangeStatus, StepKind
from schema.opinion.rules.states import ACTIVE
from schema.opinion.service.alerting import alert_level
from schema.opinion.service.clocks import keep_clocks
from schema.opinion.service.steps import clocked, log_step
from schema.opinion.tables import opinion_event, opinion_level_change

Row = Mapping[str, Any]


async def raise_level(
    work: Work, event_id: UUID, expected_version: int, *, level: OpinionLevel, reason: str
) -> None:
    """Raise the level at once: alerts and clocks follow it.

    Raises DomainError LEVEL_UNCHANGED, REASON_REQUIRED, FORBIDDEN, NotFoundError, ConflictError.
    """
    row = await _changeable(work, event_id, expected_version, reason)
    if SEVERITY[level] <= SEVERITY[row["level"]]:
        raise DomainError(OpinionError.LEVEL_UNCHANGED, path=("level",))
    await work.insert(
        opinion_level_change, **_change(work, row, level, reason), status=LevelChangeStatus.APPLIED
    )
    await _apply(work, row, level, reason)


async def lower_level(
    work: Work, event_id: UUID, expected_version: int, *, level: OpinionLevel, reason: str
) -> UUID:
    """Ask for a lower level; it takes effect when a second person confirms. The change's id.

    Raises DomainError LEVEL_UNCHANGED, CHANGE_PENDING, REASON_REQUIRED, FORBIDDEN.
    """
    row = await _changeable(work, event_id, expected_version, reason)
    if SEVERITY[level] >= SEVERITY[row["level"]]:
        raise DomainError(OpinionError.LEVEL_UNCHANGED, path=("level",))
    table = opinion_level_change.c
    pending = sa.exists().where(
        table.event_id == event_id, table.status == LevelChangeStatus.REQUESTED
    )
    if (await work.execute(sa.select(pending))).scalar_one():
        raise DomainError(OpinionError.CHANGE_PENDING, path=("id",))
    return await work.insert(
        opinion_level_change,
        **_change(work, row, level, reason),
        status=LevelChangeStatus.REQUESTED,
    )


async def decide_level(
    work: Work,
    change_id: UUID,
    expected_version: int,
    *,
    approved: bool,
    note: str | None = None,
) -> None:
    """Confirm or refuse a lower level, as another person than the one who asked.

    Raises DomainError SECOND_PERSON, LEVEL_UNCHANGED, FORBIDDEN, NotFoundError, ConflictError.
    """
    may_decide(work)
    change = await _requested(work, change_id, expected_version)
    row = await handled_event(work, change["event_id"])
    if change["requested_by"] == work.principal.subject:
        raise DomainError(OpinionError.SECOND_PERSON, path=("id",))
    status = LevelChangeStatus.APPLIED if approved else LevelChangeStatus.REFUSED
    await work.update(
        opinion_level_change,
        change_id,
        expected_version,
        status=status,
        decided_at=work.now,
        decided_by=work.principal.subject,
        decision_note=note,
    )
    if approved:
        if change["from_level"] is not row["level"] or row["status"] not in ACTIVE:
            raise DomainError(OpinionError.LEVEL_UNCHANGED, "事件在此期间已变化", path=("id",))
        await _apply(work, row, change["to_level"], change["reason"], held_score=row["score"])


async def _changeable(work: Work, event_id: UUID, version: int, reason: str) -> Row:
    row = await handled_event(work, event_id, version)
    if is_local(work) or is_assigned(work):
        raise refuse()
    if not reason.strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("reason",))
    if row["status"] not in ACTIVE:
        raise DomainError(ErrorCode.INVALID, "事件已结束", path=("id",))
    return row


async def _requested(work: Work, change_id: UUID, expected_version: int) -> Row:
    table = opinion_level_change
    locked = sa.select(table).where(table.c.id == change_id).with_for_update()
    row = (await work.execute(locked)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("舆情等级变更")
    unchanged_since(table, row, expected_version)
    if row["status"] is not LevelChangeStatus.REQUESTED:
        raise DomainError(ErrorCode.INVALID, "该变更已有结论", path=("id",))
    return {str(name): value for name, value in row.items()}


def _change(work: Work, row: Row, level: OpinionLevel, reason: str) -> dict[str, object]:
    return {
        "event_id": row["id"],
        "from_level": row["level"],
        "to_level": level,
        "reason": reason,
        "requested_at": work.now,
        "requested_by": work.principal.subject,
    }


async def _apply(work: Work, row: Row, level: OpinionLevel, reason: str, **changes: object) -> None:
    """The level, its line in the log, its clocks, and an alert of a level not alerted yet."""
    await work.update(opinion_event, row["id"], row["version"], level=level, **changes)
    moved = {**row, "level": level}
    await log_step(work, moved, StepKind.LEVEL, reason)
    await keep_clocks(work, [clocked(moved)])
    if SEVERITY[level] > SEVERITY[row["level"]]:
        await alert_level(work, moved)
