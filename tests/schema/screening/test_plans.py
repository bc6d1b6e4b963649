"""Plans of the three kinds, their bounds, their days; watch-lists."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.core.outbox import job_run
from schema.screening import service
from schema.screening.rules import (
    PlanRhythm,
    PlanStatus,
    ScreeningKind,
    SubjectType,
    TargetGroup,
    is_due,
)
from schema.screening.tables import finding, screening_plan, screening_run
from schema.screening.types.runs import next_run_on
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def a_plan(world: World, **values: Any) -> UUID:
    facts: dict[str, Any] = {
        "code": "P1",
        "name": "计划",
        "kind": ScreeningKind.PERIODIC,
        "rhythm": PlanRhythm.DAILY,
        "starts_on": world.today,
        "owner": "组织部",
        "rules": ["M2"],
    }
    return await service.make_plan(world.work, facts=service.PlanFacts(**{**facts, **values}))


async def carried_out(world: World, plan: UUID) -> sa.Row[Any]:
    run = await service.run_plan(world.work, plan_id=plan, expected_version=1)
    await service.run_screening(world.work, run=run)
    statement = sa.select(screening_run).where(screening_run.c.id == run)
    return (await world.work.execute(statement)).one()


async def bad(world: World, **values: Any) -> UUID:
    return await world.a_member(document_check="CHECKSUM", **values)


RHYTHMS = [PlanRhythm.ONCE, PlanRhythm.DAILY, PlanRhythm.WEEKLY, PlanRhythm.MONTHLY]


@pytest.mark.parametrize("rhythm", [*RHYTHMS, PlanRhythm.QUARTERLY])
async def test_the_next_run_is_the_first_day_on_which_the_plan_is_due(
    world: World, rhythm: PlanRhythm
) -> None:
    plan = await a_plan(world, rhythm=rhythm, starts_on=world.today - timedelta(days=400))
    told = sa.select(next_run_on(screening_plan)).where(screening_plan.c.id == plan)
    assert (await world.work.execute(told)).scalar_one() == world.today  # never run yet

    for ago in (0, 3, 40):
        last = world.today - timedelta(days=ago)
        await world.change(screening_plan, plan, last_run_on=last)
        days = (world.today + timedelta(days=count) for count in range(100))
        wanted = next((day for day in days if is_due(rhythm, last, day)), None)
        assert (await world.work.execute(told)).scalar_one() == wanted
    await world.change(screening_plan, plan, last_run_on=None, status=PlanStatus.PAUSED)
    assert (await world.work.execute(told)).scalar_one() is None


async def test_a_plan_is_bounded_by_area_and_group(world: World) -> None:
    other = await world.a_union()
    woman = await bad(world, sex="FEMALE")
    await bad(world, sex="MALE")
    await bad(world, union=other, sex="FEMALE")
    await world.screen("M2")  # findings of the others are not missed by the plan
    plan = await a_plan(world, areas=[world.union], target_group=TargetGroup.WOMEN)

    for _ in range(2):
        row = await carried_out(world, plan)

    assert (row.planned, row.evaluated, row.hits, row.opened) == (1, 1, 1, 0)
    seen = {each.person_id: each.times_seen for each in await world.findings()}
    assert seen[woman] == 3
    assert sorted(seen.values()) == [1, 1, 3]
    assert {each.status for each in await world.findings()} == {"OPEN"}


async def test_a_watch_list_bounds_its_plan_and_starts_it_anew(world: World) -> None:
    watched, union = await bad(world), await world.a_union()
    await bad(world)
    theirs = await bad(world, union=union)
    made = await service.open_watch_list(world.work, code="W", name="重点企业", purpose="欠薪")
    plan = await a_plan(world, kind=ScreeningKind.KEY, watch_list_id=made)

    async def enter(kind: SubjectType, identity: UUID) -> UUID:
        return await service.enter_watch_list(
            world.work,
            list_id=made,
            subject_type=kind,
            subject_id=identity,
            reason="列入",
            review_on=world.today + timedelta(days=90),
        )

    await enter(SubjectType.PERSON, watched)
    entry = await enter(SubjectType.UNION, union)
    sent = sa.select(sa.func.count()).where(screening_run.c.plan_id == plan)
    assert (await world.work.execute(sent)).scalar_one() == 2
    assert (await carried_out(world, plan)).hits == 2
    assert {row.person_id for row in await world.findings()} == {watched, theirs}

    await service.leave_watch_list(world.work, entry_id=entry, expected_version=1, reason="已整改")
    assert (await carried_out(world, plan)).hits == 1
    with pytest.raises(DomainError) as refused:
        await service.enter_watch_list(
            world.work,
            list_id=made,
            subject_type=SubjectType.UNION,
            subject_id=union,
            reason="再列",
            review_on=world.today + timedelta(days=91),
        )
    assert refused.value.path == ("reviewOn",)


async def test_due_plans_are_sent_once_a_day(world: World) -> None:
    await a_plan(world)
    await a_plan(world, code="P2", starts_on=world.today + timedelta(days=1))

    assert await service.run_due_plans(world.work) == {"plans": 1}
    assert await service.run_due_plans(world.work) == {"plans": 0}
    sent = sa.select(sa.func.count()).where(job_run.c.job == "screening.run")
    assert (await world.work.execute(sent)).scalar_one() == 1


async def test_a_special_plan_ends_with_a_report(world: World) -> None:
    with pytest.raises(DomainError) as refused:
        await a_plan(world, kind=ScreeningKind.SPECIAL)
    assert refused.value.path == ("endsOn",)
    plan = await a_plan(world, kind=ScreeningKind.SPECIAL, ends_on=world.today)
    closed: dict[str, Any] = {"plan_id": plan, "expected_version": 1, "status": PlanStatus.CLOSED}
    with pytest.raises(DomainError) as refused:
        await service.change_plan(world.work, **closed)
    assert refused.value.path == ("closingReport",)
    await service.change_plan(world.work, **closed, closing_report="已完成")
    assert (await world.work.execute(sa.select(finding))).all() == []


def test_the_rhythm_of_plans() -> None:
    friday = date(2026, 1, 30)
    cases = {
        (PlanRhythm.ONCE, None): True,
        (PlanRhythm.ONCE, date(2025, 1, 1)): False,
        (PlanRhythm.DAILY, friday): False,
        (PlanRhythm.DAILY, date(2026, 1, 29)): True,
        (PlanRhythm.WEEKLY, date(2026, 1, 24)): False,
        (PlanRhythm.WEEKLY, date(2026, 1, 23)): True,
        (PlanRhythm.MONTHLY, date(2026, 1, 1)): False,
        (PlanRhythm.MONTHLY, date(2025, 12, 31)): True,
        (PlanRhythm.QUARTERLY, date(2026, 1, 1)): False,
        (PlanRhythm.QUARTERLY, date(2025, 12, 31)): True,
    }
    assert {case: is_due(*case, friday) for case in cases} == cases
