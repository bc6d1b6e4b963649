"""Verdicts, precision, snoozes of a rule for a subject, escalation up the tree."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema.core.errors import DomainError
from schema.organisation.tables import union_organisation
from schema.screening import service
from schema.screening.rules import Verdict
from schema.screening.tables import finding, rule_snooze, screening_rule_version
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def three_findings(world: World) -> list[sa.Row[Any]]:
    for _ in range(3):
        await world.a_member(document_check="CHECKSUM")
    return await world.found("M2")


async def precision(world: World) -> tuple[int, int]:
    table = screening_rule_version.c
    rows = await world.work.execute(
        sa.select(sa.func.sum(table.confirmed), sa.func.sum(table.refuted))
    )
    row: Any = rows.one()
    return row[0], row[1]


async def test_verdicts_count_for_the_version_once_each(world: World) -> None:
    first, second, third = await three_findings(world)
    work = world.work
    await service.resolve_finding(work, finding_id=first.id, expected_version=1, reason="已更正")
    await service.dismiss_finding(work, finding_id=second.id, expected_version=1, reason="证件无误")
    judged: dict[str, Any] = {
        "finding_id": third.id,
        "expected_version": 1,
        "verdict": Verdict.FALSE_POSITIVE,
        "reason": "误报",
    }
    await service.judge_finding(work, **judged)
    with pytest.raises(DomainError) as refused:
        await service.judge_finding(work, **judged)
    assert refused.value.code.value == "ALREADY_JUDGED"
    assert await precision(world) == (1, 2)


async def test_a_rule_leaves_one_subject_alone_until_a_day(world: World) -> None:
    first, *_ = await three_findings(world)
    until = world.today + timedelta(days=100)
    snooze = await service.snooze_subject(
        world.work, finding_id=first.id, expected_version=1, until=until, reason="正在换证"
    )
    await world.change(finding, first.id, status="CLOSED")

    result = await world.screen("M2")
    assert (result["hits"], result["opened"]) == (2, 0)
    await service.end_snooze(world.work, snooze_id=snooze, expected_version=1)
    assert (await world.screen("M2"))["opened"] == 1
    row = (await world.work.execute(sa.select(rule_snooze))).one()
    assert (row.ended_on, row.reason) == (world.today, "正在换证")


async def test_a_snooze_ends_by_itself(world: World) -> None:
    first, *_ = await three_findings(world)
    await service.snooze_subject(
        world.work, finding_id=first.id, expected_version=1, until=world.today, reason="等"
    )
    moment = world.work.now + timedelta(days=1)
    later = dataclasses.replace(world, work=dataclasses.replace(world.work, now=moment))
    assert (await later.screen("M2"))["hits"] == 3


async def test_overdue_findings_climb_one_step_at_a_time(world: World) -> None:
    above = await world.a_union()
    await world.change(union_organisation, world.union, parent_id=above)
    first, second, _ = await three_findings(world)
    for each in (first, second):
        await world.change(finding, each.id, due_at=world.work.now - timedelta(hours=1))
    await world.change(finding, second.id, status="SNOOZED")

    assert await service.escalate_findings(world.work) == {"escalated": 1}
    assert await service.escalate_findings(world.work) == {"escalated": 0}
    (row,) = [row for row in await world.findings() if row.id == first.id]
    assert (row.handler_union_id, row.escalation, row.version) == (above, 1, 2)
    assert row.due_at > world.work.now

    await world.change(finding, first.id, due_at=world.work.now - timedelta(hours=1))
    await service.escalate_findings(world.work)
    (row,) = [row for row in await world.findings() if row.id == first.id]
    assert (row.handler_union_id, row.escalation) == (above, 2)  # nobody stands higher
