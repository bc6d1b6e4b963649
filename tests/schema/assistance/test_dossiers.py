"""The life of a dossier on the real PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from schema.assistance import service
from schema.assistance.rules import (
    AreaStandard,
    AssessmentFacts,
    AssistanceErrorCode,
    Cause,
    DisabilityClass,
    DossierCategory,
    DossierFacts,
    DossierStatus,
    EvidenceKind,
    ExitChannel,
    HouseholdMemberFacts,
    Relation,
    RuleSet,
    check_household_member,
)
from schema.assistance.tables import assessment, dossier, living_standard
from schema.assistance.types.figures import re_entered
from schema.core.database import set_principal
from schema.core.errors import ConflictError, DomainError, ErrorCode, NotFoundError
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.membership.tables import membership
from tests.conftest import scoped
from tests.schema.assistance.conftest import (
    HOUSEHOLD,
    Filed,
    as_user,
    noticed,
    papers,
    prove,
    row,
    step,
)
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
ASSESSED = AssessmentFacts(rigid_expenditure=0)


async def refusal(awaitable: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


async def test_opening_files_household_and_assessment_in_one(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    found = await row(ruled, dossier, dossier_id)
    assert (found.status, found.category) == (DossierStatus.DRAFT, DossierCategory.DEEP)
    assert (found.household_size, found.rule_set) == (3, RuleSet.RS_2021)
    assert found.causes == ["FAMILY_ILLNESS"]
    made = (
        await ruled.execute(sa.select(assessment).where(assessment.c.dossier_id == dossier_id))
    ).one()
    assert (made.yearly_income, made.per_capita_net) == (3_600_000, 50_000)
    assert made.inputs["standards"]["living_standard"] == 60_000
    assert made.categories_met == ["DEEP"]


async def test_one_living_dossier_a_worker(filed: Filed) -> None:
    await filed()
    error = await refusal(filed())
    assert error.code is AssistanceErrorCode.DOSSIER_EXISTS


async def test_a_household_has_one_self(ruled: Work, worker: Any) -> None:
    facts = DossierFacts(worker.person_id, worker.union_id, Cause.LAYOFF)
    for household in ((), HOUSEHOLD[1:], (HOUSEHOLD[0], HOUSEHOLD[0])):
        error = await refusal(
            service.open_dossier(ruled, facts=facts, household=household, assessed=ASSESSED)
        )
        assert (error.code, error.path) == (ErrorCode.INVALID, ("household",))
    bad = (HOUSEHOLD[0], replace(HOUSEHOLD[1], disability_level=9))
    error = await refusal(
        service.open_dossier(ruled, facts=facts, household=bad, assessed=ASSESSED)
    )
    assert error.path == ("household", 1, "disabilityLevel")


def test_a_class_of_disability_has_its_level() -> None:
    classed = replace(HOUSEHOLD[1], disability_class=DisabilityClass.HEARING)
    check_household_member(replace(classed, disability_level=2), date(2024, 1, 1))
    with pytest.raises(DomainError) as caught:
        check_household_member(classed, date(2024, 1, 1))
    assert caught.value.path == ("disabilityLevel",)


async def test_an_assessment_cannot_be_changed(ruled: Work, filed: Filed) -> None:
    await filed()
    with pytest.raises(DBAPIError):
        await ruled.execute(sa.update(assessment).values(yearly_income=1))


async def test_a_new_member_counts_in_the_next_assessment(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await service.add_household_member(
        ruled,
        dossier_id=dossier_id,
        facts=HouseholdMemberFacts("王母", Relation.PARENT, transfer_income=3_000_000),
    )
    version = (await row(ruled, dossier, dossier_id)).version
    await service.assess_dossier(
        ruled, dossier_id=dossier_id, expected_version=version, facts=ASSESSED
    )
    found = await row(ruled, dossier, dossier_id)
    assert (found.household_size, found.category) == (4, None)
    error = await refusal(
        service.assess_dossier(
            ruled, dossier_id=dossier_id, expected_version=version, facts=ASSESSED
        )
    )
    assert isinstance(error, ConflictError)


async def test_no_standard_no_assessment(ruled: Work, worker: Any) -> None:
    facts = DossierFacts(worker.person_id, worker.union_id, Cause.LAYOFF)
    error = await refusal(
        service.open_dossier(
            ruled,
            facts=facts,
            household=HOUSEHOLD,
            assessed=AssessmentFacts(rigid_expenditure=0, area=AreaStandard.RURAL),
        )
    )
    assert error.code is AssistanceErrorCode.STANDARD_MISSING


async def test_a_new_standard_ends_the_one_before(ruled: Work, tree: Tree, worker: Any) -> None:
    del worker
    await service.set_living_standard(
        ruled,
        division_id=tree.county,
        area=AreaStandard.URBAN,
        monthly=70_000,
        valid_from=date(2026, 7, 1),
        document_number="试验〔2026〕2号",
    )
    rows = await ruled.execute(
        sa.select(living_standard.c.valid_from, living_standard.c.valid_to)
        .where(living_standard.c.division_id == tree.county)
        .order_by(living_standard.c.valid_from)
    )
    assert [tuple(entry) for entry in rows] == [
        (date(2020, 1, 1), date(2026, 7, 1)),
        (date(2026, 7, 1), None),
    ]


async def test_into_force_after_the_notice(ruled: Work, active: UUID) -> None:
    found = await row(ruled, dossier, active)
    assert found.status is DossierStatus.ACTIVE
    assert found.opened_on == ruled.today + timedelta(days=20)
    assert found.next_review_on == found.opened_on + timedelta(days=183)  # deep, illness


async def test_the_notice_must_have_run_out(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await noticed(ruled, dossier_id)
    error = await refusal(step(ruled, dossier_id, DossierStatus.ACTIVE))
    assert error.code is AssistanceErrorCode.NOTICE_RUNNING


async def test_three_persons_stand_behind_an_approval(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await papers(ruled, dossier_id)
    filer, township = as_user(ruled, "filer"), as_user(ruled, "township")
    await step(filer, dossier_id, DossierStatus.SUBMITTED)
    await step(filer, dossier_id, DossierStatus.VISITED)
    error = await refusal(step(filer, dossier_id, DossierStatus.FIRST_REVIEWED))
    assert error.code is AssistanceErrorCode.SAME_PERSON
    await step(township, dossier_id, DossierStatus.FIRST_REVIEWED)
    await step(township, dossier_id, DossierStatus.DATA_CHECKED)
    for user in (filer, township):
        error = await refusal(step(user, dossier_id, DossierStatus.APPROVED_PENDING_NOTICE))
        assert error.code is AssistanceErrorCode.SAME_PERSON


async def test_who_is_not_needy_is_not_approved(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed(rigid=0)
    assert (await row(ruled, dossier, dossier_id)).category is DossierCategory.RELATIVE
    version = (await row(ruled, dossier, dossier_id)).version
    await service.add_household_member(
        ruled,
        dossier_id=dossier_id,
        facts=HouseholdMemberFacts("王母", Relation.PARENT, transfer_income=9_000_000),
    )
    await service.assess_dossier(
        ruled, dossier_id=dossier_id, expected_version=version, facts=ASSESSED
    )
    await papers(ruled, dossier_id)
    for status in (
        DossierStatus.SUBMITTED,
        DossierStatus.VISITED,
        DossierStatus.FIRST_REVIEWED,
        DossierStatus.DATA_CHECKED,
    ):
        await step(as_user(ruled, status.value), dossier_id, status)
    error = await refusal(step(ruled, dossier_id, DossierStatus.APPROVED_PENDING_NOTICE))
    assert error.code is AssistanceErrorCode.NOT_NEEDY


async def test_steps_that_need_a_reason(ruled: Work, filed: Filed) -> None:
    dossier_id = await filed()
    await papers(ruled, dossier_id)
    await step(ruled, dossier_id, DossierStatus.SUBMITTED)
    error = await refusal(step(ruled, dossier_id, DossierStatus.RETURNED))
    assert error.path == ("reason",)
    returned = await step(ruled, dossier_id, DossierStatus.RETURNED, reason="缺少收入证明")
    assert returned.status_reason == "缺少收入证明"
    assert (await step(ruled, dossier_id, DossierStatus.SUBMITTED)).status_reason is None


async def test_exit_with_channel_and_proof_then_filed_again(
    ruled: Work, active: UUID, filed: Filed
) -> None:
    for status in (DossierStatus.DUE_FOR_REVIEW, DossierStatus.REVIEWING):
        await step(ruled, active, status)
    error = await refusal(step(ruled, active, DossierStatus.EXITING))
    assert error.code is AssistanceErrorCode.EXIT_PROOF_REQUIRED
    await prove(ruled, active, EvidenceKind.CONTRACT)
    job = {"exit_channel": ExitChannel.E1_JOB, "exit_proof": "劳动合同"}
    error = await refusal(step(ruled, active, DossierStatus.EXITING, **job))
    assert error.code is AssistanceErrorCode.EXIT_THRESHOLD
    await earn(ruled, active, 9_000_000)
    await step(ruled, active, DossierStatus.EXITING, **job)
    await step(ruled, active, DossierStatus.EXIT_NOTICE)
    error = await refusal(step(ruled, active, DossierStatus.EXITED))
    assert error.code is AssistanceErrorCode.NOTICE_RUNNING
    left = await step(as_user(ruled, "centre", days=20), active, DossierStatus.EXITED)
    assert left.exit_channel is ExitChannel.E1_JOB
    assert await filed() != active


async def earn(work: Work, dossier_id: UUID, wage: int) -> None:
    """A new wage in the household, and the assessment that counts it."""
    await service.add_household_member(
        work,
        dossier_id=dossier_id,
        facts=HouseholdMemberFacts("王女", Relation.DAUGHTER, wage_income=wage),
    )
    version = (await row(work, dossier, dossier_id)).version
    await service.assess_dossier(
        work, dossier_id=dossier_id, expected_version=version, facts=ASSESSED
    )


async def test_illegal_step_names_the_legal_ones(ruled: Work, filed: Filed) -> None:
    error = await refusal(step(ruled, await filed(), DossierStatus.ACTIVE))
    assert error.code is StateErrorCode.ILLEGAL_TRANSITION
    assert error.details["legal"] == ["SUBMITTED", "VOIDED"]


async def test_another_township_is_out_of_reach(ruled: Work, tree: Tree, filed: Filed) -> None:
    dossier_id = await filed()
    narrow = replace(ruled, principal=scoped(ruled.principal, tree.towns[1]))
    await set_principal(narrow.connection, narrow.principal)
    with pytest.raises(NotFoundError):
        await service.assess_dossier(
            narrow, dossier_id=dossier_id, expected_version=2, facts=ASSESSED
        )


async def test_a_dossier_moves_out_with_the_membership(
    ruled: Work, tree: Tree, active: UUID, worker: Any
) -> None:
    """Not while the worker is a member here; the new union files him anew, and it is no relapse."""
    with pytest.raises(DomainError) as caught:
        await step(ruled, active, DossierStatus.MOVED_OUT, reason="会籍接转")
    assert caught.value.code is AssistanceErrorCode.STILL_A_MEMBER
    await ruled.update(membership, worker.id, worker.version, union_id=tree.unions[1])
    moved = await step(ruled, active, DossierStatus.MOVED_OUT, reason="会籍接转")
    assert moved.status is DossierStatus.MOVED_OUT
    made = await service.open_dossier(
        ruled,
        facts=DossierFacts(
            worker.person_id, tree.unions[1], Cause.LAYOFF, previous_dossier_id=active
        ),
        household=HOUSEHOLD,
        assessed=AssessmentFacts(rigid_expenditure=1_800_000),
    )
    again = sa.select(re_entered(dossier)).where(dossier.c.id == made)
    assert (await ruled.execute(again)).scalar_one() is False
