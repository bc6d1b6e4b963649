"""A run of changes finds what a run over everybody finds, whatever has changed meanwhile.

Rows of the tables that the rules read are changed by chance, days pass, people work on
findings. Each time both runs are carried out on the same state, and compared rule by rule.
"""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema.assistance.tables import (
    evidence,
)
from schema.core.params import rule_parameter
from schema.core.written import changes_since, mark
from schema.organisation.tables import (
    enterprise,
)
from schema.screening import service
from schema.screening.rules import RunMode, ScreeningKind
from schema.screening.service.builtin.hits import Question
from schema.screening.service.builtin.narrowings import NARROWINGS
from schema.screening.service.catalogue import SELECTS, first_values
from schema.screening.service.changing import columns_read
from schema.screening.tables import screening_run
from tests.schema.screening.chances import Chance
from tests.schema.screening.test_case_work import proof
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio
STEPS, CHANGES, WEEK = 4, 25, 7
SAID = (
    *("dedup_key", "status", "severity", "evidence", "explanation"),
    *("union_id", "missed_runs", "rule_version_id", "subject_id"),
)
MANY_WOMEN = 10


async def a_run(world: World, mode: RunMode) -> dict[str, Any]:
    """Carry out a nightly run; its row."""
    table = screening_run
    run = await world.work.insert(table, kind=ScreeningKind.PERIODIC, as_of=world.today, mode=mode)
    await service.run_screening(world.work, run=run)
    row = (await world.work.execute(sa.select(table).where(table.c.id == run))).mappings().one()
    assert row["errors"] is None
    return dict(row)


async def said(world: World) -> dict[str, list[dict[str, Any]]]:
    """By rule, what its findings say; not when they were looked at last."""
    told: dict[str, list[dict[str, Any]]] = {}
    for row in await world.findings():
        told.setdefault(row.rule_code, []).append({name: getattr(row, name) for name in SAID})
    for rows in told.values():
        rows.sort(key=lambda row: (row["dedup_key"], row["status"], str(row["missed_runs"])))
    return told


async def some_world(world: World, chance: Chance) -> None:
    """Members, needy ones, aid, places: enough of them to meet."""
    for _ in range(3):
        await world.a_union()
    for _ in range(2 * MANY_WOMEN):
        await chance.add("member")
    for _ in range(8):
        await chance.add("needy")
    for _ in range(4):
        await world.a_station()
    for _ in range(60):
        await chance.change()


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_run_of_changes_finds_what_a_full_one_finds(world: World, seed: int) -> None:
    await service.register_rules(world.work)
    chance = Chance(world, seed)
    await some_world(world, chance)
    await a_run(world, RunMode.FULL)
    looked: set[str] = set()
    full = world.today
    for step in range(STEPS):
        days = chance.draw.choice((0, 1, 1, 2)) if step < STEPS - 1 else WEEK
        moment = chance.world.work.now + timedelta(days=days)
        chance.world = dataclasses.replace(
            chance.world, work=dataclasses.replace(chance.world.work, now=moment)
        )
        for _ in range(CHANGES):
            await chance.change()
        await chance.work_on_findings()
        inside = await world.work.connection.begin_nested()
        await a_run(chance.world, RunMode.FULL)
        expected = await said(chance.world)
        await inside.rollback()
        run = await a_run(chance.world, RunMode.CHANGES)
        week = chance.world.today - full >= timedelta(days=WEEK)
        assert run["mode"] == (RunMode.FULL if week else RunMode.CHANGES)
        found = await said(chance.world)
        for code in sorted(expected.keys() | found.keys()):
            assert found.get(code) == expected.get(code), (code, step)
        looked |= {code for code in found if code in NARROWINGS}
    # The chances were such that they proved something.
    assert len(looked) > len(NARROWINGS) // 3, looked


async def test_without_a_change_nobody_is_looked_at(world: World) -> None:
    await service.register_rules(world.work)
    for _ in range(3):
        await world.a_member(document_check="CHECKSUM")
    first = await a_run(world, RunMode.CHANGES)
    before = await world.findings()
    second = await a_run(world, RunMode.CHANGES)

    assert (first["mode"], second["mode"]) == (RunMode.FULL, RunMode.CHANGES)
    assert (first["counts"]["M2"]["hits"], second["counts"]["M2"]["hits"]) == (3, 0)
    assert await world.findings() == before


async def test_another_parameter_or_a_week_later_everybody_is_looked_at(world: World) -> None:
    await service.register_rules(world.work)
    await world.a_member(document_check="CHECKSUM")
    await world.work.execute(sa.update(enterprise).values(headcount=24))
    await a_run(world, RunMode.FULL)
    table = rule_parameter.c
    await world.work.execute(
        sa.update(rule_parameter)
        .where(table.rule == "M6", table.key == "complete_percent")
        .values(value=0)
    )
    changed = await a_run(world, RunMode.CHANGES)
    week = dataclasses.replace(world.work, now=world.work.now + timedelta(days=7))
    later = await a_run(dataclasses.replace(world, work=week), RunMode.CHANGES)

    rows = [row for row in await world.findings() if row.rule_code == "M6"]
    assert [(row.missed_runs, row.status) for row in rows] == [(2, "RESOLVED")]
    assert (changed["mode"], later["mode"]) == (RunMode.CHANGES, RunMode.FULL)


async def test_the_mark_passes_nothing_by(world: World) -> None:
    """What was written is told with what it named before; a gap in the audit tells nothing."""
    made = await world.a_dossier(await world.a_member())
    paper = await proof(world, made, 3)
    other = await world.a_dossier(await world.a_member())
    since = await mark(world.work)
    await world.change(evidence, paper, dossier_id=other)
    await world.work.execute(sa.delete(evidence).where(evidence.c.id == paper))

    told = await changes_since(world.work, since, {"dossier_id"})
    assert told is not None
    assert set(told["evidence"].former["dossier_id"]) == {made, other}
    assert told["evidence"].gone
    assert told["evidence"].ids({"title"}) == [paper]
    lane = next(iter(since))
    assert await changes_since(world.work, {**since, lane: since[lane] - 10**6}, ()) is None


@pytest.mark.parametrize("code", sorted(NARROWINGS))
def test_what_is_said_of_a_rule_covers_what_it_reads(code: str) -> None:
    """A rule without days is the same any day of its period; its tables can be followed."""
    narrowing = NARROWINGS[code]
    first = datetime(2026, 11, 10, 4, tzinfo=UTC)
    values = first_values(code, first.date())
    moments = (first, first + timedelta(days=1))
    one, other = (SELECTS[code](Question(moment.date(), values, moment)) for moment in moments)
    if narrowing.due is None:
        assert one.compare(other)
    assert columns_read(one) is not None
    assert {path.column.table for path in narrowing.paths} <= set(columns_read(one) or ())
