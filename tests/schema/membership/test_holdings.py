"""Dues to the fen, cards with numbers of a series, platforms, and unions that take them in."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Principal
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    WHOLE,
    CardStatus,
    DuesStatus,
    EmploymentForm,
    HomeUnionKind,
    MembershipErrorCode,
    MembershipStatus,
    NewFormGroup,
    Platform,
    PlatformRelation,
    PlatformVerification,
    card_number,
    dues_of_wage,
    is_card_number,
    months_before,
    receipt_number,
    share_dues,
)
from schema.membership.service.cards import next_number
from schema.membership.tables import (
    card_series,
    dues,
    membership,
    membership_card,
    platform_work,
)
from tests.schema.conftest import Tree, place_of
from tests.schema.membership.conftest import Enrol, chair, city, facts, row

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("wage", "rate", "amount"),
    [(300_000, 50, 1_500), (300_199, 50, 1_500), (300_200, 50, 1_501), (199, 50, 0)],
)
def test_dues_are_whole_fen_rounded_down(wage: int, rate: int, amount: int) -> None:
    assert dues_of_wage(wage, rate) == amount


@given(amount=st.integers(1, 10**9), kept=st.integers(0, WHOLE))
def test_the_shares_add_up_to_the_fen(amount: int, kept: int) -> None:
    shares = share_dues(amount, kept)
    assert shares.kept + shares.passed == amount
    assert shares.kept * WHOLE >= amount * kept
    assert min(shares.kept, shares.passed) >= 0


def test_months_and_numbers() -> None:
    assert months_before(date(2026, 3, 31), 6) == date(2025, 9, 1)
    assert months_before(date(2026, 3, 31), -10) == date(2027, 1, 1)
    assert receipt_number(2026, 12) == "HF2026-00000012"
    number = card_number("430682", 8, 17)
    assert number.startswith("43068200000017")
    assert is_card_number(number)
    assert not is_card_number(number[:-1] + str((int(number[-1]) + 1) % 10))
    with pytest.raises(ValueError, match="no number"):
        card_number("430682", 4, 10_000)


async def paid(work: Work, member: UUID) -> list[tuple[date, str, int]]:
    """Month, state and amount of a member's dues."""
    statement = sa.select(dues).where(dues.c.membership_id == member).order_by(dues.c.month)
    return [(one.month, one.status.value, one.amount) for one in await work.execute(statement)]


async def test_what_is_due_is_entered_once_a_month(ruled: Work, tree: Tree, enrol: Enrol) -> None:
    """For those whose wage is known; nobody owes anything while retained."""
    known, unknown, kept = await enrol(), await enrol(), await enrol()
    head = chair(ruled, tree.unions[0])
    for member in (known, kept):
        await service.set_dues_base(head, membership_id=member, expected_version=1, wage=412_345)
    await service.change_status(
        head,
        membership_id=kept,
        expected_version=2,
        status=MembershipStatus.RETAINED,
        reason="失业",
    )
    month = ruled.today.replace(day=1)
    assert [await service.open_dues(ruled, month=ruled.today) for _ in range(2)] == [1, 0]
    assert await paid(ruled, known) == [(month, "DUE", 2_061)]
    assert await paid(ruled, unknown) == await paid(ruled, kept) == []

    paid_id = await service.record_dues(head, membership_id=known, month=ruled.today)
    found = await row(ruled, dues, paid_id)
    assert (found.status, found.amount, found.paid_on) == (DuesStatus.PAID, 2_061, ruled.today)
    assert found.receipt_number.startswith(f"HF{ruled.today.year}-")
    with pytest.raises(DomainError) as caught:
        await service.record_dues(head, membership_id=known, month=ruled.today)
    assert caught.value.code is ErrorCode.DUPLICATE
    await service.correct_dues(
        head, dues_id=paid_id, expected_version=found.version, amount=2_500, reason="多缴"
    )
    corrected = await row(ruled, dues, paid_id)
    assert (corrected.amount, corrected.receipt_number) == (2_500, found.receipt_number)


