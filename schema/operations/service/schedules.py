"""The timetable, and steering of runs. Administrators only."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from schema.core.calendar import working_calendar
from schema.core.clock import calendar_date
from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.outbox import (
    WAITING_STATES,
    JobMessage,
    JobState,
    enqueue_row,
    job_run,
    wake_relay,
)
from schema.core.work import Work
from schema.operations.access import may_operate
from schema.operations.jobs import SCHEDULABLE
from schema.operations.rules import (
    INITIAL_SCHEDULES,
    Misfire,
    OperationsErrorCode,
    SlotDays,
    Timetable,
    chosen_days,
    next_slots,
    timetable_fault,
)
from schema.operations.tables import schedule


async def create_schedule(
    work: Work,
    *,
    code: str,
    name: str,
    job: str,
    cron: str,
    arguments: dict[str, Any] | None = None,
    timezone: str = "Asia/Shanghai",
    days: SlotDays = SlotDays.ALL,
    misfire: Misfire = Misfire.ONCE,
    grace_seconds: int = 60,
    enabled: bool = True,
) -> UUID:
    """Put a job on the timetable; its first slot is the next one from now.

    Raises DomainError FORBIDDEN, JOB_UNKNOWN, ARGUMENTS_INVALID, CRON_INVALID,
    TIMEZONE_UNKNOWN, NO_SLOT; an existing code is refused by the database.
    """
    may_operate(work)
    _message(job, arguments or {})
    timetable = await _timetable(work, cron, timezone, days)
    return await work.insert(
        schedule,
        code=code,
        name=name,
        job=job,
        cron=cron,
        arguments=arguments or {},
        timezone=timezone,
        days=days,
        misfire=misfire,
        grace_seconds=grace_seconds,
        enabled=enabled,
        last_slot_at=work.now,
        next_slot_at=_upcoming(timetable, work.now, enabled=enabled),
    )


async def create_initial_schedules(work: Work) -> None:
    """The timetable of a new installation; schedules that exist are left as they are."""
    known = set((await work.execute(sa.select(schedule.c.code))).scalars())
    for entry in INITIAL_SCHEDULES:
        if entry.code not in known:
            await work.insert(
                schedule,
                code=entry.code,
                name=entry.name,
                job=entry.job,
                cron=entry.cron,
                misfire=entry.misfire,
                arguments=dict(entry.arguments),
                last_slot_at=work.now,
            )


async def update_schedule(
    work: Work, *, schedule_id: UUID, expected_version: int, **changes: object
) -> None:
    """Change a schedule; raises as ``create_schedule``, and NOT_FOUND, CONFLICT.

    A schedule that is switched on or gets another timetable starts from now:
    slots of the time before are not made up for.
    """
    may_operate(work)
    row = await _schedule(work, schedule_id)
    merged = {**row._mapping, **changes}  # noqa: SLF001 - the public name
    _message(merged["job"], merged["arguments"])
    timetable = await _timetable(work, merged["cron"], merged["timezone"], merged["days"])
    restarted = any(
        name in changes and changes[name] != row._mapping[name]  # noqa: SLF001
        for name in ("enabled", "cron", "timezone", "days")
    )
    if restarted:
        changes["last_slot_at"] = work.now
        changes["next_slot_at"] = _upcoming(timetable, work.now, enabled=merged["enabled"])
    await work.update(schedule, schedule_id, expected_version, **changes)


async def run_schedule_now(work: Work, *, schedule_id: UUID) -> UUID:
    """Run a scheduled job once, beside its slots; returns the run."""
    may_operate(work)
    row = await _schedule(work, schedule_id)
    message = _message(row.job, row.arguments)
    run = await enqueue_row(
        work.connection,
        job=message.job,
        queue=message.queue,
        arguments=msgspec.to_builtins(message),
        actor=work.principal.subject,
        schedule_code=row.code,
    )
    if run is None:
        raise DomainError(OperationsErrorCode.RUN_STATE)
    await work.record("RUN_NOW", schedule, schedule_id, {}, {"job_run": run})
    return run


async def retry_run(work: Work, *, run_id: UUID, expected_version: int) -> None:
    """Give a dead run a new set of tries, from now."""
    await _move(
        work,
        run_id,
        expected_version,
        (JobState.DEAD,),
        JobState.RETRYING,
        attempts=0,
        lost_leases=0,
        finished_at=None,
        dispatched_at=None,
        available_at=sa.func.now(),
        cancel_requested=False,
    )
    await wake_relay(work.connection)


async def discard_run(work: Work, *, run_id: UUID, expected_version: int) -> None:
    """Give a dead run up."""
    await _move(work, run_id, expected_version, (JobState.DEAD,), JobState.DISCARDED)


async def cancel_run(work: Work, *, run_id: UUID, expected_version: int) -> None:
    """Cancel a waiting run now; ask a running one to stop at its next sign of life."""
    may_operate(work)
    row = await _run(work, run_id, expected_version)
    if row.state == JobState.RUNNING:
        await work.execute(
            sa.update(job_run).where(job_run.c.id == run_id).values(cancel_requested=True)
        )
        await work.record("CANCEL", job_run, run_id, {}, {"cancel_requested": True})
        return
    await _move(
        work,
        run_id,
        expected_version,
        WAITING_STATES,
        JobState.CANCELLED,
        finished_at=sa.func.now(),
    )


async def _move(
    work: Work,
    run_id: UUID,
    expected_version: int,
    legal: tuple[JobState, ...],
    target: JobState,
    **values: object,
) -> None:
    """One step of a run, if it has not been claimed since it was read and its state allows it."""
    may_operate(work)
    row = await _run(work, run_id, expected_version)
    if row.state not in legal:
        raise DomainError(
            OperationsErrorCode.RUN_STATE, path=("id",), details={"current": str(row.state)}
        )
    await work.execute(
        sa.update(job_run)
        .where(job_run.c.id == run_id, job_run.c.state.in_(legal))
        .values(state=target, **values)
    )
    await work.record("UPDATE", job_run, run_id, {"state": row.state}, {"state": target})


async def _run(work: Work, run_id: UUID, expected_version: int) -> sa.Row[Any]:
    """The run, locked; its version is the fence, which each claim of a worker raises."""
    statement = sa.select(job_run).where(job_run.c.id == run_id).with_for_update()
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("任务运行")
    if row.fence != expected_version:
        raise ConflictError({"version": row.fence, "state": row.state})
    return row


async def _schedule(work: Work, schedule_id: UUID) -> sa.Row[Any]:
    statement = sa.select(schedule).where(schedule.c.id == schedule_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError("定时计划")
    return row


def _message(job: str, arguments: dict[str, Any]) -> JobMessage:
    """The message that a schedule sends; raises JOB_UNKNOWN, ARGUMENTS_INVALID."""
    kind = SCHEDULABLE.get(job)
    if kind is None:
        raise DomainError(
            OperationsErrorCode.JOB_UNKNOWN, path=("job",), details={"jobs": sorted(SCHEDULABLE)}
        )
    unknown = sorted(arguments.keys() - kind.__dataclass_fields__.keys())
    if unknown:
        raise DomainError(
            OperationsErrorCode.ARGUMENTS_INVALID, path=("arguments",), details={"unknown": unknown}
        )
    try:
        return msgspec.convert(arguments, kind)
    except msgspec.ValidationError:
        raise DomainError(OperationsErrorCode.ARGUMENTS_INVALID, path=("arguments",)) from None


async def _timetable(work: Work, cron: str, timezone: str, days: SlotDays) -> Timetable:
    """The timetable as it is saved; raises CRON_INVALID, TIMEZONE_UNKNOWN, NO_SLOT."""
    calendar = await working_calendar(work.connection, calendar_date(work.now))
    serves = chosen_days(days, calendar.is_working_day)
    timetable = Timetable(cron, timezone, serves=serves)
    fault = timetable_fault(timetable)
    if fault is not None:
        unknown_zone = fault == OperationsErrorCode.TIMEZONE_UNKNOWN
        raise DomainError(fault, path=("timezone" if unknown_zone else "cron",))
    return timetable


def _upcoming(timetable: Timetable, now: datetime, *, enabled: bool) -> datetime | None:
    """The slot that the caller is shown as the next."""
    return next(iter(next_slots(timetable, now, 1)), None) if enabled else None
