"""P41, P42: goods that are signed for, and a stay in hospital that mutual aid pays a part of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from schema.assistance.tables import mutual_aid_claim
from schema.core import clock
from schema.core.access_log import AccessKind, access_log
from schema.core.database import transaction
from schema.core.principal import job_principal
from schema.core.roles import Department
from tests.schema.walks import walks
from tests.schema.walks.conftest import Actor, World, step

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
    told = await centre.ask(
        f"{{ deliveries(filter: {{ season: {{ eq: {season} }} }}) {{ aggregate {{ count sum {{"
        " persons riders unsigned goodsValue siteCount } } } }"
    )
    assert told["deliveries"]["aggregate"] == {
        "count": 1,
        "sum": {"persons": 1, "riders": 1, "unsigned": 0, "goodsValue": 3_000, "siteCount": 1},
    }
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
    left = await chair.do("joinUnion", shown, **world.joining(status="APPLIED", joinedOn=None))
    nobody = entry | {"personId": left["person"]["id"]}
    assert (await chair.refused("enrolInMutualAid", **nobody))["code"] == "NOT_A_MEMBER"
    member = await chair.do("enrolInMutualAid", "mutualAidMember { id }", **entry)
    stay = {
        "memberId": member["id"],
        "admittedOn": str(today()),
        "dischargedOn": str(today()),
        "selfPaid": 300_000,
        "invoiceNumber": "INV-1",
        "moreInvoiceNumbers": ["INV-2"],
        "diagnosisCode": "i63.9 ",
    }
    with later(90):
        assert (await chair.refused("fileMutualAidClaim", **stay))["code"] == "TOO_LATE"
    claim = await chair.do("fileMutualAidClaim", CLAIM, **stay)
    other = stay | {"invoiceNumber": "inv-2", "moreInvoiceNumbers": []}
    twice = await chair.refused("fileMutualAidClaim", **other)
    assert twice["code"] == "DUPLICATE"  # one invoice, one claim: the database holds it
    wrong = await chair.refused("fileMutualAidClaim", **(stay | {"diagnosisCode": "脑梗"}))
    assert wrong["path"] == ["diagnosisCode"]
    await revealed(world, chair, claim["id"])
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
    await others_take_part(world, entry)


async def revealed(world: World, chair: Actor, claim: str) -> None:
    """The diagnosis is sealed: the chair who filed it is refused, the centre proves itself."""
    why = {"id": claim, "purpose": "PAYMENT", "note": "核对给付范围"}
    assert (await chair.refused("revealDiagnosis", **why))["code"] == "FORBIDDEN"
    centre = world.department(Department.SERVICE_CENTRE)
    unproved = Actor(world, replace(centre.principal, user_id=uuid4()))
    assert (await unproved.refused("revealDiagnosis", **why))["code"] == "STEP_UP_REQUIRED"
    proved = Actor(world, replace(unproved.principal, proved_at=clock.now()))
    assert await proved.do("revealDiagnosis", "value", **why) == "I63.9"
    sealed = sa.select(mutual_aid_claim.c.diagnosis_cipher)
    async with transaction(world.engine, job_principal("test")) as work:
        assert b"I63" not in (await work.execute(sealed)).scalar_one()
        read = sa.select(access_log.c.fields).where(access_log.c.kind == AccessKind.REVEAL)
        assert (await work.execute(read)).scalars().all() == [["DIAGNOSIS"]]


async def others_take_part(world: World, entry: dict[str, Any]) -> None:
    """Of fewer than five nothing is told; of five the shares of the year."""
    chair, leader = world.chair(), world.leader()
    figures = "{ mutualAidPolicies { nodes { enrolled enrolledShare fees benefitsPaid"
    figures += " payOutRatio } } members(filter: { status: { eq: ACTIVE } }) { totalCount } }"
    assert (await leader.ask(figures))["mutualAidPolicies"]["nodes"][0]["enrolled"] is None
    for _ in range(4):
        member = await chair.do("joinUnion", "member { person { id } }", **world.joining())
        given = entry | {"personId": member["person"]["id"]}
        await chair.do("enrolInMutualAid", "mutualAidMember { id }", **given)
    async with transaction(world.engine, job_principal("test")) as work:
        await work.execute(sa.update(mutual_aid_claim).values(status="PAID"))
    told = await leader.ask(figures)
    assert told["mutualAidPolicies"]["nodes"] == [
        {
            "enrolled": 5,
            "enrolledShare": 50_000 // told["members"]["totalCount"],
            "fees": 40_000,
            "benefitsPaid": 150_000,
            "payOutRatio": 37_500,
        }
    ]
