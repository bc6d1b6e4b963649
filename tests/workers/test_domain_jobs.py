"""The real jobs, each run twice: the second time changes nothing."""

import pytest
import sqlalchemy as sa

from schema.core.database import transaction
from schema.opinion.jobs import FeedIntakeDue
from schema.screening.jobs import RunScreening
from schema.screening.rules import ScreeningKind
from schema.screening.service.catalogue import DEFINITIONS
from schema.screening.tables import finding, screening_run
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
