"""P52, P55, P56, P59 to P62: unions founded, covered, assessed, named; money that tilts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from schema.core import clock
from schema.core.roles import Department
from schema.organisation.rules import SixHavesItem
from tests.schema.walks import walks
from tests.schema.walks.conftest import Actor, World, step

pytestmark = pytest.mark.anyio
Later = Callable[[int], Any]
UNION = "union { id version status unionStationHome threeShowsComplete weak }"
HOME = "home { id version status recheckDueOn }"
CHECK = "sixHaves { id version status compliant items { nodes { id version item met } } }"
CODE = "81430682MC00000122"


def today() -> date:
    return clock.calendar_date(clock.now())


async def enterprise(world: World, town: Actor, code: str, headcount: int = 40) -> Any:
    return await town.do(
        "registerEnterprise",
        "enterprise { id version unionMissing nonPublic hasUnion }",
        creditCode=code,
        name=f"企业{code[-4:]}",
        unionId=str(world.towns[0]),
        divisionId=str(world.county),
        ownership="PRIVATE",
        headcount=headcount,
    )


@walks("P55")
async def test_a_private_firm_gets_its_union(world: World) -> None:
    town, city = world.town(), world.department(Department.ORGANISATION)
    firm = await enterprise(world, town, "91430682MA00000156")
    assert (firm["unionMissing"], firm["nonPublic"]) == (True, True)
    missing = "unionMissing: { eq: true }"
    assert await city.count("enterprises", missing) == 1
    target = {"id": firm["id"], "expectedVersion": 1, "code": "NEW-1", "guideName": "李指导"}
    assert (await world.chair().refused("targetEnterprise", **target))["code"] == "FORBIDDEN"
    union = await town.do("targetEnterprise", UNION, **target)
    illegal = await city.refused("changeUnionStatus", **step(union, "ACTIVE"))
    assert illegal["code"] == "ILLEGAL_TRANSITION"
    assert illegal["details"]["legal"] == ["GUIDED"]
    for status in ("GUIDED", "PREPARING", "APPLIED"):
        union = await town.do("changeUnionStatus", UNION, **step(union, status))
    unnumbered = await city.refused("changeUnionStatus", **step(union, "APPROVED"))
    assert unnumbered["path"] == ["documentNumber"]
    approved = step(union, "APPROVED") | {"documentNumber": "临工批〔2026〕1号"}
    union = await city.do("changeUnionStatus", UNION, **approved)
    await elect(town, union["id"], "FOUNDING")
    (union,) = (
        await city.ask(
            f'{{ unions(filter: {{ id: {{ eq: "{union["id"]}" }} }}) '
            "{ nodes { id version status dueOn } } }"
        )
    )["unions"]["nodes"]
    assert union["status"] == "CONGRESS_HELD"
    registered = step(union, "REGISTERED") | {"creditCode": CODE}
    union = await city.do("changeUnionStatus", UNION, **registered)
    union = await city.do("changeUnionStatus", UNION, **step(union, "ACTIVE"))
    assert union["status"] == "ACTIVE"
    assert await city.count("enterprises", missing) == 0
    assert await city.count("enterprises", "nonPublic: { eq: true }, hasUnion: { eq: true }") == 1
    founded = await city.ask(
        "{ unions(filter: { status: { eq: ACTIVE } }) { groups(by: [FOUNDED_ON_YEAR])"
        " { key { foundedOnYear } count } } }"
    )
    this_year = {"key": {"foundedOnYear": f"{today().year}-01-01"}, "count": 1}
    assert this_year in founded["unions"]["groups"]


async def elect(actor: Actor, union: str, kind: str = "RENEWAL") -> None:
    await actor.do(
        "holdElection",
        "election { id }",
        unionId=union,
        kind=kind,
        heldOn=str(today()),
        delegates=30,
        present=27,
        votes=25,
        chairName="赵主席",
        minutes="M-1",
        termYears=5,
    )


@walks("P56")
async def test_a_market_is_covered_by_a_federation(world: World) -> None:
    town, city = world.town(), world.department(Department.ORGANISATION)
    joint = await town.do(
        "createUnion",
        UNION,
        code="JOINT-1",
        name="建材市场工会联合会",
        kind="JOINT_FEDERATION",
        divisionId=str(world.county),
        parentId=str(world.towns[0]),
        status="ACTIVE",
        areaKind="MARKET",
    )
    firm = await enterprise(world, town, "91350100M000100Y43", 12)
    given = {"enterpriseId": firm["id"], "workersCount": 12, "joinedOn": str(today())}
    wrong = await town.refused("coverUnit", unionId=str(world.unions[0]), **given)
    assert wrong["code"] == "NOT_A_FEDERATION"
    outside = await world.town(1, "other").refused("coverUnit", unionId=joint["id"], **given)
    assert outside["code"] == "FORBIDDEN"
    unit = await town.do("coverUnit", "unit { id version }", unionId=joint["id"], **given)
    again = await town.refused("coverUnit", unionId=joint["id"], **given)
    assert again["code"] == "UNIT_COVERED"
    covered = "{ coveredUnits { totalCount aggregate { sum { workersCount } } } }"
    found = (await city.ask(covered))["coveredUnits"]
    assert (found["totalCount"], found["aggregate"]["sum"]["workersCount"]) == (1, 12)
    assert await city.count("unions", "areaKind: { eq: MARKET }") == 1
    assert unit["version"] == 1


@walks("P59")
async def test_six_haves_are_assessed_reviewed_and_mended(world: World) -> None:
    chair, town = world.chair(), world.town()
    city = world.department(Department.ORGANISATION)
    items = [
        {"item": item.value, "met": item is not SixHavesItem.RULES, "evidence": "佐证"}
        for item in SixHavesItem
    ]
    given = {"unionId": str(world.unions[0]), "year": today().year, "items": items}
    check = await chair.do("assessSixHaves", CHECK, **given)
    illegal = await city.refused("reviewSixHaves", **step(check, "CITY_CONFIRMED"))
    assert illegal["code"] == "ILLEGAL_TRANSITION"
    assert illegal["details"]["legal"] == ["TOWNSHIP_REVIEWED", "RETURNED"]
    own = await chair.refused("reviewSixHaves", **step(check, "TOWNSHIP_REVIEWED"))
    assert own["code"] == "FORBIDDEN"
    check = await town.do("reviewSixHaves", CHECK, **step(check, "TOWNSHIP_REVIEWED"))
    check = await city.do("reviewSixHaves", CHECK, **step(check, "CITY_CONFIRMED"))
    assert not check["compliant"]
    failed = (
        await city.ask(
            "{ sixHavesItems(filter: { met: { eq: false } }) {"
            " groups(by: [ITEM]) { key { item } count }"
            " nodes { id version rectifyDueOn overdue } } }"
        )
    )["sixHavesItems"]
    assert [(one["key"]["item"], one["count"]) for one in failed["groups"]] == [("RULES", 1)]
    (item,) = failed["nodes"]
    assert date.fromisoformat(item["rectifyDueOn"]) > today()
    assert not item["overdue"]
    mended = {"id": item["id"], "expectedVersion": 1, "rectification": "制度已上墙"}
    await chair.do("rectifySixHavesItem", "item { rectifiedOn }", **mended)
    assert await city.count("sixHavesAssessments", "compliant: { eq: true }") == 1


@walks("P60", "P61", "P62")
async def test_union_station_and_home_in_one(world: World, later: Later) -> None:
    chair, town, leader = world.chair(), world.town(), world.leader()
    city, union = world.department(Department.ORGANISATION), str(world.unions[0])
    shows = {"unionId": union, "platePhoto": "P-1", "chairNotice": "P-2"}
    shows["checkedOn"] = str(today() - timedelta(days=1))
    await chair.do("checkThreeShows", "threeShows { complete }", **shows)
    complete = "threeShowsComplete: { eq: true }"
    assert await city.count("unions", complete) == 0
    outside = await world.chair(world.unions[1], "other").refused("checkThreeShows", **shows)
    assert outside["code"] == "FORBIDDEN"
    shown = await chair.do(
        "checkThreeShows",
        "threeShows { complete }",
        **(shows | {"checkedOn": str(today()), "thirdItem": "承诺墙"}),
    )
    assert shown["complete"]
    assert await city.count("unions", complete) == 1

    opened = {"unionId": union, "kind": "MODEL_HOME", "level": "COUNTY", "year": today().year}
    home = await chair.do("openHomeAssessment", HOME, **opened)
    rates = {"joinRate": 9_000, "satisfaction": 9_000, "memberVotes": 60}
    below = step(home, "NOMINATED") | rates | {"joinRate": 8_999}
    assert (await chair.refused("changeHomeStatus", **below))["code"] == "BELOW_STANDARD"
    home = await chair.do("changeHomeStatus", HOME, **(step(home, "NOMINATED") | rates))
    home = await chair.do("changeHomeStatus", HOME, **step(home, "UNIT_NOTICE"))
    with later(12):
        illegal = await leader.refused("changeHomeStatus", **step(home, "AWARDED"))
        assert illegal["details"]["legal"] == ["TOWNSHIP_REVIEWED", "OBJECTION"]
        home = await town.do("changeHomeStatus", HOME, **step(home, "TOWNSHIP_REVIEWED"))
        for status in ("CITY_REVIEWED", "CITY_NOTICE"):
            home = await city.do("changeHomeStatus", HOME, **step(home, status))
    with later(24):
        for status in ("DECIDED", "AWARDED", "IN_FORCE"):
            home = await leader.do("changeHomeStatus", HOME, **step(home, status))
    due = date.fromisoformat(home["recheckDueOn"])
    assert due.year - today().year in {3, 4}
    assert await city.count("homeAssessments", "status: { eq: IN_FORCE }") == 1

    one = "unionStationHome: { eq: true }"
    assert await city.count("unions", one) == 0
    economy = world.department(Department.ECONOMY)
    await economy.do(
        "registerFacility",
        "facility { id }",
        unionId=union,
        divisionId=str(world.county),
        kind="SERVICE_STATION",
        name="职工服务站",
        status="OPEN",
        openedOn=str(today() - timedelta(days=9)),
    )
    assert await city.count("unions", one) == 1


@walks("P52")
async def test_money_tilts_to_weak_unions(world: World) -> None:
    planner = world.department(Department.FINANCE, "planner")
    payer, union = world.department(Department.FINANCE, "payer"), str(world.unions[1])
    weak = await world.town(1).do(
        "assessUnionStrength",
        "strength { weak }",
        unionId=union,
        year=today().year,
        reasons=["NO_VENUE"],
    )
    assert weak == {"weak": True}
    await planner.do(
        "setFundTarget", "target { weakShare }", year=today().year, basis="年度预算方案"
    )
    shown = "budget { id version status toWeak toGrassroots spent }"
    budget = await planner.do(
        "planBudget",
        shown,
        unionId=str(world.city),
        beneficiaryId=union,
        year=today().year,
        item="GRASSROOTS_SUBSIDY",
        title="补助薄弱基层工会",
        amount=1_000_000,
    )
    assert budget["toWeak"]
    at = {"id": budget["id"], "expectedVersion": 1, "amount": 1_000_000, "voucher": "V-1"}
    assert (await planner.refused("allotBudget", **at))["code"] == "SAME_OFFICER"
    assert (await world.chair(world.unions[1]).refused("allotBudget", **at))["code"]
    spend = {"id": budget["id"], "voucher": "V-2", "bookedOn": str(today())}
    early = await payer.refused("spendBudget", expectedVersion=1, amount=1, **spend)
    assert early["details"]["legal"] == ["ALLOTTED"]
    await payer.do("allotBudget", shown, **at)
    over = await payer.refused("spendBudget", expectedVersion=2, amount=1_000_001, **spend)
    assert over["code"] == "OVER_BUDGET"
    budget = await payer.do("spendBudget", shown, expectedVersion=2, amount=600_000, **spend)
    assert budget["spent"] == 600_000
    found = await world.leader().ask(
        "{ fundTargets { nodes { spent spentWeak spentGrassroots spentPerMember weakPace } }"
        " members(filter: { status: { eq: ACTIVE } }) { totalCount }"
        " unionBudgets(filter: { toWeak: { eq: true } }) { aggregate { sum { spent } } } }"
    )
    (target,) = found["fundTargets"]["nodes"]
    assert target["spent"] == target["spentWeak"] == 600_000
    members = found["members"]["totalCount"]
    assert target["spentPerMember"] == (600_000 // members if members else None)
    assert found["unionBudgets"]["aggregate"]["sum"]["spent"] == target["spentWeak"]
