"""The real jobs, each run twice: the second time changes nothing."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from schema.core.database import transaction
from schema.membership import service
from schema.membership.jobs import DuesDue, DuplicatesDue, LapsesDue
from schema.membership.rules import INITIAL_PARAMETERS as MEMBERSHIP_PARAMETERS
from schema.membership.rules import months_before
from schema.membership.tables import membership, person
from schema.opinion.jobs import FeedIntakeDue
from schema.screening.jobs import RunScreening
from schema.screening.rules import ScreeningKind
from schema.screening.service.catalogue import DEFINITIONS
from schema.screening.tables import finding, screening_run
from tests.schema.conftest import seed_parameters
from tests.schema.screening.world import make_world
from tests.workers.platform import TESTER, Platform
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer

pytestmark = pytest.mark.anyio


async def test_screening_twice(platform: Platform, performer: Performer) -> None:
    load()
    async with transaction(platform.engine, TESTER) as work:
        world = await make_world(work)
        await world.a_member(document_check="CHECKSUM")
    (run,) = await platform.send(RunScreening("PERIODIC"))
    await performer.perform(str(run), handlers["screening.run"])
    row = await platform.row(run)
    assert (row.state, row.result["state"]) == ("SUCCEEDED", "SUCCEEDED")
    rules = sum(ScreeningKind.PERIODIC in rule.kinds for rule in DEFINITIONS.values())
    assert (row.done, row.total) == (rules - 1, rules)

    async with transaction(platform.engine, TESTER) as work:
        before = (await work.execute(sa.select(finding))).all()
        # A worker that died between the effect and the news of it would be sent here again.
        await work.execute(sa.text("update job_run set state = 'RETRYING', finished_at = null"))
    await performer.perform(str(run), handlers["screening.run"])
    async with transaction(platform.engine, TESTER) as work:
        assert (await work.execute(sa.select(finding))).all() == before
        runs = await work.execute(sa.select(screening_run.c.errors.is_(sa.null())))
        assert runs.scalars().all() == [True]
    assert (await platform.row(run)).result == row.result


async def test_a_screening_that_cannot_run_says_so(
    platform: Platform, performer: Performer
) -> None:
    load()
    (run,) = await platform.send(RunScreening("PERIODIC"))  # no parameters: no deadlines
    await performer.perform(str(run), handlers["screening.run"])
    row = await platform.row(run)
    assert (row.state, row.error) == ("RETRYING", "PARAMETER_MISSING: 缺少有效的规则参数")
    async with transaction(platform.engine, TESTER) as work:
        states = (await work.execute(sa.select(screening_run.c.state))).scalars().all()
    assert states == ["FAILED"]


async def test_intake_twice(platform: Platform, performer: Performer) -> None:
    load()
    runs = await platform.send(FeedIntakeDue(), FeedIntakeDue())
    for run in runs:
        await performer.perform(str(run), handlers["opinion.intake"])
    assert await platform.states() == {"SUCCEEDED": 2}


async def test_the_jobs_of_membership_twice(platform: Platform, performer: Performer) -> None:
    """Dues once a month, one proposal for whoever stopped paying, each pair and region once."""
    load()
    async with transaction(platform.engine, TESTER) as work:
        await seed_parameters(work, MEMBERSHIP_PARAMETERS)
        world = await make_world(work)
        born: dict[str, Any] = {
            "birth_date": date(1990, 3, 7),
            "document_mask": "440524********0014",
        }
        for check in ("VALID", "CHECKSUM"):
            await world.a_member(name="甲", document_check=check, document_region=None, **born)
        await work.execute(sa.update(membership).values(dues_base=300_000))
        for back in range(7, 0, -1):
            await service.open_dues(work, month=months_before(work.today, back))
    told = []
    for message in (DuesDue, LapsesDue, DuplicatesDue):
        for run in await platform.send(message(), message()):
            await performer.perform(str(run), handlers[message.job])
            told.append(dict((await platform.row(run)).result))
    assert told == [
        {"DUE": 2},
        {"DUE": 0},
        {"PROPOSED": 2},
        {"PROPOSED": 0},
        {"SUSPECTED": 1, "REGIONS": 2},
        {"SUSPECTED": 0, "REGIONS": 0},
    ]
    async with transaction(platform.engine, TESTER) as work:
        regions = (await work.execute(sa.select(person.c.document_region))).scalars().all()
        states = (await work.execute(sa.select(membership.c.status))).scalars().all()
    assert {region.value for region in regions} == {"ABOLISHED"}
    assert {status.value for status in states} == {"ACTIVE"}  # nobody left by a job
