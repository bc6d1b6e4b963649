"""Runs, dead letters and the timetable as an administrator steers them over GraphQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core.roles import Role
from tests.api.conftest import Site, add_user, site
from tests.workers.jobs import Note, Stumble
from tests.workers.platform import Platform
from workers.job import handlers
from workers.perform import Performer
from workers.scheduler import Scheduler
from workers.settings import JobSettings

__all__ = ["site"]
pytestmark = pytest.mark.anyio
DEAD = """{ jobRuns(filter: {state: {eq: DEAD}}) { totalCount
  nodes { id job version error attempts log } } }"""
RUN = """query($id: ID!) { jobRun(id: $id) { state version cancelRequested attempts } }"""
STEP = """mutation($input: JobRunInput!) {{ {verb}(input: $input) {{
  jobRun {{ state version cancelRequested attempts }} errors {{ code path }} }} }}"""
SHOWN = "schedule { id version cron misfire graceSeconds days enabled nextSlotAt }"
CREATE = f"""mutation($input: CreateScheduleInput!, $key: String!) {{
  createSchedule(input: $input, idempotencyKey: $key) {{ {SHOWN} errors {{ code path }} }} }}"""
UPDATE = f"""mutation($input: UpdateScheduleInput!) {{
  updateSchedule(input: $input) {{ {SHOWN} errors {{ code path }} }} }}"""
ENTRY = {"code": "T", "name": "试验", "job": "opinion.intake", "cron": "0 3 * * *"}


def data(answer: httpx2.Response) -> Any:
    """The one root field's value."""
    (found,) = answer.json()["data"].values()
    return found


@pytest.fixture
async def keeper(site: Site, fresh_database: Stores) -> Site:
    """A browser in which an administrator has signed in."""
    await add_user(fresh_database, "keeper", Role.ADMINISTRATOR)
    await site.sign_in("keeper")
    return site


async def step(keeper: Site, verb: str, run: UUID, version: int) -> tuple[Any, list[str]]:
    """The run after a step, and the codes of why it was not made."""
    given = {"input": {"id": str(run), "expectedVersion": version}}
    made = data(await keeper.query(STEP.format(verb=verb), given))
    return made["jobRun"], [error["code"] for error in made["errors"]]


async def fail(platform: Platform, performer: Performer, run: UUID, tries: int) -> None:
    """So many tries at once."""
    for _ in range(tries):
        await platform.age(run, 1)
        await performer.perform(str(run), handlers["test.stumble"])


async def test_dead_letters_are_listed_redriven_and_discarded(
    keeper: Site, platform: Platform, performer: Performer, patience: JobSettings
) -> None:
    (run,) = await platform.send(Stumble())
    await fail(platform, performer, run, patience.max_attempts)
    letters = data(await keeper.query(DEAD))
    (letter,) = letters["nodes"]
    assert (letters["totalCount"], letter["id"], letter["job"]) == (1, str(run), "test.stumble")
    assert letter["error"].startswith("ValueError at ")
    assert len(letter["log"]) == 2 * patience.max_attempts
    version = letter["version"]

    assert (await step(keeper, "retryJobRun", run, version - 1))[1] == ["CONFLICT"]
    assert (await step(keeper, "cancelJobRun", run, version))[1] == ["RUN_STATE"]
    redriven, errors = await step(keeper, "retryJobRun", run, version)
    assert errors == []
    assert (redriven["state"], redriven["attempts"]) == ("RETRYING", 0)
    assert (await step(keeper, "retryJobRun", run, version))[1] == ["RUN_STATE"]
    assert data(await keeper.query(DEAD))["totalCount"] == 0

    await fail(platform, performer, run, patience.max_attempts)
    version = data(await keeper.query(RUN, {"id": str(run)}))["version"]
    discarded, errors = await step(keeper, "discardJobRun", run, version)
    assert (discarded["state"], errors) == ("DISCARDED", [])
    for verb in ("retryJobRun", "discardJobRun", "cancelJobRun"):
        assert (await step(keeper, verb, run, version))[1] == ["RUN_STATE"]


