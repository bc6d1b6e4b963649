"""What stands beside a dossier's steps: gates, notices, deadlines, target, relapse, deliveries."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from schema.assistance import service
from schema.assistance.rules import (
    NEEDED_TO_SUBMIT,
    AidFacts,
    AssessmentFacts,
    AssistanceErrorCode,
    AssistanceKind,
    AssistanceStatus,
    BenefitBand,
    CapScope,
    Cause,
    CheckResult,
    DeliverySeason,
    DeliveryStatus,
    DossierFacts,
    DossierStatus,
    EvidenceKind,
    Exclusion,
    ExitChannel,
    FeePayer,
    FundLevel,
    RecipientGroup,
    ReviewTrigger,
    RuleSet,
    SpotCheckResult,
    valid_until,
    window,
)
from schema.assistance.tables import (
    assessment,
    assistance_record,
    delivery,
    delivery_goods,
    delivery_receipt,
    dossier,
    evidence,
    household_member,
    mutual_aid_claim,
    notice_objection,
    public_notice,
    relief_base,
    relief_target,
    spot_check,
)
from schema.core.calendar import working_calendar
from schema.core.errors import DomainError
from schema.core.work import Work
from tests.schema.assistance.conftest import (
    HOUSEHOLD,
    Filed,
    as_user,
    make_active,
    noticed,
    papers,
    prove,
    row,
    step,
    visit,
)
from tests.schema.assistance.paying import LIVING, grant

pytestmark = pytest.mark.anyio
Code = AssistanceErrorCode


async def refusal(awaitable: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


async def due(work: Work, dossier_id: UUID) -> date | None:
    found = await work.execute(sa.select(sa.func.gonghui_dossier_due(dossier_id)))
    answer: date | None = found.scalar_one()
    return answer


async def test_nothing_is_submitted_without_its_proofs(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    error = await refusal(step(ruled, dossier_id, DossierStatus.SUBMITTED))
    assert error.code is Code.EVIDENCE_MISSING
    assert error.details["missing"] == [[kind.value] for kind in NEEDED_TO_SUBMIT]
    await prove(as_user(ruled, "filer", days=-300), dossier_id, EvidenceKind.INCOME)
    await prove(ruled, dossier_id, EvidenceKind.IDENTITY, EvidenceKind.AUTHORISATION)
    error = await refusal(step(ruled, dossier_id, DossierStatus.SUBMITTED))
    assert error.details["missing"] == [["INCOME"]]  # an old one has run out
    await prove(ruled, dossier_id, EvidenceKind.INCOME)
    await step(ruled, dossier_id, DossierStatus.SUBMITTED)


async def test_validity_by_kind(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await prove(ruled, dossier_id, EvidenceKind.BACKSTOP_CERTIFICATE, EvidenceKind.IDENTITY)
    rows = await ruled.execute(sa.select(evidence).where(evidence.c.dossier_id == dossier_id))
    found = {entry.kind: entry.valid_until for entry in rows}
    assert found[EvidenceKind.IDENTITY] is None
    assert 88 <= (found[EvidenceKind.BACKSTOP_CERTIFICATE] - ruled.today).days <= 92
    enrolled = valid_until(EvidenceKind.ENROLMENT, date(2026, 9, 1), None)
    assert enrolled == date(2027, 8, 31)
    assert valid_until(EvidenceKind.INCOME, date(2026, 8, 31), 6) == date(2027, 2, 28)


async def test_no_visit_no_step(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await prove(ruled, dossier_id, *NEEDED_TO_SUBMIT)
    await step(ruled, dossier_id, DossierStatus.SUBMITTED)
    error = await refusal(step(ruled, dossier_id, DossierStatus.VISITED))
    assert error.code is Code.VISIT_MISSING
    alone = service.record_visit(
        ruled,
        dossier_id=dossier_id,
        visited_on=ruled.today,
        visitors=["张三", "张三"],
        photo="P",
        findings="属实",
    )
    assert (await refusal(alone)).path == ("visitors",)
    await visit(ruled, dossier_id)
    await step(ruled, dossier_id, DossierStatus.VISITED)


async def test_an_exclusion_bars_the_approval(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await papers(ruled, dossier_id)
    for user, status in (
        ("filer", DossierStatus.SUBMITTED),
        ("visitor", DossierStatus.VISITED),
        ("township", DossierStatus.FIRST_REVIEWED),
    ):
        await step(as_user(ruled, user), dossier_id, status)
    await service.check_exclusion(
        ruled,
        dossier_id=dossier_id,
        exclusion=Exclusion.SECOND_HOME,
        source="住建局",
        result=CheckResult.HIT,
    )
    await step(as_user(ruled, "centre"), dossier_id, DossierStatus.DATA_CHECKED)
    leader = as_user(ruled, "leader")
    error = await refusal(step(leader, dossier_id, DossierStatus.APPROVED_PENDING_NOTICE))
    assert error.code is Code.EXCLUDED
    assert error.details["exclusions"] == ["SECOND_HOME"]


async def test_deadlines_are_computed_and_stand_still_while_returned(
    ruled: Work, filed: Filed
) -> None:
    await service.load_calendar(ruled)
    dossier_id = await filed()
    past = as_user(ruled, "filer", days=-30)
    await papers(past, dossier_id)
    calendar = await working_calendar(ruled.connection, ruled.today)
    await step(past, dossier_id, DossierStatus.SUBMITTED)
    assert await due(ruled, dossier_id) == calendar.add(past.today, 5)
    back = as_user(ruled, "township", days=-20)
    await step(back, dossier_id, DossierStatus.RETURNED, reason="缺材料")
    assert await due(ruled, dossier_id) is None
    again = as_user(ruled, "filer", days=-10)
    await step(again, dossier_id, DossierStatus.SUBMITTED)
    await visit(again, dossier_id)
    await step(again, dossier_id, DossierStatus.VISITED)
    await step(as_user(ruled, "township", days=-9), dossier_id, DossierStatus.FIRST_REVIEWED)
    await step(as_user(ruled, "centre", days=-8), dossier_id, DossierStatus.DATA_CHECKED)
    expected = calendar.add(past.today, 20, [(back.today, again.today)])
    assert await due(ruled, dossier_id) == expected


async def test_the_notice_shows_a_mask_and_takes_objections(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await noticed(ruled, dossier_id)
    notice = (
        await ruled.execute(
            sa.select(public_notice).where(public_notice.c.dossier_id == dossier_id)
        )
    ).one()
    assert "王*" in notice.text
    assert "王五" not in notice.text
    error = await refusal(
        service.raise_objection(ruled, notice_id=notice.id, content="电话13800001234")
    )
    assert error.path == ("content",)
    objection = await service.raise_objection(ruled, notice_id=notice.id, content="有两套住房")
    assert (await row(ruled, dossier, dossier_id)).status is DossierStatus.OBJECTION
    checked = step(as_user(ruled, "centre"), dossier_id, DossierStatus.DATA_CHECKED)
    assert (await refusal(checked)).code is Code.OBJECTION_OPEN
    await service.answer_objection(
        ruled, objection_id=objection, expected_version=1, upheld=False, answer="经查不属实"
    )
    assert (await row(ruled, notice_objection, objection)).answered_on == ruled.today
    await step(as_user(ruled, "centre"), dossier_id, DossierStatus.DATA_CHECKED)
    late = as_user(ruled, "anyone", days=30)
    error = await refusal(service.raise_objection(late, notice_id=notice.id, content="晚了"))
    assert error.code is Code.NOTICE_OVER


async def test_reconsideration_within_ten_working_days(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await papers(ruled, dossier_id)
    await step(ruled, dossier_id, DossierStatus.SUBMITTED)
    await step(ruled, dossier_id, DossierStatus.REJECTED, reason="不符合")
    late = step(as_user(ruled, "filer", days=40), dossier_id, DossierStatus.SUBMITTED)
    assert (await refusal(late)).code is Code.TOO_LATE
    await step(as_user(ruled, "filer", days=5), dossier_id, DossierStatus.SUBMITTED)


async def test_the_nightly_turn_is_safe_to_repeat(ruled: Work, active: UUID) -> None:
    later = as_user(ruled, "night", days=220)
    assert (await service.turn_dossiers(later))["DUE_FOR_REVIEW"] >= 1
    assert (await row(ruled, dossier, active)).status is DossierStatus.DUE_FOR_REVIEW
    assert (await service.turn_dossiers(later))["DUE_FOR_REVIEW"] == 0


async def test_a_trigger_asks_for_a_review_at_once(ruled: Work, active: UUID) -> None:
    version = (await row(ruled, dossier, active)).version
    await service.trigger_review(
        ruled, dossier_id=active, expected_version=version, trigger=ReviewTrigger.JOB
    )
    found = await row(ruled, dossier, active)
    assert found.status is DossierStatus.DUE_FOR_REVIEW
    assert found.next_review_on < ruled.today + timedelta(days=20)


async def leave(work: Work, dossier_id: UUID) -> None:
    """Out by the state's backstop, forty days later."""
    for status in (DossierStatus.DUE_FOR_REVIEW, DossierStatus.REVIEWING):
        await step(work, dossier_id, status)
    await prove(work, dossier_id, EvidenceKind.BACKSTOP_CERTIFICATE)
    await step(
        work,
        dossier_id,
        DossierStatus.EXITING,
        exit_channel=ExitChannel.E4_BACKSTOP,
        exit_proof="低保证",
    )
    await step(work, dossier_id, DossierStatus.EXIT_NOTICE)
    await step(as_user(work, "centre", days=40), dossier_id, DossierStatus.EXITED)


