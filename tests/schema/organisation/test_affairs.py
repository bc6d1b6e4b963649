"""Six-haves, shows, model homes, enterprises and union funds, by the people who take turns."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.organisation import service
from schema.organisation.rules import (
    BudgetStatus,
    BusinessEventKind,
    CheckStatus,
    FundItem,
    HomeKind,
    HomeLevel,
    OrganisationErrorCode,
    SelectionStatus,
    SixHavesItem,
    WatchLevel,
    WeakReason,
)
from schema.organisation.tables import (
    enterprise,
    home_assessment,
    six_haves,
    six_haves_item,
    union_budget,
    union_contribution,
    union_ledger,
)
from tests.schema.conftest import Tree
from tests.schema.organisation.conftest import Enter, as_user, row

pytestmark = pytest.mark.anyio
S = SelectionStatus


def items(*failing: SixHavesItem) -> list[service.ItemFacts]:
    return [service.ItemFacts(item, item not in failing, "佐证") for item in SixHavesItem]


async def review(work: Work, check: UUID, status: CheckStatus, note: str | None = None) -> None:
    version = (await row(work, six_haves, check)).version
    await service.review_six_haves(
        work, assessment_id=check, expected_version=version, status=status, note=note
    )


async def test_six_haves_go_from_the_union_to_the_city(ruled: Work, tree: Tree) -> None:
    chair, town, city = (as_user(ruled, name) for name in ("chair", "town", "city"))
    union = tree.unions[0]
    check = await service.assess_six_haves(
        chair, union_id=union, year=2025, items=items(SixHavesItem.RULES)
    )
    with pytest.raises(DomainError) as caught:
        await review(chair, check, CheckStatus.TOWNSHIP_REVIEWED)
    assert caught.value.code is OrganisationErrorCode.SAME_OFFICER
    with pytest.raises(DomainError) as caught:
        await review(city, check, CheckStatus.CITY_CONFIRMED)
    assert caught.value.code is StateErrorCode.ILLEGAL_TRANSITION
    with pytest.raises(DomainError) as caught:
        await review(town, check, CheckStatus.RETURNED)
    assert caught.value.code is ErrorCode.INVALID
    await review(town, check, CheckStatus.RETURNED, "佐证不全")
    await service.correct_six_haves(
        chair, assessment_id=check, expected_version=2, items=items(SixHavesItem.OWN_FUNDS)
    )
    await review(town, check, CheckStatus.TOWNSHIP_REVIEWED)
    await review(city, check, CheckStatus.CITY_CONFIRMED)
    table = six_haves_item.c
    unmet = sa.select(table.id, table.item, table.version).where(
        table.assessment_id == check, sa.not_(table.met)
    )
    failed = (await ruled.execute(unmet)).one()
    assert failed.item is SixHavesItem.OWN_FUNDS
    met = sa.select(sa.func.gonghui_six_haves_met(check), sa.func.gonghui_rectify_due(check))
    compliant, due = tuple((await ruled.execute(met)).one())
    assert not compliant
    assert due > ruled.today
    await service.rectify_item(
        chair, item_id=failed.id, expected_version=failed.version, rectification="已开户"
    )
    assert (await ruled.execute(met)).one()[0]


async def change(work: Work, home: UUID, status: SelectionStatus, **facts: Any) -> None:
    version = (await row(work, home_assessment, home)).version
    await service.change_home_status(
        work,
        home_id=home,
        expected_version=version,
        status=status,
        facts=service.HomeFacts(**facts),
    )


RATES: dict[str, Any] = {"join_rate": 9_000, "satisfaction": 9_000, "member_votes": 60}


async def test_a_title_is_won_and_lost(ruled: Work, tree: Tree) -> None:
    chair, town = as_user(ruled, "chair"), as_user(ruled, "town", days=12)
    city, leader = as_user(ruled, "city", days=12), as_user(ruled, "leader", days=30)
    given: dict[str, Any] = {"union_id": tree.unions[0], "kind": HomeKind.MODEL_HOME, "year": 2026}
    home = await service.open_home_assessment(chair, level=HomeLevel.COUNTY, **given)
    higher = await service.open_home_assessment(chair, level=HomeLevel.PREFECTURE, **given)
    cases: tuple[tuple[dict[str, int], object], ...] = (
        ({"join_rate": 8_999}, OrganisationErrorCode.BELOW_STANDARD),
        ({"satisfaction": 8_999}, OrganisationErrorCode.BELOW_STANDARD),
        ({"member_votes": 0}, ErrorCode.INVALID),
    )
    for wrong, code in cases:
        with pytest.raises(DomainError) as caught:
            await change(chair, home, S.NOMINATED, **{**RATES, **wrong})
        assert caught.value.code is code
    with pytest.raises(DomainError) as caught:
        await change(chair, higher, S.NOMINATED, **RATES)
    assert caught.value.code is OrganisationErrorCode.LOWER_TITLE_MISSING
    await change(chair, home, S.NOMINATED, **RATES)
    await change(chair, home, S.UNIT_NOTICE)
    with pytest.raises(DomainError) as caught:
        await change(as_user(ruled, "town", days=1), home, S.TOWNSHIP_REVIEWED)
    assert caught.value.code is OrganisationErrorCode.NOTICE_UNFINISHED
    with pytest.raises(DomainError) as caught:
        await change(as_user(ruled, "chair", days=12), home, S.TOWNSHIP_REVIEWED)
    assert caught.value.code is OrganisationErrorCode.SAME_OFFICER
    await change(town, home, S.TOWNSHIP_REVIEWED)
    await change(city, home, S.CITY_REVIEWED)
    await change(city, home, S.CITY_NOTICE)
    for status in (S.DECIDED, S.AWARDED, S.IN_FORCE):
        await change(leader, home, status)
    await change(chair, higher, S.NOMINATED, **RATES)
    await change(city, home, S.RECHECKED)
    with pytest.raises(DomainError) as caught:
        await change(leader, home, S.REVOKED)
    assert caught.value.code is ErrorCode.INVALID
    await change(leader, home, S.REVOKED, note="满意度下降")


async def test_shows_and_strength(ruled: Work, tree: Tree) -> None:
    union = tree.unions[0]
    complete = sa.select(sa.func.gonghui_shows_complete(union))
    for day, third in ((1, None), (2, "承诺墙")):
        await service.check_shows(
            ruled,
            union_id=union,
            checked_on=date(2025, 5, day),
            plate_photo="P",
            chair_notice="N",
            third_item=third,
        )
        assert (await ruled.execute(complete)).scalar_one() is (third is not None)
    await service.assess_strength(
        ruled, union_id=union, year=2026, reasons=[WeakReason.NO_VENUE, WeakReason.NO_VENUE]
    )
    weak = sa.select(sa.func.gonghui_is_weak(union, 2026), sa.func.gonghui_is_weak(union, 2025))
    assert tuple((await ruled.execute(weak)).one()) == (True, False)


async def test_events_weigh_by_their_kind(ruled: Work, enter: Enter) -> None:
    company = await enter()
    score = sa.select(sa.func.gonghui_event_score(company, 40))
    today = (await ruled.execute(sa.select(sa.func.gonghui_today()))).scalar_one()
    expected: tuple[tuple[BusinessEventKind, int | None, int], ...] = (
        (BusinessEventKind.ARREARS, 30, 30),
        (BusinessEventKind.LAYOFF, 3, 30),
        (BusinessEventKind.ACCIDENT, None, 50),
        (BusinessEventKind.RELOCATION, 9, 50),
    )
    for kind, persons, total in expected:
        await service.report_event(
            ruled,
            enterprise_id=company,
            kind=kind,
            happened_on=min(today, ruled.today),
            source="镇街",
            persons=persons,
        )
        assert (await ruled.execute(score)).scalar_one() == total
    await service.watch_enterprise(
        ruled, enterprise_id=company, expected_version=1, level=WatchLevel.WATCH, reason="欠薪"
    )
    assert (await row(ruled, enterprise, company)).watch_level is WatchLevel.WATCH
    with pytest.raises(DomainError) as caught:
        await service.update_enterprise(
            ruled,
            enterprise_id=company,
            expected_version=2,
            headcount=5,
            women=6,
            dispatched=0,
            migrants=0,
        )
    assert caught.value.code is ErrorCode.INVALID


async def test_money_goes_from_plan_to_audit(ruled: Work, tree: Tree) -> None:
    planner, payer, auditor = (as_user(ruled, name) for name in ("plan", "pay", "audit"))
    union = tree.unions[0]
    line = await service.plan_budget(
        planner,
        union_id=tree.city,
        beneficiary_id=union,
        year=2026,
        item=FundItem.GRASSROOTS_SUBSIDY,
        title="补助",
        amount=1_000,
    )
    at: dict[str, Any] = {"budget_id": line, "expected_version": 1}
    for work, amount, code in (
        (planner, 1_000, OrganisationErrorCode.SAME_OFFICER),
        (payer, 1_001, OrganisationErrorCode.OVER_BUDGET),
        (payer, 0, ErrorCode.INVALID),
    ):
        with pytest.raises(DomainError) as caught:
            await service.allot_budget(work, **at, amount=amount, voucher="V-1")
        assert caught.value.code is code
    await service.allot_budget(payer, **at, amount=800, voucher="V-1")
    spend: dict[str, Any] = {"budget_id": line, "booked_on": ruled.today}
    await service.spend_budget(payer, **spend, expected_version=2, amount=300, voucher="V-2")
    with pytest.raises(DomainError) as caught:
        await service.spend_budget(payer, **spend, expected_version=3, amount=501, voucher="V-3")
    assert caught.value.code is OrganisationErrorCode.OVER_BUDGET
    await service.spend_budget(payer, **spend, expected_version=3, amount=500, voucher="V-3")
    assert (await row(ruled, union_budget, line)).status is BudgetStatus.SPENT
    with pytest.raises(DomainError) as caught:
        await service.audit_budget(
            payer, budget_id=line, expected_version=4, audit_report="审〔2026〕1号"
        )
    assert caught.value.code is OrganisationErrorCode.SAME_OFFICER
    await service.audit_budget(
        auditor, budget_id=line, expected_version=4, audit_report="审〔2026〕1号"
    )
    table = union_ledger.c
    booked = sa.select(table.amount).where(table.budget_id == line).order_by(table.amount)
    assert (await ruled.execute(booked)).scalars().all() == [300, 500, 800]
    spent = sa.text(
        "select gonghui_fund_spent(2026, false, false), gonghui_fund_spent(2026, true, true)"
    )
    assert tuple((await ruled.execute(spent)).one()) == (800, 0)


async def test_employers_owe_two_per_cent(ruled: Work, enter: Enter) -> None:
    company = await enter()
    owed = await service.declare_contribution(
        ruled, enterprise_id=company, year=2026, quarter=1, wages=1_000_000
    )
    at: dict[str, Any] = {"contribution_id": owed}
    with pytest.raises(DomainError) as caught:
        await service.book_contribution_payment(
            ruled, **at, expected_version=1, amount=20_001, voucher="C-1"
        )
    assert caught.value.code is OrganisationErrorCode.OVER_BUDGET
    await service.book_contribution_payment(
        ruled, **at, expected_version=1, amount=5_000, voucher="C-1"
    )
    await service.book_contribution_payment(
        ruled, **at, expected_version=2, amount=15_000, voucher="C-2"
    )
    paid = await row(ruled, union_contribution, owed)
    assert (paid.due, paid.paid, paid.paid_on) == (20_000, 20_000, ruled.today)