async def test_a_waiting_run_is_cancelled_at_once_and_a_running_one_stops(
    keeper: Site, platform: Platform, performer: Performer
) -> None:
    waiting, running = await platform.send(Note(), Note(60))
    cancelled, errors = await step(keeper, "cancelJobRun", waiting, 0)
    assert (cancelled["state"], errors) == ("CANCELLED", [])
    await performer.perform(str(waiting), handlers["test.note"])

    trying = asyncio.create_task(performer.perform(str(running), handlers["test.note"]))
    await platform.reached(running, "RUNNING")
    assert (await step(keeper, "cancelJobRun", running, 0))[1] == ["CONFLICT"]
    asked, errors = await step(keeper, "cancelJobRun", running, 1)
    assert (asked["state"], asked["cancelRequested"], errors) == ("RUNNING", True, [])
    await trying
    shown = data(await keeper.query(RUN, {"id": str(running)}))
    assert shown["state"] == "CANCELLED"
    assert (await step(keeper, "retryJobRun", running, 1))[1] == ["RUN_STATE"]
    assert await platform.effects() == []


async def test_who_does_not_keep_the_jobs_steers_nothing(
    site: Site, platform: Platform, fresh_database: Stores
) -> None:
    (run,) = await platform.send(Note())
    await add_user(fresh_database, "reader", Role.ANALYST)
    await site.sign_in("reader")
    for verb in ("retryJobRun", "discardJobRun", "cancelJobRun"):
        assert (await step(site, verb, run, 0))[1] == ["FORBIDDEN"]
    made = data(await site.query(CREATE, {"input": ENTRY, "key": "k"}))
    assert [error["code"] for error in made["errors"]] == ["FORBIDDEN"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_schedule_is_edited_and_shows_its_next_slot(keeper: Site) -> None:
    given = {**ENTRY, "misfire": "SKIP", "graceSeconds": 30}
    made = data(await keeper.query(CREATE, {"input": given, "key": "k"}))
    assert made["errors"] == []
    entry = made["schedule"]
    assert (entry["misfire"], entry["graceSeconds"]) == ("SKIP", 30)
    upcoming = moment(entry["nextSlotAt"])
    assert (upcoming.astimezone(UTC).hour, upcoming.minute) == (19, 0)  # 3:00 in Shanghai
    assert timedelta(0) < upcoming - datetime.now(UTC) <= timedelta(days=1)

    async def edit(version: int, **changes: object) -> Any:
        given = {"id": entry["id"], "expectedVersion": version, **changes}
        return data(await keeper.query(UPDATE, {"input": given}))

    edited = (await edit(1, cron="30 4 * * *", misfire="ALL", graceSeconds=5))["schedule"]
    assert (edited["misfire"], edited["graceSeconds"], edited["version"]) == ("ALL", 5, 2)
    upcoming = moment(edited["nextSlotAt"]).astimezone(UTC)
    assert (upcoming.hour, upcoming.minute) == (20, 30)
    assert (await edit(1, enabled=False))["errors"][0]["code"] == "CONFLICT"
    refused = (await edit(2, cron="every day"))["errors"]
    assert refused == [{"code": "CRON_INVALID", "path": ["cron"]}]
    off = (await edit(2, enabled=False))["schedule"]
    assert (off["enabled"], off["nextSlotAt"]) == (False, None)
    on = (await edit(3, enabled=True))["schedule"]
    assert moment(on["nextSlotAt"]).astimezone(UTC) == upcoming


@pytest.mark.parametrize(("misfire", "missed"), [("SKIP", 0), ("ONCE", 1), ("ALL", 5)])
async def test_the_chosen_policy_decides_what_is_made_up_for(
    keeper: Site, platform: Platform, engine: AsyncEngine, misfire: str, missed: int
) -> None:
    """Nobody looks for five slots; the scheduler is back when the fifth is late, too."""
    given = {**ENTRY, "cron": "*/10 * * * *", "misfire": misfire}
    made = data(await keeper.query(CREATE, {"input": given, "key": "k"}))
    fifth = moment(made["schedule"]["nextSlotAt"]) + timedelta(minutes=40)
    await Scheduler(engine, JobSettings()).tick(fifth + timedelta(minutes=5))
    slots = [run.due_at for run in await platform.runs()]
    assert slots == [fifth - timedelta(minutes=10 * age) for age in reversed(range(missed))]