async def test_relapse_and_re_entry_under_a_new_number(
    ruled: Work, active: UUID, worker: Any
) -> None:
    facts = DossierFacts(
        worker.person_id, worker.union_id, Cause.LAYOFF, previous_dossier_id=active
    )
    again: dict[str, Any] = {
        "household": HOUSEHOLD,
        "assessed": AssessmentFacts(rigid_expenditure=1_800_000),
    }
    error = await refusal(service.open_dossier(ruled, facts=facts, **again))
    assert error.code is Code.DOSSIER_EXISTS
    await leave(ruled, active)
    assert (await service.turn_dossiers(as_user(ruled, "night", days=41)))["MONITORED"] >= 1
    found = await row(ruled, dossier, active)
    assert found.monitor_until == found.exited_on + timedelta(days=730)
    await service.record_monitoring(ruled, dossier_id=active, relapsed=True, findings="再次失业")
    made = await service.open_dossier(ruled, facts=facts, **again)
    fresh = await row(ruled, dossier, made)
    assert (fresh.previous_dossier_id, fresh.status) == (active, DossierStatus.DRAFT)
    assert fresh.number != found.number
    other = replace(facts, previous_dossier_id=made)
    await step(ruled, made, DossierStatus.VOIDED, reason="重复")
    error = await refusal(service.open_dossier(ruled, facts=other, **again))
    assert error.code is Code.NOT_LAST_DOSSIER


