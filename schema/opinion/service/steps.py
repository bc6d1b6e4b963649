"""The life of an event: each step checked by SM-EVT, logged, and told to its clocks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import next_state
from schema.core.work import Work
from schema.opinion.access import (
    handled_event,
    is_assigned,
    is_leader,
    is_local,
    is_on_duty,
    refuse,
)
from schema.opinion.rules.codes import AlertStatus, EventStatus, OpinionError
from schema.opinion.rules.limits import MET_IN
from schema.opinion.rules.stages import NOTES, ClockKind, ClockStatus, StepKind
from schema.opinion.rules.states import ENDED, TRANSITIONS
from schema.opinion.rules.steps import DUTY_STEPS, WITH_TEXT, local_steps, needs_leader
from schema.opinion.service.clocks import Clocked, keep_clocks, stop_clocks
from schema.opinion.tables import opinion_alert, opinion_clock, opinion_event, opinion_step
from schema.organisation.tables import union_organisation

Row = Mapping[str, Any]
S = EventStatus


async def confirm_event(
    work: Work, event_id: UUID, expected_version: int, *, reason: str | None = None
) -> None:
    """Screened and true: the event goes on to be reported and handled."""
    await _screen(work, event_id, expected_version, S.CONFIRMED, reason)


async def dismiss_event(
    work: Work, event_id: UUID, expected_version: int, *, reason: str, out_of_area: bool = False
) -> None:
    """Screened and not ours, or not true; needs a reason and takes its alerts back."""
    target = S.OUT_OF_AREA if out_of_area else S.FALSE_ALARM
    if not reason.strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("reason",))
    await _screen(work, event_id, expected_version, target, reason)


async def _screen(
    work: Work, event_id: UUID, expected_version: int, target: S, reason: str | None
) -> None:
    """A verdict; on an event that was only detected it is the screening itself, too."""
    row = await handled_event(work, event_id, expected_version)
    if row["status"] is S.DETECTED:
        row = await take_step(work, row, S.SCREENED)
    await take_step(work, row, target, reason)


async def advance_event(
    work: Work,
    event_id: UUID,
    expected_version: int,
    *,
    status: EventStatus,
    text: str | None = None,
    union_id: UUID | None = None,
) -> None:
    """Bring an event into the next state; ``union_id`` is whom it is dispatched to.

    Raises DomainError ILLEGAL_TRANSITION, REASON_REQUIRED, LEADER_REQUIRED, UNIT_REQUIRED,
    MONITORING_RUNNING, FORBIDDEN, NotFoundError, ConflictError.
    """
    row = await handled_event(work, event_id, expected_version)
    if status is S.REVIEWED:
        raise DomainError(ErrorCode.INVALID, "复盘须填写成因与措施", path=("status",))
    await take_step(work, row, status, text, union_id)


async def review_event(
    work: Work,
    event_id: UUID,
    expected_version: int,
    *,
    is_solved: bool,
    cause: str,
    lessons: str,
) -> None:
    """Look back on a closed event: what caused it, whether it was solved, what to do better."""
    row = await handled_event(work, event_id, expected_version)
    for name, text in (("cause", cause), ("lessons", lessons)):
        if not text.strip():
            raise DomainError(OpinionError.REASON_REQUIRED, path=(name,))
    review: dict[str, Any] = {
        "is_solved": is_solved,
        "review_cause": cause,
        "review_lessons": lessons,
    }
    await take_step(work, row, S.REVIEWED, lessons, **review)


async def take_step(
    work: Work,
    row: Row,
    target: EventStatus,
    text: str | None = None,
    union_id: UUID | None = None,
    **changes: object,
) -> Row:
    """One step, its line in the log, its clocks and alerts; the row as it is then."""
    next_state(TRANSITIONS, row["status"], target)
    await _check_right(work, row, target)
    if target in WITH_TEXT and not (text or "").strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("text",))
    changes |= await _demanded(work, row, target, union_id)
    if target in {S.FALSE_ALARM, S.OUT_OF_AREA, S.CONFIRMED}:
        changes["status_reason"] = text
    await work.update(opinion_event, row["id"], row["version"], status=target, **changes)
    moved = {**row, **changes, "status": target, "version": row["version"] + 1}
    await log_step(work, moved, StepKind.STEP, text, before=row["status"])
    await stop_clocks(work, row["id"], MET_IN.get(target, ()))
    await keep_clocks(work, [clocked(moved)])
    await _settle_alerts(work, row["id"], target)
    return moved


async def _check_right(work: Work, row: Row, target: EventStatus) -> None:
    """Duty screens, the township verifies (and leads level IV), leaders release I and II."""
    if is_local(work) and target not in local_steps(row["level"]):
        raise refuse()
    if is_assigned(work) and (target not in DUTY_STEPS or not await is_on_duty(work)):
        raise refuse()
    if needs_leader(row["level"], target) and not is_leader(work):
        raise DomainError(OpinionError.LEADER_REQUIRED, path=("status",))


async def _demanded(
    work: Work, row: Row, target: EventStatus, union_id: UUID | None
) -> dict[str, object]:
    """The columns that a step writes; raises DomainError when a fact is missing."""
    if target is S.SCREENED:
        return {"screened_at": work.now, "screened_by": work.principal.subject}
    if target is S.DISPATCHED:
        return {"union_id": await _unit(work, union_id or row["union_id"])}
    if target is S.SOLVING and row["case_id"] is None:
        raise DomainError(OpinionError.CASE_REQUIRED, path=("status",))
    if target is S.CLOSED:
        await _check_monitoring(work, row)
        return {"closed_at": work.now}
    return {}


async def _unit(work: Work, union_id: UUID | None) -> UUID:
    if union_id is None:
        raise DomainError(OpinionError.UNIT_REQUIRED, path=("unionId",))
    known = sa.select(sa.exists().where(union_organisation.c.id == union_id))
    if not (await work.execute(known)).scalar_one():
        raise DomainError(ErrorCode.INVALID, "承办工会不存在", path=("unionId",))
    return union_id


async def _check_monitoring(work: Work, row: Row) -> None:
    """An event is watched for the days of its level before it is closed."""
    table = opinion_clock.c
    statement = sa.select(sa.func.max(table.due_at)).where(
        table.event_id == row["id"],
        table.kind == ClockKind.MONITORING,
        table.status == ClockStatus.RUNNING,
    )
    until = (await work.execute(statement)).scalar_one()
    if until is not None and until > work.now:
        raise DomainError(
            OpinionError.MONITORING_RUNNING, path=("status",), details={"until": until.isoformat()}
        )


async def note_event(
    work: Work,
    event_id: UUID,
    expected_version: int,
    *,
    kind: StepKind,
    text: str,
) -> None:
    """Enter what was done without moving the event; reports by phone and upward stop clocks.

    In the monitoring period each entry starts the next interval of observation.
    """
    row = await handled_event(work, event_id, expected_version)
    if kind not in NOTES:
        raise DomainError(ErrorCode.INVALID, "只登记处置情况、电话报告或正式上报", path=("kind",))
    if not text.strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("text",))
    if row["status"] in ENDED:
        raise DomainError(ErrorCode.INVALID, "事件已结束", path=("id",))
    await work.update(opinion_event, event_id, row["version"])
    await log_step(work, row, kind, text)
    stopped = NOTES[kind] or ClockKind.OBSERVATION
    await stop_clocks(work, event_id, (stopped,))
    if stopped is ClockKind.OBSERVATION:
        await keep_clocks(work, [clocked(row)])


async def take_event(work: Work, event_id: UUID, expected_version: int) -> None:
    """Take an event over: its owner from now on; whoever is in danger has a human being."""
    row = await handled_event(work, event_id, expected_version)
    if row["status"] in ENDED:
        raise DomainError(ErrorCode.INVALID, "事件已结束", path=("id",))
    if is_assigned(work) and not await is_on_duty(work):
        raise refuse()
    await work.update(opinion_event, event_id, row["version"], owner_id=work.principal.user_id)
    await log_step(work, row, StepKind.TAKEN)
    await stop_clocks(work, event_id, (ClockKind.CRISIS,))
    await _set_alerts(work, event_id, AlertStatus.ACKNOWLEDGED)


def clocked(row: Row) -> Clocked:
    """What of an event's row decides its clocks."""
    return Clocked(row["id"], row["status"], row["level"], row["is_restricted"])


