"""How findings open, join, end, come back and rise (SM-FIND)."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from schema.core.audit import audit_event
from schema.core.errors import ConflictError, DomainError
from schema.core.outbox import job_run
from schema.core.params import rule_parameter
from schema.membership.tables import person
from schema.screening import service
from schema.screening.jobs import RunScreening
from schema.screening.rules import ScreeningKind
from schema.screening.service.catalogue import DEFINITIONS
from schema.screening.tables import finding, screening_run
from tests.schema.screening.world import World

PERIODIC = ScreeningKind.PERIODIC
pytestmark = pytest.mark.anyio


async def a_bad_member(world: World) -> sa.UpdateBase:
    """A member with a wrong number; returns the statement that mends it."""
    made = await world.a_member(document_check="CHECKSUM")
    return sa.update(person).where(person.c.id == made).values(document_check="VALID")


def later(world: World, days: int) -> World:
    moment = world.work.now + timedelta(days=days)
    return dataclasses.replace(world, work=dataclasses.replace(world.work, now=moment))


async def test_a_known_finding_is_touched_never_doubled(world: World) -> None:
    await a_bad_member(world)
    first = await world.screen("M2")
    second = await later(world, 1).screen("M2")

    (row,) = await world.findings()
    assert (first["opened"], second["opened"], second["hits"]) == (1, 0, 1)
    assert (row.times_seen, row.status, row.version) == (2, "OPEN", 1)
    assert row.last_seen_at - row.first_seen_at == timedelta(days=1)
    assert row.run_id != row.first_run_id


async def test_the_same_run_twice_changes_nothing(world: World) -> None:
    await a_bad_member(world)
    await service.register_rules(world.work)
    run = await world.work.insert(screening_run, kind=ScreeningKind.PERIODIC, as_of=world.today)
    first = await service.run_screening(world.work, run=run)
    before = await world.findings()
    second = await service.run_screening(world.work, run=run)
    # Even with the end of the run forgotten, the statements themselves find nothing to do.
    await world.work.execute(sa.update(screening_run).values(state="RUNNING"))
    await service.run_screening(world.work, run=run)

    assert first == second
    assert await world.findings() == before


async def test_a_condition_gone_in_two_runs_resolves(world: World) -> None:
    mend = await a_bad_member(world)
    await world.screen("M2")
    await world.work.execute(mend)

    assert (await world.screen("M2"))["resolved"] == 0
    (row,) = await world.findings()
    assert (row.status, row.missed_runs) == ("OPEN", 1)

    assert (await world.screen("M2"))["resolved"] == 1
    (row,) = await world.findings()
    assert (row.status, row.closed_at is None) == ("RESOLVED", False)


async def test_a_condition_back_after_one_miss_starts_the_count_again(world: World) -> None:
    mend = await a_bad_member(world)
    await world.screen("M2")
    await world.work.execute(mend)
    await world.screen("M2")
    await world.work.execute(sa.update(person).values(document_check="CHECKSUM"))
    await world.screen("M2")

    (row,) = await world.findings()
    assert (row.status, row.missed_runs, row.times_seen) == ("OPEN", 0, 2)


async def test_a_hit_after_the_end_is_new_and_the_third_is_graver(world: World) -> None:
    await a_bad_member(world)
    for day in range(3):
        shifted = later(world, day)
        await shifted.screen("M2")
        if day < 2:
            await shifted.work.execute(sa.update(finding).values(status="CLOSED"))

    first, second, third = await world.findings()
    assert [row.severity for row in (first, second, third)] == [2, 2, 3]
    assert (second.previous_id, third.previous_id) == (first.id, second.id)
    assert third.due_at < second.due_at + timedelta(days=1)


async def test_repeats_of_more_than_a_year_ago_do_not_count(world: World) -> None:
    await a_bad_member(world)
    for day in (0, 1, 366):
        shifted = later(world, day)
        await shifted.screen("M2")
        await shifted.work.execute(sa.update(finding).values(status="CLOSED"))

    assert [row.severity for row in await world.findings()] == [2, 2, 2]


async def test_a_dismissed_finding_stays_silent_until_its_condition_ends(world: World) -> None:
    mend = await a_bad_member(world)
    await world.screen("M2")
    (row,) = await world.findings()
    await service.dismiss_finding(
        world.work, finding_id=row.id, expected_version=row.version, reason="已核对原件"
    )
    assert (await world.screen("M2"))["opened"] == 0
    (row,) = await world.findings()
    assert row.status == "DISMISSED"

    await world.work.execute(mend)
    await world.screen("M2")
    await world.screen("M2")
    (row,) = await world.findings()
    assert row.status == "CLOSED"


async def test_grave_findings_are_dismissed_by_a_second_person(world: World) -> None:
    for _ in range(2):
        await world.a_member(name="张三", mobile=b"mobile")
    await world.screen("M1")
    row = (await world.findings())[0]

    with pytest.raises(DomainError) as refusal:
        await service.dismiss_finding(
            world.work, finding_id=row.id, expected_version=row.version, reason="双胞胎"
        )
    assert refusal.value.code == "SECOND_PERSON"


async def test_resolving_needs_reason_version_and_a_legal_state(world: World) -> None:
    await a_bad_member(world)
    await world.screen("M2")
    (row,) = await world.findings()

    async def resolve(version: int, reason: str) -> None:
        await service.resolve_finding(
            world.work, finding_id=row.id, expected_version=version, reason=reason
        )

    with pytest.raises(DomainError) as refusal:
        await resolve(row.version, "  ")
    assert refusal.value.path == ("reason",)
    with pytest.raises(ConflictError):
        await resolve(row.version + 1, "已更正")
    await resolve(row.version, "已更正")
    with pytest.raises(DomainError) as refusal:
        await resolve(row.version + 1, "已更正")
    assert refusal.value.code == "ILLEGAL_TRANSITION"
    changes = await world.work.execute(
        sa.select(audit_event.c.changes).where(
            audit_event.c.entity == "finding", audit_event.c.action == "UPDATE"
        )
    )
    assert [list(change["status"]) for change in changes.scalars()] == [["OPEN", "RESOLVED"]]


async def test_a_snoozed_finding_wakes_after_its_day(world: World) -> None:
    await a_bad_member(world)
    await world.screen("M2")
    (row,) = await world.findings()
    with pytest.raises(DomainError):
        await service.snooze_finding(
            world.work,
            finding_id=row.id,
            expected_version=row.version,
            until=world.today + timedelta(days=31),
            reason="等待资料",
        )
    await service.snooze_finding(
        world.work,
        finding_id=row.id,
        expected_version=row.version,
        until=world.today + timedelta(days=1),
        reason="等待资料",
    )
    await later(world, 1).screen("M2")
    assert (await world.findings())[0].status == "SNOOZED"
    await later(world, 2).screen("M2")
    assert (await world.findings())[0].status == "OPEN"


async def test_one_failing_rule_leaves_the_others(world: World) -> None:
    await a_bad_member(world)
    await world.work.execute(sa.delete(rule_parameter).where(rule_parameter.c.rule == "D1"))
    result = await world.screen("M2", "D1", state="PARTIAL")

    assert result["opened"] == 1
    run = (await world.work.execute(sa.select(screening_run))).one()
    assert run.errors == {"D1": "PARAMETER_MISSING"}
    assert run.counts == {"M2": {"hits": 1, "opened": 1, "resolved": 0, "suppressed": 0}}


async def test_progress_names_each_rule(world: World) -> None:
    told: list[tuple[int, int, str]] = []

    async def report(done: int, total: int, message: str) -> None:
        told.append((done, total, message))

    await service.register_rules(world.work)
    run = await world.work.insert(screening_run, kind=ScreeningKind.PERIODIC, as_of=world.today)
    await service.run_screening(world.work, run=run, report=report)

    assert [message for *_, message in told] == sorted(message for *_, message in told)
    assert (told[0][0], told[-1][1]) == (0, len(told))
    assert len(told) == sum(PERIODIC in rule.kinds for rule in DEFINITIONS.values())


async def test_a_disabled_rule_does_not_run(world: World) -> None:
    await a_bad_member(world)
    await service.register_rules(world.work)
    await world.work.execute(sa.text("update screening_rule set enabled = false where code = 'M2'"))
    assert (await world.screen("M2"))["hits"] == 0


@pytest.mark.parametrize(
    ("job", "state"), [("CANCELLED", "FAILED"), ("DEAD", "FAILED"), ("RETRYING", "RUNNING")]
)
async def test_a_run_whose_job_was_stopped_is_noted(world: World, job: str, state: str) -> None:
    sent = await world.work.emit(RunScreening("PERIODIC", None))
    await world.work.execute(sa.update(job_run).where(job_run.c.id == sent).values(state=job))
    await world.work.insert(
        screening_run, kind="PERIODIC", as_of=world.today, job_run_id=sent, state="RUNNING"
    )
    assert await service.end_abandoned(world.work) == (state == "FAILED")
    assert await service.end_abandoned(world.work) == 0
    run = (await world.work.execute(sa.select(screening_run))).one()
    assert (run.state, run.finished_at is not None) == (state, state == "FAILED")
