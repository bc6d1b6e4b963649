"""P16: a training base is opened, trains people, is named and checked; and what they gained."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from schema.core import clock
from schema.core.database import transaction
from schema.core.params import rule_parameter
from schema.core.principal import job_principal
from schema.core.roles import Department
from tests.schema.walks import walks
from tests.schema.walks.conftest import Actor, World, step

pytestmark = pytest.mark.anyio
Later = Callable[[int], Any]
TITLE = "baseTitle { id version status endsOn recheckDueOn recheckOverdue expired }"
CLASS = "trainingClass { id enrolled passed employed }"
SEATS = 6


def today() -> date:
    return clock.calendar_date(clock.now())


async def open_base(world: World, economy: Actor) -> str:
    """A base that stands open with its teachers."""
    made = await economy.do(
        "registerFacility",
        "facility { id }",
        unionId=str(world.unions[0]),
        divisionId=str(world.county),
        kind="TRAINING_BASE",
        name="职业中专培训基地",
        status="OPEN",
        openedOn="2024-01-01",
    )
    await economy.do(
        "describeBase",
        "trainingBase { id }",
        facilityId=made["id"],
        kind="VOCATIONAL_SCHOOL",
        legalName="临湘职业中专",
        creditCode="91430682MA00000156",
        fullTimeTeachers=2,
        partTimeTeachers=3,
    )
    return str(made["id"])


async def fill_class(world: World, economy: Actor, facility: str) -> list[dict[str, Any]]:
    """A class that ends today, full; its trainees."""
    lesson = await economy.do(
        "openTrainingClass",
        CLASS,
        facilityId=facility,
        title="焊工一班",
        trade="焊工",
        hours=40,
        capacity=SEATS,
        startsOn=str(today() - timedelta(days=30)),
        endsOn=str(today()),
        cost=2_000_000,
    )
    chair = world.chair()
    for number in range(SEATS + 1):
        member = await chair.do("joinUnion", "member { id }", **world.joining())
        given = {"classId": lesson["id"], "membershipId": member["id"], "wageBefore": 300_000}
        if number < SEATS:
            await economy.do("enrolTrainee", CLASS, **given)
        else:
            assert (await economy.refused("enrolTrainee", **given))["code"] == "CLASS_FULL"
    stranger = await world.chair(world.unions[1]).refused("enrolTrainee", **given)
    assert stranger["code"] == "NOT_FOUND"  # of another union
    found = await chair.ask("{ classTrainees { nodes { id version wageBefore } } }")
    nodes: list[dict[str, Any]] = found["classTrainees"]["nodes"]
    assert len(nodes) == SEATS
    return nodes


async def finish(economy: Actor, trainees: list[dict[str, Any]], later: Later) -> None:
    """One is too often absent; five pass, find work and earn more half a year later."""
    absent, *others = trainees
    result = {"id": absent["id"], "expectedVersion": 1, "attendance": 7_999, "score": 90}
    refused = await economy.refused("recordTraineeResult", passed=True, **result)
    assert refused["path"] == ["attendance"]
    await economy.do("recordTraineeResult", CLASS, passed=False, **result)
    for number, one in enumerate(others):
        given = {"attendance": 8_000, "score": 80, "certificateNumber": f"HG{number}"}
        await economy.do(
            "recordTraineeResult", CLASS, id=one["id"], expectedVersion=1, passed=True, **given
        )
        work = {"id": one["id"], "expectedVersion": 2, "employedOn": str(today())}
        counted = await economy.do("recordTraineeEmployment", CLASS, **work)
        earned = {"id": one["id"], "expectedVersion": 3, "wageAfter": 400_000 + 100 * number}
        early = await economy.refused("checkTraineeIncome", **earned)
        assert early["path"] == ["wageAfter"]
        with later(190):
            await economy.do("checkTraineeIncome", CLASS, **earned)
    assert (counted["enrolled"], counted["passed"], counted["employed"]) == (SEATS, 5, 5)


@walks("P16")
async def test_a_base_is_named_and_checked_again(world: World, later: Later) -> None:
    economy, chair = world.department(Department.ECONOMY), world.chair()
    async with transaction(world.engine, job_principal("setup")) as work:
        # Six people make a class here; a hundred would say the same for longer.
        await work.insert(
            rule_parameter,
            rule="BASE",
            key="yearly_trainees",
            value=SEATS,
            valid_from=work.today,
            basis="试点办法",
        )
    facility = await open_base(world, economy)
    title = await chair.do("openBaseTitle", TITLE, facilityId=facility, year=today().year)
    short = await chair.refused("changeBaseTitle", **step(title, "NOMINATED"))
    assert (short["code"], short["details"]) == ("BELOW_STANDARD", {"unmet": ["yearly_trainees"]})
    await finish(economy, await fill_class(world, economy, facility), later)
    figures = await economy.ask(
        "{ trainingBases { nodes { trainees passed employed incomeGain } }"
        " trainingClasses { totalCount aggregate { sum { enrolled passed employed cost } } } }"
    )
    gained = {"trainees": SEATS, "passed": 5, "employed": 5, "incomeGain": 100_200}
    assert figures["trainingBases"]["nodes"] == [gained]
    summed = {"enrolled": SEATS, "passed": 5, "employed": 5, "cost": 2_000_000}
    assert figures["trainingClasses"]["aggregate"]["sum"] == summed

    forbidden = await chair.refused("changeBaseTitle", **step(title, "IN_FORCE"))
    assert forbidden["code"] == "FORBIDDEN"  # it takes a decision
    illegal = await economy.refused("changeBaseTitle", **step(title, "IN_FORCE"))
    assert illegal["code"] == "ILLEGAL_TRANSITION"
    assert illegal["details"]["legal"] == ["NOMINATED"]
    await name_it(world, later, title)


async def name_it(world: World, later: Later, title: dict[str, Any]) -> None:
    """Two notices, three reviews, a decision; a year later it is checked, and lost."""
    economy, chair = world.department(Department.ECONOMY), world.chair()
    town, leader = world.town(), world.leader()
    for status in ("NOMINATED", "UNIT_NOTICE"):
        title = await chair.do("changeBaseTitle", TITLE, **step(title, status))
    early = await town.refused("changeBaseTitle", **step(title, "TOWNSHIP_REVIEWED"))
    assert early["code"] == "NOTICE_UNFINISHED"
    with later(12):
        title = await town.do("changeBaseTitle", TITLE, **step(title, "TOWNSHIP_REVIEWED"))
        for status in ("CITY_REVIEWED", "CITY_NOTICE"):
            title = await economy.do("changeBaseTitle", TITLE, **step(title, status))
    with later(24):
        for status in ("DECIDED", "AWARDED", "IN_FORCE"):
            title = await leader.do("changeBaseTitle", TITLE, **step(title, status))
    ends, due = (date.fromisoformat(title[name]) for name in ("endsOn", "recheckDueOn"))
    assert ends.year - due.year == 2
    assert not title["recheckOverdue"]
    with later(300):
        title = await economy.do("changeBaseTitle", TITLE, **step(title, "RECHECKED"))
        unsaid = await leader.refused("changeBaseTitle", **step(title, "REVOKED"))
        assert unsaid["path"] == ["note"]
        lost = step(title, "REVOKED") | {"note": "教师离岗, 不再达标"}
        title = await leader.do("changeBaseTitle", TITLE, **lost)
    assert title["endsOn"] is None
    assert await economy.count("baseTitles", "status: { eq: REVOKED }") == 1
