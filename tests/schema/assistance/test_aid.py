"""Aid from request to payment, and the gates that block it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from schema.assistance import service
from schema.assistance.rules import (
    AidFacts,
    ApprovalLevel,
    AssistanceErrorCode,
    AssistanceKind,
    AssistanceStatus,
    DossierStatus,
    FundLevel,
)
from schema.assistance.tables import assistance_record, household_member
from schema.core.errors import DomainError, ErrorCode
from schema.core.work import Work
from schema.membership.tables import person
from tests.schema.assistance.conftest import Filed, as_user, row, step

pytestmark = pytest.mark.anyio

Status = AssistanceStatus
LIVING = AidFacts(AssistanceKind.LIVING, FundLevel.CENTRAL_FISCAL, "2026", 200_000)


async def refusal(awaitable: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


async def decide(work: Work, identity: UUID, status: Status, **facts: Any) -> Any:
    version = (await row(work, assistance_record, identity)).version
    await service.decide_assistance(
        work, assistance_id=identity, expected_version=version, status=status, **facts
    )
    return await row(work, assistance_record, identity)


async def advance(work: Work, identity: UUID, status: Status) -> Any:
    version = (await row(work, assistance_record, identity)).version
    await service.change_assistance_status(
        work, assistance_id=identity, expected_version=version, status=status
    )
    return await row(work, assistance_record, identity)


async def requested(work: Work, facts: AidFacts) -> UUID:
    return await service.request_assistance(as_user(work, "filer"), facts=facts)


async def reviewed(work: Work, facts: AidFacts) -> UUID:
    identity = await requested(work, facts)
    await decide(as_user(work, "chair"), identity, Status.GRASSROOTS_CHECKED)
    await decide(as_user(work, "centre"), identity, Status.CENTRE_REVIEWED)
    return identity


async def approved(work: Work, facts: AidFacts) -> UUID:
    identity = await reviewed(work, facts)
    await decide(as_user(work, "leader"), identity, Status.APPROVED)
    return identity


async def scheduled(work: Work, facts: AidFacts) -> UUID:
    identity = await approved(work, facts)
    await advance(work, identity, Status.PUBLIC_NOTICE)
    later = as_user(work, "centre", days=20)
    await advance(later, identity, Status.SCHEDULED)
    return identity


async def on_its_way(work: Work, facts: AidFacts) -> UUID:
    """Goods, not money: money goes by a batch."""
    identity = await scheduled(work, replace(facts, amount=0, goods="米油一份"))
    await advance(as_user(work, "centre", days=20), identity, Status.IN_BATCH)
    return identity


@pytest.fixture
def living(active: UUID, funds: dict[FundLevel, UUID]) -> AidFacts:
    assert funds
    return replace(LIVING, dossier_id=active)


async def test_from_request_to_payment(ruled: Work, living: AidFacts) -> None:
    identity = await on_its_way(ruled, living)
    found = await row(ruled, assistance_record, identity)
    assert (found.approval_level, found.approved_on) == (ApprovalLevel.CENTRE_HEAD, ruled.today)
    cashier = as_user(ruled, "cashier", days=21)
    await service.pay_assistance(cashier, assistance_id=identity, expected_version=found.version)
    paid = await row(ruled, assistance_record, identity)
    assert (paid.status, paid.paid_on, paid.paid_by) == (Status.PAID, cashier.today, "user:cashier")


@pytest.mark.requirement("S07")
async def test_requester_reviewer_approver_and_payer_differ(ruled: Work, living: AidFacts) -> None:
    identity = await requested(ruled, living)
    await decide(as_user(ruled, "chair"), identity, Status.GRASSROOTS_CHECKED)
    error = await refusal(decide(as_user(ruled, "filer"), identity, Status.CENTRE_REVIEWED))
    assert error.code is AssistanceErrorCode.SAME_PERSON
    await decide(as_user(ruled, "centre"), identity, Status.CENTRE_REVIEWED)
    for user in ("filer", "centre"):
        error = await refusal(decide(as_user(ruled, user), identity, Status.APPROVED))
        assert error.code is AssistanceErrorCode.SAME_PERSON


@pytest.mark.requirement("S07")
async def test_the_approver_does_not_pay(ruled: Work, living: AidFacts) -> None:
    identity = await on_its_way(ruled, living)
    version = (await row(ruled, assistance_record, identity)).version
    error = await refusal(
        service.pay_assistance(
            as_user(ruled, "leader", days=21), assistance_id=identity, expected_version=version
        )
    )
    assert error.code is AssistanceErrorCode.SAME_PERSON


async def test_nothing_is_granted_twice(ruled: Work, living: AidFacts) -> None:
    first, second = await reviewed(ruled, living), await reviewed(ruled, living)
    await decide(as_user(ruled, "leader"), first, Status.APPROVED)
    error = await refusal(decide(as_user(ruled, "leader"), second, Status.APPROVED))
    assert error.code is AssistanceErrorCode.ALREADY_GRANTED
    error = await refusal(requested(ruled, living))
    assert error.code is AssistanceErrorCode.ALREADY_GRANTED
    await requested(ruled, replace(living, period_key="2027"))
    await requested(ruled, replace(living, fund_level=FundLevel.DONATION))


async def test_the_database_itself_refuses_a_second_grant(ruled: Work, living: AidFacts) -> None:
    await approved(ruled, living)
    table = assistance_record
    other = await requested(ruled, replace(living, period_key="2027"))
    with pytest.raises(IntegrityError):
        await ruled.execute(
            sa.update(table)
            .where(table.c.id == other)
            .values(period_key="2026", status=Status.APPROVED, approved_on=ruled.today)
        )


async def test_money_is_paid_by_a_batch_only(ruled: Work, living: AidFacts) -> None:
    identity = await scheduled(ruled, living)
    error = await refusal(advance(ruled, identity, Status.IN_BATCH))
    assert error.code is AssistanceErrorCode.PAID_BY_BATCH


async def test_no_approval_while_the_dossier_is_not_in_force(ruled: Work, filed: Filed) -> None:
    identity = await reviewed(ruled, replace(LIVING, dossier_id=await filed()))
    error = await refusal(decide(as_user(ruled, "leader"), identity, Status.APPROVED))
    assert error.code is AssistanceErrorCode.DOSSIER_NOT_IN_FORCE


async def test_no_payment_after_the_dossier_was_voided(
    ruled: Work, living: AidFacts, active: UUID
) -> None:
    identity = await on_its_way(ruled, living)
    await step(ruled, active, DossierStatus.VOIDED, reason="重复建档")
    error = await refusal(
        service.pay_assistance(
            as_user(ruled, "cashier", days=21), assistance_id=identity, expected_version=7
        )
    )
    assert error.code is AssistanceErrorCode.DOSSIER_NOT_IN_FORCE


async def test_no_approval_for_the_dead(ruled: Work, living: AidFacts, worker: Any) -> None:
    identity = await reviewed(ruled, living)
    await ruled.execute(
        sa.update(person)
        .where(person.c.id == worker.person_id)
        .values(deceased_on=date(2026, 1, 1))
    )
    error = await refusal(decide(as_user(ruled, "leader"), identity, Status.APPROVED))
    assert error.code is AssistanceErrorCode.PAYEE_DECEASED


async def test_large_amounts_need_minutes(ruled: Work, living: AidFacts) -> None:
    identity = await reviewed(ruled, replace(living, amount=500_001))
    leader = as_user(ruled, "leader")
    error = await refusal(decide(leader, identity, Status.APPROVED))
    assert error.code is AssistanceErrorCode.MINUTES_REQUIRED
    first = await decide(leader, identity, Status.APPROVED, minutes="〔2026〕12号")
    assert (first.approval_level, first.status) == (
        ApprovalLevel.CHAIR_MEETING,
        Status.CENTRE_REVIEWED,
    )
    error = await refusal(decide(leader, identity, Status.APPROVED, minutes="〔2026〕12号"))
    assert error.code is AssistanceErrorCode.ALREADY_APPROVED
    chair = as_user(ruled, "chairman")
    done = await decide(chair, identity, Status.APPROVED, minutes="〔2026〕12号")
    assert done.status is Status.APPROVED


async def test_the_notice_must_have_run_out(ruled: Work, living: AidFacts) -> None:
    identity = await approved(ruled, living)
    await advance(ruled, identity, Status.PUBLIC_NOTICE)
    error = await refusal(advance(ruled, identity, Status.SCHEDULED))
    assert error.code is AssistanceErrorCode.NOTICE_RUNNING


async def test_kind_and_fund_fit(ruled: Work, living: AidFacts) -> None:
    accident = replace(living, kind=AssistanceKind.ACCIDENT)
    assert (await refusal(requested(ruled, accident))).code is AssistanceErrorCode.KIND_NOT_ALLOWED
    temporary = replace(living, kind=AssistanceKind.TEMP)
    assert (await refusal(requested(ruled, temporary))).path == ("fundLevel",)


async def test_first_the_dossier_then_the_aid(
    ruled: Work, worker: Any, funds: dict[FundLevel, UUID]
) -> None:
    assert funds
    of_person = replace(LIVING, person_id=worker.person_id, union_id=worker.union_id)
    error = await refusal(requested(ruled, of_person))
    assert error.code is AssistanceErrorCode.DOSSIER_REQUIRED
    temporary = replace(of_person, kind=AssistanceKind.TEMP, fund_level=FundLevel.LOCAL_UNION)
    found = await row(ruled, assistance_record, await approved(ruled, temporary))
    assert (found.dossier_id, found.status) == (None, Status.APPROVED)
    error = await refusal(requested(ruled, temporary))
    assert error.code is AssistanceErrorCode.ALREADY_GRANTED


async def test_study_aid_is_for_a_child_at_school(
    ruled: Work, living: AidFacts, active: UUID
) -> None:
    columns = (household_member.c.name, household_member.c.id)
    listed = await ruled.execute(sa.select(*columns).where(household_member.c.dossier_id == active))
    members = {entry.name: entry.id for entry in listed}
    study = replace(living, kind=AssistanceKind.STUDY, period_key="2026-2027")
    for child in (None, members["赵六"]):
        error = await refusal(requested(ruled, replace(study, beneficiary_member_id=child)))
        assert error.path == ("beneficiaryMemberId",)
    child = members["王小"]
    identity = await requested(ruled, replace(study, beneficiary_member_id=child))
    found = await row(ruled, assistance_record, identity)
    assert found.period_key == f"2026-2027/{child}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 0}, "amount"),
        ({"period_key": " "}, "periodKey"),
        ({"dossier_id": None}, "personId"),
    ],
)
async def test_impossible_requests(
    ruled: Work, living: AidFacts, change: dict[str, Any], field: str
) -> None:
    error = await refusal(requested(ruled, replace(living, **change)))
    assert (error.code, error.path) == (ErrorCode.INVALID, (field,))


async def test_payment_is_no_decision(ruled: Work, living: AidFacts) -> None:
    identity = await reviewed(ruled, living)
    error = await refusal(decide(ruled, identity, Status.PAID))
    assert error.path == ("status",)
    error = await refusal(advance(ruled, identity, Status.APPROVED))
    assert error.path == ("status",)