async def test_dues_are_waived_for_a_reason_by_whoever_decides(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    member = await enrol()
    head = chair(ruled, tree.unions[0])
    await service.set_dues_base(head, membership_id=member, expected_version=1, wage=400_000)
    await service.open_dues(ruled, month=ruled.today)
    (entry,) = (await ruled.execute(sa.select(dues.c.id, dues.c.version))).all()
    with pytest.raises(DomainError) as caught:
        await service.waive_dues(head, dues_id=entry.id, expected_version=1, reason=" ")
    assert caught.value.path == ("reason",)
    await service.waive_dues(head, dues_id=entry.id, expected_version=1, reason="患病")
    assert await paid(ruled, member) == [(ruled.today.replace(day=1), "WAIVED", 2_000)]


@pytest.mark.parametrize(
    ("stated", "path"),
    [
        ({"amount": 100, "wage": 100}, ("amount",)),
        ({}, ("amount",)),
        ({"amount": -1}, ("amount",)),
        ({"wage": 1}, ("amount",)),
        ({"amount": 100, "month": date(2019, 12, 1)}, ("month",)),
        ({"amount": 100, "month": date(2090, 1, 1)}, ("month",)),
        ({"amount": 100, "paid_on": date(2090, 1, 1)}, ("paidOn",)),
    ],
    ids=["both", "neither", "negative", "nothing", "before-joining", "ahead", "paid-in-future"],
)
async def test_what_cannot_be_dues(
    ruled: Work, enrol: Enrol, stated: dict[str, Any], path: tuple[str, ...]
) -> None:
    member = await enrol()
    with pytest.raises(DomainError) as caught:
        await service.record_dues(
            ruled, membership_id=member, **{"month": date(2021, 1, 5), **stated}
        )
    assert caught.value.path == path


async def test_dues_stay_with_the_union_that_received_them(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    member = await enrol()
    head = chair(ruled, tree.unions[0])
    first = await service.record_dues(
        head, membership_id=member, month=date(2021, 1, 1), amount=900
    )
    transfer = await service.request_transfer(
        head, membership_id=member, expected_version=1, to_union_id=tree.unions[1]
    )
    await service.release_transfer(head, transfer_id=transfer, expected_version=1)
    new = chair(ruled, tree.unions[1])
    await service.accept_transfer(new, transfer_id=transfer, expected_version=2)
    later = await service.record_dues(new, membership_id=member, month=ruled.today, amount=900)
    unions = [(await row(ruled, dues, one)).union_id for one in (first, later)]
    assert unions == tree.unions


async def a_series(work: Work, digits: int = 8) -> UUID:
    return await service.open_card_series(city(work), prefix="430682", digits=digits)


async def cards(work: Work, member: UUID) -> list[tuple[str, str]]:
    statement = sa.select(membership_card).where(membership_card.c.membership_id == member)
    found = await work.execute(statement.order_by(membership_card.c.id))
    return [(card.number, card.status.value) for card in found]


async def test_a_card_is_issued_lost_and_replaced_by_another_number(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    member = await enrol()
    head = chair(ruled, tree.unions[0])
    with pytest.raises(DomainError) as caught:
        await service.issue_card(head, membership_id=member, expected_version=1)
    assert caught.value.code is MembershipErrorCode.NO_CARD_SERIES
    await a_series(ruled)
    first = await service.issue_card(head, membership_id=member, expected_version=1)
    number = card_number("430682", 8, 1)
    assert (await row(ruled, membership, member)).card_number == number
    await service.report_card(
        head, card_id=first, expected_version=1, status=CardStatus.LOST, reason="遗失"
    )
    assert (await row(ruled, membership, member)).card_number is None
    with pytest.raises(DomainError) as caught:
        await service.issue_card(head, membership_id=member, expected_version=3)
    assert caught.value.path == ("reason",)
    await service.issue_card(head, membership_id=member, expected_version=3, reason="补办")
    second = card_number("430682", 8, 2)
    assert await cards(ruled, member) == [(number, "REPLACED"), (second, "VALID")]
    assert (await row(ruled, membership, member)).card_number == second


async def test_a_number_entered_by_hand_is_passed_over(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    taken = card_number("430682", 8, 1)
    await enrol(card_number=taken)
    await a_series(ruled)
    member = await enrol()
    head = chair(ruled, tree.unions[0])
    await service.issue_card(head, membership_id=member, expected_version=1)
    assert [number for number, _ in await cards(ruled, member)] == [card_number("430682", 8, 2)]


async def test_a_series_is_closed_by_the_city(ruled: Work, tree: Tree) -> None:
    with pytest.raises(DomainError) as caught:
        await service.open_card_series(chair(ruled, tree.unions[0]), prefix="43", digits=8)
    assert caught.value.code is ErrorCode.FORBIDDEN
    for prefix, digits in (("4a", 8), ("43", 3), ("", 8)):
        with pytest.raises(DomainError) as caught:
            await service.open_card_series(city(ruled), prefix=prefix, digits=digits)
        assert caught.value.code is ErrorCode.INVALID
    series = await a_series(ruled)
    await service.close_card_series(city(ruled), series_id=series, expected_version=1)
    assert (await row(ruled, card_series, series)).closed_on == ruled.today


@pytest.mark.usefixtures("fresh_database")
async def test_many_cards_at_once_have_many_numbers(
    engine: AsyncEngine, principal: Principal
) -> None:
    """The series is locked until each number is written: none twice, none left out."""
    async with transaction(engine, principal) as work:
        await service.open_card_series(work, prefix="430682", digits=8)

    async def draw() -> str:
        async with transaction(engine, principal) as work:
            return await next_number(work)

    drawn = await asyncio.gather(*(draw() for _ in range(20)))
    assert sorted(drawn) == [card_number("430682", 8, number) for number in range(1, 21)]


async def rider(work: Work, tree: Tree, number: int, **more: Any) -> UUID:
    """A food rider who joins where the rules lead him."""
    place = await place_of(work, "990682001")
    stated = {"new_form_group": NewFormGroup.FOOD_RIDER, "platform": Platform.MEITUAN, **more}
    assert tree.unions
    return await service.join_as_new_form(work, facts(number), division_id=place, **stated)


async def test_platform_station_then_trade_then_catch_all(ruled: Work, tree: Tree) -> None:
    """兜底建会: the nearest union that fits best; the county's when the town has none."""
    boss, county = city(ruled), tree.county
    with pytest.raises(DomainError) as caught:
        await rider(ruled, tree, 500)
    assert caught.value.code is MembershipErrorCode.NO_HOME_UNION
    kinds = HomeUnionKind
    settings: list[dict[str, Any]] = [
        {"kind": kinds.CATCH_ALL, "union_id": tree.unions[0]},
        {
            "kind": kinds.INDUSTRY,
            "union_id": tree.towns[0],
            "new_form_group": NewFormGroup.FOOD_RIDER,
        },
        {"kind": kinds.PLATFORM_STATION, "union_id": tree.towns[1], "platform": Platform.MEITUAN},
    ]
    made = [await service.set_home_union(boss, **stated, division_id=county) for stated in settings]
    joined = [
        await rider(ruled, tree, 501),
        await rider(ruled, tree, 502, platform=Platform.ELEME),
        await rider(ruled, tree, 503, new_form_group=NewFormGroup.COURIER, platform=None),
    ]
    unions = [(await row(ruled, membership, one)).union_id for one in joined]
    assert unions == [tree.towns[1], tree.towns[0], tree.unions[0]]
    await service.end_home_union(
        boss, home_union_id=made[2], expected_version=1, valid_to=ruled.today + timedelta(days=1)
    )
    later = replace(ruled, now=ruled.now + timedelta(days=2))
    moved = await row(ruled, membership, await rider(later, tree, 504))
    assert (moved.union_id, moved.employment_form) == (tree.towns[0], EmploymentForm.NEW_FORM)


async def test_several_platforms_each_verified(ruled: Work, tree: Tree, enrol: Enrol) -> None:
    member = await enrol(
        employment_form=EmploymentForm.NEW_FORM, new_form_group=NewFormGroup.FOOD_RIDER
    )
    head = chair(ruled, tree.unions[0])
    made = [
        await service.add_platform_work(
            head,
            membership_id=member,
            platform=platform,
            relation=PlatformRelation.CROWDSOURCED,
            vehicle_plate="湘f 12345",
        )
        for platform in (Platform.MEITUAN, Platform.ELEME)
    ]
    await service.verify_platform_work(
        head,
        platform_work_id=made[0],
        expected_version=1,
        verified_by=PlatformVerification.STATION_VISIT,
    )
    await service.end_platform_work(
        head, platform_work_id=made[1], expected_version=1, ended_on=ruled.today
    )
    first, second = [await row(ruled, platform_work, one) for one in made]
    assert (first.vehicle_plate, first.verified_on) == ("湘F12345", ruled.today)
    assert (second.verified_on, second.ended_on) == (None, ruled.today)
    with pytest.raises(DomainError):  # a member employed otherwise has no platform
        await service.add_platform_work(
            head,
            membership_id=await enrol(),
            platform=Platform.DIDI,
            relation=PlatformRelation.EMPLOYED,
        )
