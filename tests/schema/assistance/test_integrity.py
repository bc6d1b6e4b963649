"""Recusal of kin, recovery in parts, reminders of proofs, conditions of workers from elsewhere."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from schema.accounts.tables import app_user
from schema.assistance import service
from schema.assistance.rules import (
    AidFacts,
    AssessmentFacts,
    AssistanceErrorCode,
    AssistanceStatus,
    Cause,
    DossierFacts,
    DossierStatus,
    EvidenceKind,
    FundLevel,
    MigrantCondition,
    MigrantFacts,
    RecoveryMethod,
    Relation,
    RuleSet,
    migrant_conditions_missing,
)
from schema.assistance.tables import (
    assistance_record,
    dossier,
    evidence,
    fund_source,
    kin_declaration,
    payment_line,
    recovery_payment,
)
from schema.core.errors import DomainError
from schema.core.notification import notification
from schema.core.states import StateErrorCode
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
)
from tests.schema.assistance.paying import LIVING, build, grant, open_account, take

pytestmark = pytest.mark.anyio
Code = AssistanceErrorCode
TODAY = date(2026, 6, 1)


async def refusal(awaitable: Awaitable[Any]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


async def official(work: Work, name: str, *, days: int = 0) -> Work:
    """The same transaction in the name of a user who stands in the database."""
    user = await work.insert(app_user, username=name, name="工作人员")
    acting = as_user(work, str(user), days=days)
    return replace(acting, principal=replace(acting.principal, user_id=user))


# Recusal


async def test_kin_do_not_judge_a_dossier(ruled: Work, filed: Filed, worker: Any) -> None:
    dossier_id = await filed()
    await papers(ruled, dossier_id)
    for name, status in (("filer", DossierStatus.SUBMITTED), ("visitor", DossierStatus.VISITED)):
        await step(as_user(ruled, name), dossier_id, status)
    reviewer = await official(ruled, "cousin")
    made = await service.declare_kin(
        reviewer, person_id=worker.person_id, relation=Relation.SIBLING
    )
    first = DossierStatus.FIRST_REVIEWED
    assert (await refusal(step(reviewer, dossier_id, first))).code is Code.KIN_RECUSAL
    await service.end_kin(reviewer, declaration_id=made, expected_version=1)
    assert (await step(reviewer, dossier_id, first)).status is first


async def test_kin_in_the_household_bar_a_decision_on_aid(
    ruled: Work, active: UUID, worker: Any, funds: Any
) -> None:
    assert funds
    record = await service.request_assistance(
        as_user(ruled, "filer"), facts=replace(LIVING, dossier_id=active)
    )
    chair = await official(ruled, "chair-kin")
    await service.declare_kin(chair, person_id=worker.person_id, relation=Relation.OTHER)
    for status, reason in (
        (AssistanceStatus.GRASSROOTS_CHECKED, None),
        (AssistanceStatus.REJECTED, "不符合"),
    ):
        refused = await refusal(
            service.decide_assistance(
                chair,
                assistance_id=record,
                expected_version=1,
                status=status,
                reason=reason,
            )
        )
        assert refused.code is Code.KIN_RECUSAL


async def test_one_declaration_a_person_and_only_of_ones_own(ruled: Work, worker: Any) -> None:
    one, other = await official(ruled, "one"), await official(ruled, "other")
    made = await service.declare_kin(one, person_id=worker.person_id, relation=Relation.SON)
    again = service.declare_kin(one, person_id=worker.person_id, relation=Relation.SON)
    assert (await refusal(again)).code.value == "INVALID"
    foreign = service.end_kin(other, declaration_id=made, expected_version=1)
    assert (await refusal(foreign)).code.value == "NOT_FOUND"
    standing = sa.select(sa.func.count()).where(kin_declaration.c.ended_on.is_(None))
    assert (await ruled.execute(standing)).scalar_one() == 1


# Recovery


@pytest.fixture
async def owed(ruled: Work, active: UUID, worker: Any, funds: dict[FundLevel, UUID]) -> UUID:
    """A record of 800 yuan that was paid and is asked back."""
    assert funds
    await open_account(ruled, worker.person_id)
    facts: AidFacts = replace(LIVING, dossier_id=active)
    record = await grant(ruled, facts)
    batch = await build(ruled, worker.union_id, [record])
    await take(ruled, batch, "lock", "check", "approve", "release")
    found = sa.select(payment_line.c.idempotency_key).where(payment_line.c.batch_id == batch)
    key = (await ruled.execute(found)).scalar_one()
    content = f"流水号|金额(元)|结果|失败原因|银行流水号\n{key}|800.00|成功||R1\n"
    cashier = as_user(ruled, "cashier", days=20)
    await service.import_return(
        cashier, batch_id=batch, file_name="r.txt", content=content.encode()
    )
    await _next(ruled, record, AssistanceStatus.VERIFIED, "已回访")
    await _next(ruled, record, AssistanceStatus.RECOVERY_OPEN, "多发")
    return record


async def _next(work: Work, record: UUID, status: AssistanceStatus, reason: str) -> None:
    version = (await row(work, assistance_record, record)).version
    await service.change_assistance_status(
        as_user(work, "centre", days=30),
        assistance_id=record,
        expected_version=version,
        status=status,
        reason=reason,
    )


async def _recover(work: Work, record: UUID, amount: int | None) -> Any:
    version = (await row(work, assistance_record, record)).version
    await service.record_recovery(
        as_user(work, "finance", days=40),
        assistance_id=record,
        expected_version=version,
        note="已退回",
        amount=amount,
        method=RecoveryMethod.SET_OFF if amount else RecoveryMethod.REPAYMENT,
    )
    return await row(work, assistance_record, record)


async def _spent(work: Work) -> int:
    fund = fund_source.c
    found = sa.select(fund.spent).where(fund.level == FundLevel.LOCAL_UNION)
    spent: int = (await work.execute(found)).scalar_one()
    return spent


@pytest.mark.requirement("R19")
async def test_a_wrong_payment_comes_back_in_parts(ruled: Work, owed: UUID) -> None:
    record = await _recover(ruled, owed, 30_001)
    assert (record.status, record.recovered_amount) == (AssistanceStatus.RECOVERY_OPEN, 30_001)
    assert await _spent(ruled) == 49_999
    assert await service.find_differences(ruled) == {}

    refused = await refusal(_recover(ruled, owed, 50_000))
    assert (refused.code, refused.details) == (Code.RECOVERY_EXCEEDED, {"owed": 49_999})
    assert (await refusal(_recover(ruled, owed, 0))).code.value == "INVALID"

    record = await _recover(ruled, owed, None)
    assert (record.status, record.recovered_amount) == (AssistanceStatus.RECOVERED, 80_000)
    parts = sa.select(recovery_payment.c.amount, recovery_payment.c.remaining).order_by(
        recovery_payment.c.id
    )
    found = [tuple(part) for part in await ruled.execute(parts)]
    assert found == [(30_001, 49_999), (49_999, 0)]
    assert await _spent(ruled) == 0
    assert await service.find_differences(ruled) == {}
    over = await refusal(_recover(ruled, owed, 1))
    assert over.code is StateErrorCode.ILLEGAL_TRANSITION


# Reminders


async def test_a_proof_that_runs_out_is_told_of_once(ruled: Work, filed: Filed) -> None:
    leader = await official(ruled, "told")
    dossier_id = await filed()
    await make_active(ruled, dossier_id)
    await prove(ruled, dossier_id, EvidenceKind.MEDICAL)
    await ruled.execute(
        sa.text(
            "insert into role_grant (user_id, role, scope_kind, created_by, updated_by)"
            " values (:user, 'CITY_LEADER', 'CITY', 't', 't')"
        ).bindparams(user=leader.principal.user_id)
    )
    end = sa.select(evidence.c.valid_until).where(evidence.c.kind == EvidenceKind.INCOME)
    last: date = (await ruled.execute(end)).scalar_one()
    early = as_user(ruled, "job", days=(last - ruled.today).days - 16)
    assert await service.remind_evidence(early) == 0
    near = as_user(ruled, "job", days=(last - ruled.today).days - 15)
    assert await service.remind_evidence(near) == 1
    assert await service.remind_evidence(near) == 0
    told = sa.select(notification.c.title).where(notification.c.user_id == leader.principal.user_id)
    assert [text.endswith("将到期") for text in (await ruled.execute(told)).scalars()] == [True]


async def test_a_proof_that_was_renewed_is_not_told_of(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await noticed(ruled, dossier_id)
    await step(as_user(ruled, "centre", days=20), dossier_id, DossierStatus.ACTIVE)
    end = sa.select(evidence.c.valid_until).where(evidence.c.kind == EvidenceKind.INCOME)
    last: date = (await ruled.execute(end)).scalar_one()
    near = as_user(ruled, "job", days=(last - ruled.today).days - 10)
    await prove(near, dossier_id, EvidenceKind.INCOME)
    assert await service.remind_evidence(near) == 0


# Workers from elsewhere


def missing(
    rules: RuleSet, facts: MigrantFacts, *, is_member: bool = True
) -> list[MigrantCondition]:
    return list(
        migrant_conditions_missing(
            rules,
            facts,
            is_member=is_member,
            today=TODAY,
            contract_months=12,
            residence_months=12,
            employment_months=12,
        )
    )


CONTRACTS = [
    pytest.param(date(2026, 1, 1), date(2026, 12, 31), True, id="a-year"),
    pytest.param(date(2026, 1, 1), date(2026, 12, 30), False, id="a-day-short"),
    pytest.param(date(2020, 1, 1), None, True, id="without-a-term"),
    pytest.param(date(2024, 1, 1), date(2026, 5, 31), False, id="ended"),
    pytest.param(date(2026, 6, 2), date(2028, 6, 1), False, id="not-begun"),
    pytest.param(None, None, False, id="none"),
]


@pytest.mark.parametrize(("start", "end", "holds"), CONTRACTS)
def test_2016_asks_for_a_contract_of_a_year(
    start: date | None, end: date | None, *, holds: bool
) -> None:
    facts = MigrantFacts(contract_from=start, contract_until=end)
    expected = [] if holds else [MigrantCondition.CONTRACT]
    assert missing(RuleSet.RS_2016, facts) == expected


def test_2021_asks_for_residence_employment_and_membership() -> None:
    assert missing(RuleSet.RS_2021, MigrantFacts(TODAY, TODAY), is_member=False) == [
        MigrantCondition.MEMBER,
        MigrantCondition.RESIDENCE,
        MigrantCondition.EMPLOYMENT,
    ]


@given(days=st.integers(0, 3_000))
def test_a_condition_once_met_stays_met(days: int) -> None:
    since = TODAY - timedelta(days=days)
    assert (missing(RuleSet.RS_2021, MigrantFacts(since, since)) == []) == (days >= 365)


async def test_a_worker_from_elsewhere_states_his_conditions(ruled: Work, worker: Any) -> None:
    facts = DossierFacts(worker.person_id, worker.union_id, Cause.LAYOFF, membership_id=worker.id)

    async def file(since: date) -> UUID:
        return await service.open_dossier(
            ruled,
            facts=facts,
            household=HOUSEHOLD,
            assessed=AssessmentFacts(rigid_expenditure=1_800_000),
            migrant=MigrantFacts(since, since),
        )

    refused = await refusal(file(ruled.today - timedelta(days=100)))
    assert refused.code is Code.MIGRANT_CONDITIONS
    assert refused.details == {"missing": ["RESIDENCE", "EMPLOYMENT"]}
    made = await row(ruled, dossier, await file(ruled.today - timedelta(days=800)))
    assert made.migrant
    assert made.employed_since == ruled.today - timedelta(days=800)
