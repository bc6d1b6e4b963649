"""A1, A3–A11: payees, caps, accounts, vouchers, kin, funds, limits, notices."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from schema.accounts.tables import app_user, role_grant, role_grant_target
from schema.assistance.tables import (
    aid_voucher,
    assistance_record,
    fund_source,
    notice_objection,
    payee_account,
    payment_batch,
    payment_line,
    public_notice,
)
from schema.membership.tables import person
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def an_account(
    world: World, person_id: UUID, index: bytes, holder: str, *, active: bool = True
) -> UUID:
    return await world.work.insert(
        payee_account,
        person_id=person_id,
        kind="BANK_CARD",
        holder_name=holder,
        bank_name="银行",
        account_mask="****1",
        account_cipher=b"x",
        account_index=index,
        active=active,
    )


async def a_line(world: World, aid: UUID, person_id: UUID, **values: object) -> UUID:
    batch = await world.work.insert(
        payment_batch,
        number=f"B{uuid4()}",
        title="批次",
        union_id=world.union,
        channel="DIRECT",
        built_by="user:x",
    )
    facts: dict[str, object] = {
        "batch_id": batch,
        "assistance_id": aid,
        "union_id": world.union,
        "account_id": await an_account(world, person_id, uuid4().bytes, "甲"),
        "attempt": 1,
        "idempotency_key": str(uuid4()),
        "holder_name": "甲",
        "account_mask": "****1",
        "amount": 100_000,
        "status": "PENDING",
    }
    return await world.work.insert(payment_line, **{**facts, **values})


async def helped(world: World, **values: object) -> tuple[UUID, UUID, UUID]:
    """A member, a dossier, an approved record of aid."""
    member = await world.a_member()
    opened = await world.a_dossier(member, opened_on=world.today - timedelta(days=60))
    facts: dict[str, object] = {"status": "APPROVED", "paid_on": None}
    return member, opened, await world.some_aid(member, opened, **{**facts, **values})


async def test_a_payee_who_died(world: World) -> None:
    member, _, aid = await helped(world)
    line = await a_line(world, aid, member)
    other, _, fine = await helped(world)
    await a_line(world, fine, other)
    await world.change(person, member, deceased_on=world.today)

    (row,) = await world.found("A1")
    assert (row.subject_id, row.evidence["reason"]) == (line, "DECEASED")
    await world.change(person, member, deceased_on=None)
    await world.ends("A1")


async def test_a_year_above_the_cap(world: World) -> None:
    _, above, aid = await helped(world, amount=2_000_001)
    _, _, _ = await helped(world, amount=2_000_000)
    await helped(world, amount=9_000_000, approval_level="CHAIR_MEETING")

    (row,) = await world.found("A3")
    assert (row.dossier_id, row.evidence["cap_fen"]) == (above, 2_000_000)
    await world.change(assistance_record, aid, status="RETURNED")
    await world.ends("A3")


async def test_one_account_of_two_households(world: World) -> None:
    first, second, third, spouse = [await world.a_member(name="甲") for _ in range(4)]
    await world.in_household(await world.a_dossier(third), spouse, "SPOUSE")
    made = [
        await an_account(world, each, b"one", "甲", active=each == second)
        for each in (first, second)
    ]
    for each in (third, spouse):
        await an_account(world, each, b"two", "甲", active=each == spouse)

    (row,) = await world.found("A4")
    assert (row.evidence["reason"], row.evidence["households"]) == ("SHARED", 2)
    assert set(row.explanation["rows"]["payee_account"]) == {str(each) for each in made}
    await world.change(payee_account, made[1], active=False)
    await world.ends("A4")


async def test_an_account_in_another_name(world: World) -> None:
    member = await world.a_member(name="甲")
    made = await an_account(world, member, b"one", "乙")

    (row,) = await world.found("A4")
    assert (row.person_id, row.evidence["reason"]) == (member, "HOLDER")
    assert row.union_id == world.union
    await world.change(payee_account, made, holder_name="甲")
    await world.ends("A4")


async def test_a_voucher_for_two_records(world: World) -> None:
    made = [(await helped(world))[2] for _ in range(3)]

    async def shown(aid: UUID, mark: bytes) -> UUID:
        return await world.work.insert(
            aid_voucher, assistance_id=aid, voucher_hash=mark, number_mask="**1", active=False
        )

    again = await shown(made[0], b"same")
    await shown(made[1], b"same")
    await shown(made[2], b"other")

    (row,) = await world.found("A5")
    assert row.evidence == {"times": 2}
    await world.change(aid_voucher, again, voucher_hash=b"mended")
    await world.ends("A5")


async def test_a_reviewer_of_the_household(world: World) -> None:
    clerk = await world.a_member()
    user = await world.work.insert(app_user, username="clerk", name="经办")
    grant = await world.work.insert(role_grant, user_id=user, role="MEMBER", scope_kind="SELF")
    await world.work.execute(sa.insert(role_grant_target).values(grant_id=grant, target_id=clerk))
    member, opened, aid = await helped(world, reviewed_by=f"user:{user}")
    await world.in_household(opened, clerk, "SIBLING")
    await helped(world, reviewed_by=f"user:{user}")
    del member

    (row,) = await world.found("A6")
    assert (row.subject_id, row.evidence["reason"]) == (aid, "KIN")
    await world.change(assistance_record, aid, reviewed_by="user:other")
    await world.ends("A6")


async def test_a_line_that_the_bank_sent_back(world: World) -> None:
    lines = []
    for age in (21, 9):
        member, _, aid = await helped(world)
        settled = world.today - timedelta(days=age)
        lines.append(
            await a_line(
                world, aid, member, status="FAILED", failure="账号有误", settled_on=settled
            )
        )

    (row,) = await world.found("A7")
    assert row.subject_id == lines[0]
    await world.change(payment_line, lines[0], status="CORRECTED")
    await world.ends("A7")


async def a_fund(world: World, **values: object) -> UUID:
    facts: dict[str, object] = {
        "code": f"Z{uuid4()}",
        "name": "资金",
        "level": "LOCAL_UNION",
        "year": world.today.year,
        "document_number": "文",
        "amount": 1_000_000,
        "spent": 1_000_000,
        "spend_by": world.today + timedelta(days=400),
    }
    return await world.work.insert(fund_source, **{**facts, **values})


async def test_a_fund_used_for_what_it_is_not_meant(world: World) -> None:
    fund = await a_fund(world, allowed_kinds=["MEDICAL"])
    _, _, wrong = await helped(world, fund_id=fund)
    await helped(world, fund_id=fund, kind="MEDICAL")
    await helped(world, fund_id=await a_fund(world))

    (row,) = await world.found("A8")
    assert (row.subject_id, row.evidence["reason"]) == (wrong, "KIND")
    await world.change(fund_source, fund, allowed_kinds=["MEDICAL", "LIVING"])
    await world.ends("A8")


async def test_a_fund_about_to_lapse(world: World) -> None:
    soon = world.today + timedelta(days=60)
    left = await a_fund(world, spent=999_999, spend_by=soon)
    await a_fund(world, spend_by=soon)
    await a_fund(world, spent=1, spend_by=soon + timedelta(days=1), year=world.today.year - 1)

    (row,) = await world.found("A9")
    assert row.subject_id == left
    await world.change(fund_source, left, spent=1_000_000)
    await world.ends("A9")


async def test_amounts_just_under_a_limit(world: World) -> None:
    made = [
        (await helped(world, amount=99_000 + number, approved_by="user:a"))[2]
        for number in range(3)
    ]
    for number in range(3):
        await helped(world, amount=94_000 + number, approved_by="user:b")
    for number in range(2):
        await helped(world, amount=499_000 + number, approved_by="user:c")

    (row,) = await world.found("A10")
    assert (row.evidence["who"], row.evidence["reason"]) == ("user:a", "NEAR_LIMIT")
    assert set(row.explanation["rows"]["assistance_record"]) == {str(each) for each in made}
    await world.change(assistance_record, made[0], amount=50_000)
    await world.ends("A10")


async def test_paid_before_its_notice_ended(world: World) -> None:
    async def paid(ends: int | None) -> UUID:
        made = (await helped(world, status="PAID", paid_on=world.today))[2]
        if ends is not None:
            await world.work.insert(
                public_notice,
                subject="AID",
                assistance_id=made,
                union_id=world.union,
                text="公示",
                place="公告栏",
                starts_on=world.today - timedelta(days=9),
                ends_on=world.today + timedelta(days=ends),
            )
        return made

    early, none = await paid(0), await paid(None)
    fine = await paid(-1)

    assert {row.subject_id for row in await world.found("A11")} == {early, none}
    notice = sa.select(public_notice.c.id).where(public_notice.c.assistance_id == fine)
    await world.work.insert(
        notice_objection,
        notice_id=(await world.work.execute(notice)).scalar_one(),
        union_id=world.union,
        raised_on=world.today,
        content="异议",
        status="OPEN",
    )
    found = {row.subject_id: row.evidence["reason"] for row in await world.found("A11")}
    assert found[fine] == "OBJECTION"