async def log_step(
    work: Work,
    row: Row,
    kind: StepKind,
    text: str | None = None,
    *,
    before: EventStatus | None = None,
) -> None:
    """Write one line of the log of an event; ``row`` is the event as it is now."""
    await work.insert(
        opinion_step,
        event_id=row["id"],
        kind=kind,
        from_status=before,
        to_status=row["status"],
        level=row["level"],
        taken_at=work.now,
        taken_by=work.principal.subject,
        taker_name=work.principal.name,
        text=text,
    )


async def _settle_alerts(work: Work, event_id: UUID, target: EventStatus) -> None:
    """A verdict answers the alerts: heard, or taken back."""
    if target is S.CONFIRMED:
        await _set_alerts(work, event_id, AlertStatus.ACKNOWLEDGED)
    elif target in {S.FALSE_ALARM, S.OUT_OF_AREA}:
        await _set_alerts(work, event_id, AlertStatus.WITHDRAWN)


async def _set_alerts(work: Work, event_id: UUID, status: AlertStatus) -> None:
    table = opinion_alert
    await work.execute(
        sa.update(table)
        .where(table.c.event_id == event_id, table.c.status == AlertStatus.RAISED)
        .values(
            status=status,
            updated_at=work.now,
            updated_by=work.principal.subject,
            version=table.c.version + 1,
        )
    )
