"""The timetable and the steering of runs."""

import dataclasses
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.audit import audit_event
from schema.core.errors import ConflictError, DomainError, NotFoundError
from schema.core.outbox import job_run
from schema.core.principal import Role, Scope
from schema.core.work import Work
from schema.operations import service
from schema.operations.rules import INITIAL_SCHEDULES
from schema.operations.tables import schedule
from schema.opinion.jobs import FeedIntakeDue

pytestmark = pytest.mark.anyio


async def code_of(call: Awaitable[object]) -> str:
    with pytest.raises(DomainError) as refusal:
        await call
    return str(refusal.value.code)


async def one_row(work: Work, table: sa.Table) -> sa.Row[Any]:
    return (await work.execute(sa.select(table))).one()


async def test_the_first_timetable_is_made_once(work: Work) -> None:
    await service.create_initial_schedules(work)
    await service.create_initial_schedules(work)
    rows = (await work.execute(sa.select(schedule).order_by(schedule.c.code))).all()
    made = [(row.code, row.cron) for row in rows]
    assert made == sorted((entry.code, entry.cron) for entry in INITIAL_SCHEDULES)
    assert ("NIGHTLY_SCREENING", "0 2 * * *") in made


async def test_what_cannot_run_is_refused(work: Work) -> None:
    good: dict[str, Any] = {"code": "X", "name": "试", "job": "screening.run", "cron": "0 3 * * *"}
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"job": "rm -rf"}, "JOB_UNKNOWN"),
        ({"cron": "every day"}, "CRON_INVALID"),
        ({"timezone": "Mars"}, "TIMEZONE_UNKNOWN"),
        ({"arguments": {"kind": 7}}, "ARGUMENTS_INVALID"),
        ({"arguments": {"knid": "PERIODIC"}}, "ARGUMENTS_INVALID"),
    ]
    for change, code in refusals:
        assert await code_of(service.create_schedule(work, **{**good, **change})) == code


async def test_a_changed_timetable_starts_from_now(work: Work) -> None:
    made = await service.create_schedule(
        work, code="X", name="试", job="opinion.intake", cron="0 3 * * *"
    )
    await work.execute(sa.update(schedule).values(last_slot_at=None))
    await service.update_schedule(work, schedule_id=made, expected_version=1, name="改")
    assert (await one_row(work, schedule)).last_slot_at is None
    await service.update_schedule(work, schedule_id=made, expected_version=2, cron="0 4 * * *")
    row = await one_row(work, schedule)
    assert (row.last_slot_at, row.name, row.version) == (work.now, "改", 3)
    with pytest.raises(ConflictError):
        await service.update_schedule(work, schedule_id=made, expected_version=2, enabled=False)


async def test_a_schedule_runs_now_beside_its_slots(work: Work) -> None:
    made = await service.create_schedule(
        work,
        code="X",
        name="试",
        job="screening.run",
        cron="0 3 * * *",
        arguments={"kind": "KEY"},
    )
    run = await service.run_schedule_now(work, schedule_id=made)
    row = await one_row(work, job_run)
    assert (row.id, row.schedule_code, row.due_at) == (run, "X", None)
    assert row.arguments == {"kind": "KEY", "screening_run_id": None}
    assert row.actor == work.principal.subject


async def a_run(work: Work, state: str) -> UUID:
    run = await work.emit(FeedIntakeDue())
    assert run is not None
    await work.execute(sa.update(job_run).values(state=state, attempts=5, lost_leases=2))
    return run


async def test_a_dead_run_is_retried_or_given_up(work: Work) -> None:
    run = await a_run(work, "DEAD")
    await service.retry_run(work, run_id=run, expected_version=0)
    row = await one_row(work, job_run)
    assert (row.state, row.attempts, row.lost_leases) == ("RETRYING", 0, 0)
    assert await code_of(service.discard_run(work, run_id=run, expected_version=0)) == "RUN_STATE"

    await work.execute(sa.update(job_run).values(state="DEAD"))
    await service.discard_run(work, run_id=run, expected_version=0)
    assert (await one_row(work, job_run)).state == "DISCARDED"
    trail = await work.execute(
        sa.select(audit_event.c.changes).where(audit_event.c.entity == "job_run")
    )
    assert [change["state"] for change in trail.scalars()] == [
        ["DEAD", "RETRYING"],
        ["DEAD", "DISCARDED"],
    ]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ("QUEUED", "CANCELLED", False),
        ("RETRYING", "CANCELLED", False),
        ("RUNNING", "RUNNING", True),
    ],
)
async def test_cancelling(work: Work, before: str, after: str, asked: bool) -> None:  # noqa: FBT001
    run = await a_run(work, before)
    await service.cancel_run(work, run_id=run, expected_version=0)
    row = await one_row(work, job_run)
    assert (row.state, row.cancel_requested) == (after, asked)


async def test_what_has_ended_cannot_be_cancelled(work: Work) -> None:
    run = await a_run(work, "SUCCEEDED")
    assert await code_of(service.cancel_run(work, run_id=run, expected_version=0)) == "RUN_STATE"


async def test_only_administrators_of_the_whole_city_steer(work: Work) -> None:
    run = await a_run(work, "DEAD")
    for principal in (
        dataclasses.replace(work.principal, role=Role.ANALYST),
        dataclasses.replace(work.principal, scope=Scope(unions=(run,))),
    ):
        other = dataclasses.replace(work, principal=principal)
        assert (
            await code_of(service.retry_run(other, run_id=run, expected_version=0)) == "FORBIDDEN"
        )
        assert await code_of(service.run_schedule_now(other, schedule_id=run)) == "FORBIDDEN"


async def test_a_run_that_is_not_there(work: Work) -> None:
    with pytest.raises(NotFoundError):
        await service.retry_run(work, run_id=UUID(int=0), expected_version=0)
