"""P41, P42: goods that are signed for, and a stay in hospital that mutual aid pays a part of."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from schema.core import clock
from schema.core.roles import Department
from tests.schema.walks import walks
from tests.schema.walks.conftest import World, step

pytestmark = pytest.mark.anyio
Later = Callable[[int], Any]
DELIVERY = "delivery { id version status }"
GOODS = "goods { id }"
RECEIPT = "receipt { id version }"
CLAIM = "claim { id version status benefit }"


def today() -> date:
    return clock.calendar_date(clock.now())


@walks("P41")
@pytest.mark.parametrize("season", ["JOBS", "COOL", "STUDY", "WARM"])
async def test_goods_are_signed_for(world: World, season: str) -> None:
    centre = world.department(Department.SERVICE_CENTRE)
    plan = {
        "title": f"四送 {season}",
        "season": season,
        "unionId": str(world.city),
        "startsOn": str(today()),
        "endsOn": str(today()),
        "sites": ["建材市场"],
    }
    outside = await world.chair().refused("planDelivery", **plan)
    assert outside["code"] == "FORBIDDEN"
    delivery = await centre.do("planDelivery", DELIVERY, **plan)
    illegal = await centre.refused("changeDeliveryStatus", **step(delivery, "RUNNING"))
    assert illegal["details"]["legal"] == ["APPROVED", "CANCELLED"]
    goods = await centre.do(
        "addDeliveryGoods",
        GOODS,
        deliveryId=delivery["id"],
        name="毛巾",
        quantity=2,
        unitPrice=1_500,
    )
    delivery = await world.leader().do(
        "changeDeliveryStatus", DELIVERY, **step(delivery, "APPROVED")
    )
    for status in ("OPEN", "RUNNING"):
        delivery = await centre.do("changeDeliveryStatus", DELIVERY, **step(delivery, status))
    gift = {"goodsId": goods["id"], "recipientGroup": "RIDER", "recipientName": "骑手一"}
    too_many = await centre.refused("handOverGoods", **gift, quantity=3)
    assert too_many["code"] == "STOCK_EXCEEDED"
    receipt = await centre.do("handOverGoods", RECEIPT, **gift, quantity=2)
    ending = step(delivery, "FINISHED") | {"evidenceReference": "照片-1"}
    unsigned = await centre.refused("changeDeliveryStatus", **ending)
    assert unsigned["code"] == "NOT_SIGNED"
    signed = {"id": receipt["id"], "expectedVersion": 1, "signatureReference": "签名-1"}
    await centre.do("signDeliveryReceipt", RECEIPT, **signed)
    delivery = await centre.do("changeDeliveryStatus", DELIVERY, **ending)
    assert delivery["status"] == "FINISHED"
    assert await centre.count("deliveries", f"season: {{ eq: {season} }}") == 1
    found = await centre.ask(
        "{ deliveryReceipts { totalCount groups(by: [RECIPIENT_GROUP])"
        " { key { recipientGroup } count } } }"
    )
    (group,) = found["deliveryReceipts"]["groups"]
    assert group == {
        "key": {"recipientGroup": "RIDER"},
        "count": found["deliveryReceipts"]["totalCount"],
    }


@walks("P42")
async def test_mutual_aid_pays_its_part(world: World, later: Later) -> None:
    centre, chair = world.department(Department.SERVICE_CENTRE), world.chair()
    policy = await centre.do(
        "setMutualAidPolicy",
        "policy { id }",
        year=today().year,
        fee=8_000,
        bands=[{"above": 0, "share": 5_000}],
        most=1_000_000,
        enrolFrom=str(today()),
        enrolTo=str(today() + timedelta(days=1)),
        basis="互助办法",
    )
    shown = "member { id version person { id } }"
    worker = await chair.do("joinUnion", shown, **world.joining())
    entry = {"policyId": policy["id"], "personId": worker["person"]["id"], "paidBy": "UNION"}
    entry["unionId"] = str(world.unions[0])
    with later(9):
        late = await chair.refused("enrolInMutualAid", **entry)
    assert late["code"] == "TOO_LATE"
    member = await chair.do("enrolInMutualAid", "mutualAidMember { id }", **entry)
    stay = {
        "memberId": member["id"],
        "admittedOn": str(today()),
        "dischargedOn": str(today()),
        "selfPaid": 300_000,
        "invoiceNumber": "INV-1",
    }
    with later(90):
        assert (await chair.refused("fileMutualAidClaim", **stay))["code"] == "TOO_LATE"
    claim = await chair.do("fileMutualAidClaim", CLAIM, **stay)
    twice = await chair.refused("fileMutualAidClaim", **stay)
    assert twice["code"] == "DUPLICATE"  # one invoice, one claim: the database holds it
    review = {"id": claim["id"], "expectedVersion": 1}
    assert (await chair.refused("reviewMutualAidClaim", **review))["code"] == "FORBIDDEN"
    claim = await centre.do("reviewMutualAidClaim", CLAIM, **review)
    assert (claim["status"], claim["benefit"]) == ("REVIEWED", 150_000)
    illegal = await centre.refused(
        "reviewMutualAidClaim", id=claim["id"], expectedVersion=claim["version"]
    )
    assert illegal["code"] == "ILLEGAL_TRANSITION"
    found = await centre.ask(
        "{ mutualAidClaims { aggregate { sum { selfPaid benefit } } } mutualAidMembers { totalCount"
        " groups(by: [PAID_BY]) { key { paidBy } count } } }"
    )
    assert found["mutualAidClaims"]["aggregate"]["sum"] == {"selfPaid": 300_000, "benefit": 150_000}
    assert found["mutualAidMembers"]["groups"] == [{"key": {"paidBy": "UNION"}, "count": 1}]