async def test_the_target_keeps_its_base(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    early = replace(ruled, now=ruled.now.replace(year=2025, month=6, day=2))
    await make_active(early, dossier_id)
    target = await service.set_relief_target(ruled, year=2026, basis="年度计划")
    made = await row(ruled, relief_target, target)
    base = (
        await ruled.execute(sa.select(relief_base).where(relief_base.c.target_id == target))
    ).all()
    assert dossier_id in {entry.dossier_id for entry in base}
    assert (made.base_count, made.share, made.base_on) == (len(base), 3000, date(2026, 1, 1))
    lifted = sa.select(sa.func.gonghui_lifted(target, dossier_id))
    assert not (await ruled.execute(lifted)).scalar_one()
    await leave(replace(ruled, now=ruled.now.replace(year=2026, month=3, day=2)), dossier_id)
    assert (await ruled.execute(lifted)).scalar_one()
    with pytest.raises(DBAPIError):
        await ruled.execute(sa.update(relief_base).values(category=None))


async def test_a_spot_check_is_somebody_elses(ruled: Work, active: UUID) -> None:
    given: dict[str, Any] = {
        "dossier_id": active,
        "result": SpotCheckResult.CONSISTENT,
        "findings": "属实",
    }
    error = await refusal(service.record_spot_check(as_user(ruled, "filer"), **given))
    assert error.path == ("dossierId",)
    made = await service.record_spot_check(as_user(ruled, "auditor"), **given)
    assert (await row(ruled, spot_check, made)).year == ruled.today.year


async def test_an_assessment_explains_itself(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    found = (
        await ruled.execute(sa.select(assessment).where(assessment.c.dossier_id == dossier_id))
    ).one()
    assert (found.window_from, found.window_to) == window(ruled.today)
    steps = {entry["name"]: entry for entry in found.explanation}
    assert steps["扣除刚性支出后月人均 m = (Y−R)/12/n"]["result"] == "500.00"
    assert steps["深度困难: m < D"]["holds"] is True
    assert all(entry["basis"] for entry in found.explanation)
    assert found.explanation[-1]["result"] == "深度困难"


async def test_expenditure_is_capped_line_by_line(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    facts = AssessmentFacts(illness_cost=99_000_000, schooling_cost=100_000)
    made = await service.assess_dossier(
        ruled, dossier_id=dossier_id, expected_version=2, facts=facts
    )
    found = await row(ruled, assessment, made)
    assert found.rigid_expenditure == 6_000_000 + 100_000
    assert found.inputs["stated"]["illness_cost"] == 99_000_000


async def test_2019_is_judged_by_the_rules_of_its_time(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    old = replace(ruled, now=ruled.now.replace(year=2020, month=6, day=1))
    made = await service.assess_dossier(
        old, dossier_id=dossier_id, expected_version=2, facts=AssessmentFacts(1_800_000)
    )
    found = await row(ruled, assessment, made)
    assert (found.rule_set, found.multiplier) == (RuleSet.RS_2016, 15_000)


async def test_the_six_months_are_computed_from_the_incomes(ruled: Work, filed: Filed) -> None:
    """By the rules of 2016: months in a row below the standard, listed in the explanation."""
    dossier_id = await filed()
    old = replace(ruled, now=ruled.now.replace(year=2020, month=6, day=1))
    total = await ruled.execute(
        sa.select(
            sa.func.sum(household_member.c.wage_income + household_member.c.transfer_income)
        ).where(household_member.c.dossier_id == dossier_id, household_member.c.co_living)
    )
    year = int(total.scalar_one())

    async def judged(version: int, *monthly: int) -> Any:
        facts = AssessmentFacts(monthly_incomes=monthly)
        made = await service.assess_dossier(
            old, dossier_id=dossier_id, expected_version=version, facts=facts
        )
        found = await row(ruled, assessment, made)
        return next(step for step in found.explanation if "连续" in step["name"])

    even = [year // 12] * 11
    shown = await judged(2, *even, year - sum(even))
    assert (shown["result"], shown["holds"]) == ("0 个月", False)
    early = year - 6 * 100_000
    shown = await judged(3, early, *([0] * 5), *([100_000] * 6))
    assert (shown["result"], shown["holds"]) == ("11 个月", True)
    assert shown["formula"].count("、") == 11
    for wrong in ((year,), (year + 1, *([0] * 11))):
        error = await refusal(
            service.assess_dossier(
                old,
                dossier_id=dossier_id,
                expected_version=4,
                facts=AssessmentFacts(monthly_incomes=wrong),
            )
        )
        assert error.path[-1] == "monthlyIncomes"


async def study(work: Work, dossier_id: UUID) -> AidFacts:
    child = await work.execute(
        sa.select(household_member.c.id).where(
            household_member.c.dossier_id == dossier_id, household_member.c.name == "王小"
        )
    )
    return AidFacts(
        AssistanceKind.STUDY,
        FundLevel.LOCAL_UNION,
        "2026-2027",
        90_000,
        dossier_id=dossier_id,
        beneficiary_member_id=child.scalar_one(),
    )


async def test_one_child_once_a_year_across_parents(
    ruled: Work, active: UUID, funds: Any, worker: Any
) -> None:
    assert funds
    await grant(ruled, await study(ruled, active))
    mother = await ruled.insert(
        dossier,
        number="DA-MOTHER",
        person_id=await _spouse(ruled),
        union_id=worker.union_id,
        rule_set=RuleSet.RS_2021,
        category="DEEP",
        status=DossierStatus.ACTIVE,
        opened_on=ruled.today,
        primary_cause=Cause.LAYOFF,
        applied_on=ruled.today,
    )
    await ruled.insert(
        household_member,
        dossier_id=mother,
        name="王小",
        relation="SON",
        birth_date=date(2010, 3, 4),
        school_stage="SENIOR_HIGH",
    )
    facts = await study(ruled, mother)
    error = await refusal(service.request_assistance(as_user(ruled, "filer"), facts=facts))
    assert error.code is Code.CHILD_ALREADY_AIDED
    await service.request_assistance(
        as_user(ruled, "filer"), facts=replace(facts, period_key="2027-2028")
    )


async def _spouse(work: Work) -> UUID:
    from schema.membership.tables import person  # noqa: PLC0415 - only here

    return await work.insert(person, name="赵六")


async def test_a_cap_blocks_and_the_year_asks_for_the_meeting(
    ruled: Work, active: UUID, funds: Any
) -> None:
    assert funds
    await service.set_cap(
        as_user(ruled, "finance"),
        facts=service.CapFacts(
            AssistanceKind.LIVING, CapScope.HOUSEHOLD, 150_000, date(2020, 1, 1), "试验"
        ),
    )
    facts = replace(LIVING, dossier_id=active)
    await grant(ruled, facts)
    error = await refusal(grant(ruled, replace(facts, period_key="2026-2")))
    assert error.code is Code.CAP_EXCEEDED
    assert error.details == {"cap": 150_000, "used": 80_000, "basis": "试验"}


async def test_a_voucher_serves_one_claim(ruled: Work, active: UUID) -> None:
    facts = AidFacts(
        AssistanceKind.MEDICAL,
        FundLevel.LOCAL_UNION,
        "2026",
        90_000,
        dossier_id=active,
        vouchers=("0430 0019 8877",),
    )
    first = await service.request_assistance(as_user(ruled, "filer"), facts=facts)
    again = replace(facts, period_key="2027")
    error = await refusal(service.request_assistance(as_user(ruled, "filer"), facts=again))
    assert (error.code, error.path) == (Code.VOUCHER_USED, ("vouchers", 0))
    await service.decide_assistance(
        as_user(ruled, "filer"),
        assistance_id=first,
        expected_version=1,
        status=AssistanceStatus.WITHDRAWN,
    )
    second = await service.request_assistance(as_user(ruled, "filer"), facts=again)
    assert (await row(ruled, assistance_record, second)).period_key == "2027"


async def test_an_upheld_objection_takes_the_approval_back(
    ruled: Work, active: UUID, funds: dict[FundLevel, UUID]
) -> None:
    record = await grant_to_notice(ruled, replace(LIVING, dossier_id=active))
    notice = (
        await ruled.execute(
            sa.select(public_notice.c.id).where(public_notice.c.assistance_id == record)
        )
    ).scalar_one()
    objection = await service.raise_objection(ruled, notice_id=notice, content="不困难")
    await service.answer_objection(
        ruled, objection_id=objection, expected_version=1, upheld=True, answer="属实"
    )
    found = await row(ruled, assistance_record, record)
    assert (found.status, found.fund_id) == (AssistanceStatus.CENTRE_REVIEWED, None)
    assert funds
    assert await service.find_differences(ruled) == {}


async def grant_to_notice(work: Work, facts: AidFacts) -> UUID:
    record = await service.request_assistance(as_user(work, "filer"), facts=facts)
    for user, status in (
        ("chair", AssistanceStatus.GRASSROOTS_CHECKED),
        ("centre", AssistanceStatus.CENTRE_REVIEWED),
        ("leader", AssistanceStatus.APPROVED),
    ):
        version = (await row(work, assistance_record, record)).version
        await service.decide_assistance(
            as_user(work, user), assistance_id=record, expected_version=version, status=status
        )
    await service.change_assistance_status(
        as_user(work, "centre"),
        assistance_id=record,
        expected_version=(await row(work, assistance_record, record)).version,
        status=AssistanceStatus.PUBLIC_NOTICE,
    )
    return record


async def test_goods_are_signed_for_and_never_run_below_zero(ruled: Work, worker: Any) -> None:
    day = ruled.today
    planned = await service.plan_delivery(
        as_user(ruled, "filer"),
        facts=service.DeliveryFacts("夏送清凉", DeliverySeason.COOL, worker.union_id, day, day),
    )
    goods = await service.add_goods(
        ruled, delivery_id=planned, name="绿豆", quantity=2, unit_price=1_500
    )

    async def change(user: str, status: DeliveryStatus, **more: Any) -> None:
        version = (await row(ruled, delivery, planned)).version
        await service.change_delivery_status(
            as_user(ruled, user),
            delivery_id=planned,
            expected_version=version,
            status=status,
            **more,
        )

    error = await refusal(change("filer", DeliveryStatus.APPROVED))
    assert error.code is Code.SAME_PERSON
    for status in (DeliveryStatus.APPROVED, DeliveryStatus.OPEN, DeliveryStatus.RUNNING):
        await change("leader", status)
    facts = service.ReceiptFacts(goods, RecipientGroup.OUTDOOR, "李师傅")
    signed = replace(facts, signature_reference="Q-1", person_id=worker.person_id)
    await service.hand_over(ruled, facts=signed)
    receipt = await service.hand_over(ruled, facts=facts)
    assert (await refusal(service.hand_over(ruled, facts=facts))).code is Code.STOCK_EXCEEDED
    ended = change("leader", DeliveryStatus.FINISHED, evidence_reference="E-1")
    assert (await refusal(ended)).code is Code.NOT_SIGNED
    await service.sign_receipt(
        ruled, receipt_id=receipt, expected_version=1, signature_reference="Q-2"
    )
    await change("leader", DeliveryStatus.FINISHED, evidence_reference="E-1")
    assert (await row(ruled, delivery_goods, goods)).issued == 2
    assert (await row(ruled, delivery_receipt, receipt)).signed_on == ruled.today
    with pytest.raises(IntegrityError, match="stock"):
        await ruled.execute(sa.update(delivery_goods).values(issued=3))


async def test_mutual_aid_from_enrolment_to_a_record_of_aid(ruled: Work, worker: Any) -> None:
    year = ruled.today.year
    policy = await service.set_mutual_aid_policy(
        ruled,
        year=year,
        fee=8_000,
        bands=[BenefitBand(0, 2_000), BenefitBand(500_000, 4_000)],
        most=1_000_000,
        enrol_from=date(year, 1, 1),
        enrol_to=date(year, 12, 31),
        basis="试验",
    )
    who: dict[str, Any] = {
        "policy_id": policy,
        "person_id": worker.person_id,
        "union_id": worker.union_id,
    }
    member = await service.enrol_in_mutual_aid(ruled, **who, paid_by=FeePayer.UNION)
    stay: dict[str, Any] = {
        "member_id": member,
        "admitted_on": ruled.today - timedelta(days=20),
        "self_paid": 700_000,
    }
    out = ruled.today - timedelta(days=10)
    filer = as_user(ruled, "filer")
    claim = await service.file_claim(filer, **stay, discharged_on=out, invoice_number="JS1")
    assert (await row(ruled, mutual_aid_claim, claim)).benefit == 100_000 + 80_000
    error = await refusal(service.review_claim(filer, claim_id=claim, expected_version=1))
    assert error.code is Code.SAME_PERSON
    await service.review_claim(as_user(ruled, "centre"), claim_id=claim, expected_version=1)
    found = await row(ruled, mutual_aid_claim, claim)
    record = await row(ruled, assistance_record, found.assistance_id)
    assert (record.kind, record.amount) == (AssistanceKind.MUTUAL, 180_000)
    late = as_user(ruled, "filer", days=70)
    tardy = service.file_claim(late, **stay, discharged_on=out, invoice_number="JS2")
    assert (await refusal(tardy)).code is Code.TOO_LATE
    with pytest.raises(IntegrityError, match="invoice"):
        await service.file_claim(filer, **stay, discharged_on=out, invoice_number="js1")
