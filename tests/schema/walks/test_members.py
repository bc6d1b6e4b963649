"""P18, P44, P57, P58: riders join, key groups are known, women are seen, real names complete."""

from collections.abc import Callable
from typing import Any

import pytest

from schema.core.principal import Role, Scope
from schema.core.roles import Department, ScopeKind
from tests.schema.conftest import citizen_number
from tests.schema.walks import walks
from tests.schema.walks.conftest import BORN, World

pytestmark = pytest.mark.anyio
Later = Callable[[int], Any]
MEMBER = "member { id version status keyGroups arrears person { id sex realNameComplete } }"
TRANSFER = "transfer { id version status dueOn onTime }"


@walks("P57")
async def test_riders_join_where_their_platform_has_its_union(world: World) -> None:
    city, union = world.department(Department.ORGANISATION), str(world.unions[0])
    rider = {
        "name": "骑手一",
        "documentKind": "RESIDENT_ID",
        "documentNumber": citizen_number(BORN, next(world.numbers)),
        "divisionId": str(world.county),
        "newFormGroup": "FOOD_RIDER",
        "platform": "MEITUAN",
        "relation": "CROWDSOURCED",
    }
    homeless = await city.refused("joinAsNewForm", **rider)
    assert homeless["code"] == "NO_HOME_UNION"
    await city.do(
        "setHomeUnion",
        "homeUnion { id }",
        kind="CATCH_ALL",
        unionId=union,
        divisionId=str(world.county),
        validFrom="2024-01-01",
    )
    joined = await city.do("joinAsNewForm", MEMBER, **rider)
    assert joined["status"] == "APPLIED"
    chair = world.chair()
    work = await chair.ask("{ platformWork { nodes { id version verifiedBy } } }")
    (one,) = work["platformWork"]["nodes"]
    verified = {"id": one["id"], "expectedVersion": 1, "verifiedBy": "PLATFORM_LIST"}
    await chair.do("verifyPlatformWork", "platformWork { verifiedBy }", **verified)
    approved = {"id": joined["id"], "expectedVersion": joined["version"]}
    illegal = await chair.refused("changeMembershipStatus", status="ACTIVE", **approved)
    assert illegal["details"]["legal"] == ["APPROVED"]
    for version, status in enumerate(("APPROVED", "ACTIVE"), start=joined["version"]):
        step = {"id": joined["id"], "expectedVersion": version, "status": status}
        await chair.do("changeMembershipStatus", MEMBER, **step)
    found = await city.ask(
        "{ members(filter: { status: { eq: ACTIVE }, newFormGroup: { isNull: false } }) {"
        " groups(by: [NEW_FORM_GROUP]) { key { newFormGroup } count } } }"
    )
    assert [(one["key"]["newFormGroup"], one["count"]) for one in found["members"]["groups"]] == [
        ("FOOD_RIDER", 1)
    ]


@walks("P58", "P18", "P44")
async def test_members_of_key_groups_with_real_names(world: World, later: Later) -> None:
    old, new = world.chair(world.unions[0], "old"), world.chair(world.unions[1], "new")
    city = world.department(Department.ORGANISATION)
    union = f'unionId: {{ eq: "{world.unions[1]}" }}'
    wrong = await new.refused(
        "joinUnion", **world.joining(world.unions[1], documentNumber="430682198511200018")
    )
    assert wrong["code"] == "DOCUMENT_INVALID"
    for more in (
        {"migrant": True, "frontline": True},
        {"migrant": True, "employmentForm": "DISPATCHED"},
        {},
    ):
        given = world.joining(world.unions[1], ethnicity="HAN", education="BACHELOR", **more)
        member = await new.do("joinUnion", MEMBER, **given)
    twice = await old.refused("joinUnion", **(given | {"unionId": str(world.unions[0])}))
    assert twice["code"] == "DUPLICATE"  # the database holds it where the scope hides it
    found = await city.ask(
        f"{{ members(filter: {{ {union} }}) {{ nodes {{ keyGroups person {{ sex migrant }} }} }}"
        f" women: members(filter: {{ {union}, person: {{ sex: {{ eq: FEMALE }} }} }}) {{"
        " totalCount } }"
    )
    nodes = found["members"]["nodes"]
    groups = sorted(tuple(sorted(node["keyGroups"])) for node in nodes)
    assert groups == [(), ("DISPATCHED", "MIGRANT"), ("FRONTLINE", "MIGRANT")]
    women = sum(node["person"]["sex"] == "FEMALE" for node in nodes)
    assert found["women"]["totalCount"] == women > 0

    await women_of(world)
    asked = {"membershipId": member["id"], "expectedVersion": 1}
    asked["toUnionId"] = str(world.unions[0])
    transfer = await new.do("requestTransfer", TRANSFER, **asked)
    at = {"id": transfer["id"], "expectedVersion": transfer["version"]}
    early = await old.refused("decideTransfer", **at, accept=True)
    assert early["code"] == "ILLEGAL_TRANSITION"
    assert "RELEASED" in early["details"]["legal"]
    transfer = await new.do("releaseTransfer", TRANSFER, **at)
    at["expectedVersion"] = transfer["version"]
    soon = await city.refused("completeTransfer", **at, basis="逾期")
    assert soon["code"] == "TRANSFER_NOT_OVERDUE"
    with later(30):
        transfer = await city.do("completeTransfer", TRANSFER, **at, basis="逾期未办")
    assert transfer["status"] == "COMPLETED"
    assert await city.count("membershipTransfers", "status: { eq: COMPLETED }") == 1


async def women_of(world: World) -> None:
    """The women's cadre has the women's figures (P44), and no list of persons."""
    union, chair = world.unions[1], world.chair(world.unions[1], "new")
    cadre = world.actor("cadre", Role.WOMEN_CADRE, Scope(unions=(union,), narrow=ScopeKind.UNION))
    figures = f'{{ unions(filter: {{ id: {{ eq: "{union}" }} }}) {{ nodes {{'
    figures += " womenMembers womenShare } } members { totalCount } }"
    few = await cadre.ask(figures)
    assert few["unions"]["nodes"] == [{"womenMembers": None, "womenShare": None}]
    for _ in range(20):
        await chair.do("joinUnion", "member { id }", **world.joining(union))
    where = f'unionId: {{ eq: "{union}" }}, status: {{ eq: ACTIVE }}'
    all_of = await chair.count("members", where)
    women = await chair.count("members", f"{where}, person: {{ sex: {{ eq: FEMALE }} }}")
    found = await cadre.ask(figures)
    assert found["unions"]["nodes"] == [
        {"womenMembers": women, "womenShare": round(women * 10_000 / all_of)}
    ]
    assert found["members"]["totalCount"] == 0
