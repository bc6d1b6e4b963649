"""A household in need, and people who take turns at its dossier."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.assistance import service
from schema.assistance.rules import (
    NEEDED_TO_SUBMIT,
    AreaStandard,
    AssessmentFacts,
    Cause,
    CheckResult,
    DossierFacts,
    DossierStatus,
    EvidenceKind,
    Exclusion,
    FundLevel,
    HouseholdMemberFacts,
    Relation,
    SchoolStage,
)
from schema.assistance.tables import dossier
from schema.core.work import Work
from schema.membership.rules import (
    DocumentKind,
    EmploymentForm,
    MembershipFacts,
    MembershipStatus,
    PersonFacts,
)
from schema.membership.service import enrol
from schema.membership.tables import membership
from tests.schema.conftest import Tree, citizen_number

Filed = Callable[..., Awaitable[UUID]]


def as_user(work: Work, name: str, *, days: int = 0) -> Work:
    """The same transaction in the name of another official, some days later."""
    return replace(
        work,
        principal=replace(work.principal, subject=f"user:{name}"),
        now=work.now + timedelta(days=days),
    )


async def row(work: Work, table: sa.Table, identity: UUID) -> Any:
    """One row."""
    return (await work.execute(sa.select(table).where(table.c.id == identity))).one()


async def step(work: Work, dossier_id: UUID, status: DossierStatus, **facts: Any) -> Any:
    """One step of a dossier at its present version."""
    version = (await row(work, dossier, dossier_id)).version
    await service.change_dossier_status(
        work, dossier_id=dossier_id, expected_version=version, status=status, **facts
    )
    return await row(work, dossier, dossier_id)


@pytest.fixture
async def worker(ruled: Work, tree: Tree) -> Any:
    """The membership of a worker, in a county whose standard is 600 yuan a month."""
    await service.set_living_standard(
        ruled,
        division_id=tree.county,
        area=AreaStandard.URBAN,
        monthly=60_000,
        valid_from=date(2020, 1, 1),
        document_number="试验〔2020〕1号",
    )
    joined = await enrol(
        ruled,
        PersonFacts("王五", DocumentKind.RESIDENT_ID, citizen_number(date(1980, 5, 6), 11)),
        union_id=tree.unions[0],
        stated=MembershipFacts(
            EmploymentForm.REGULAR, status=MembershipStatus.ACTIVE, joined_on=date(2015, 1, 1)
        ),
    )
    return await row(ruled, membership, joined)


HOUSEHOLD = (
    HouseholdMemberFacts("王五", Relation.SELF, wage_income=3_000_000),
    HouseholdMemberFacts("赵六", Relation.SPOUSE, transfer_income=600_000),
    HouseholdMemberFacts(
        "王小", Relation.SON, birth_date=date(2010, 3, 4), school_stage=SchoolStage.SENIOR_HIGH
    ),
    HouseholdMemberFacts("王大", Relation.SIBLING, co_living=False, wage_income=9_000_000),
)


@pytest.fixture
def filed(ruled: Work, worker: Any) -> Filed:
    """Opens a dossier for the worker; ``rigid`` is the yearly rigid expenditure in fen."""

    async def open_it(rigid: int = 1_800_000) -> UUID:
        facts = DossierFacts(
            worker.person_id, worker.union_id, Cause.FAMILY_ILLNESS, membership_id=worker.id
        )
        return await service.open_dossier(
            as_user(ruled, "filer"),
            facts=facts,
            household=HOUSEHOLD,
            assessed=AssessmentFacts(rigid_expenditure=rigid),
        )

    return open_it


async def prove(work: Work, dossier_id: UUID, *kinds: EvidenceKind) -> None:
    """Put proofs on file that were issued today."""
    for kind in kinds:
        await service.add_evidence(
            work, dossier_id=dossier_id, kind=kind, title=kind.label, issued_on=work.today
        )


async def visit(work: Work, dossier_id: UUID) -> None:
    """A visit by two people."""
    await service.record_visit(
        work,
        dossier_id=dossier_id,
        visited_on=work.today,
        visitors=["张三", "李四"],
        photo="P-1",
        findings="情况属实",
    )


async def check_all(work: Work, dossier_id: UUID) -> None:
    """All exclusions checked, none applies."""
    for exclusion in Exclusion:
        await service.check_exclusion(
            work,
            dossier_id=dossier_id,
            exclusion=exclusion,
            source="民政局",
            result=CheckResult.CLEAR,
        )


STEPS = (
    ("filer", DossierStatus.SUBMITTED),
    ("visitor", DossierStatus.VISITED),
    ("township", DossierStatus.FIRST_REVIEWED),
    ("centre", DossierStatus.DATA_CHECKED),
    ("leader", DossierStatus.APPROVED_PENDING_NOTICE),
    ("centre", DossierStatus.PUBLIC_NOTICE),
)


async def papers(work: Work, dossier_id: UUID) -> None:
    """Everything on file that the steps to the public notice ask for."""
    await prove(as_user(work, "filer"), dossier_id, *NEEDED_TO_SUBMIT)
    await visit(as_user(work, "visitor"), dossier_id)
    await check_all(as_user(work, "centre"), dossier_id)


async def noticed(work: Work, dossier_id: UUID) -> None:
    """From the draft to the public notice."""
    await papers(work, dossier_id)
    for user, status in STEPS:
        await step(as_user(work, user), dossier_id, status)


async def make_active(work: Work, dossier_id: UUID) -> None:
    """From the draft into force, twenty days later."""
    await noticed(work, dossier_id)
    await step(as_user(work, "centre", days=20), dossier_id, DossierStatus.ACTIVE)


@pytest.fixture
async def active(ruled: Work, filed: Filed) -> UUID:
    """A dossier in force."""
    dossier_id = await filed()
    await make_active(ruled, dossier_id)
    return dossier_id


@pytest.fixture
async def funds(ruled: Work) -> dict[FundLevel, UUID]:
    """A fund of each level with 100 000 yuan, allowed for everything."""
    return {
        level: await service.add_fund(
            as_user(ruled, "finance"),
            facts=service.FundFacts(
                code=f"T-{level.value}",
                name=level.label,
                level=level,
                year=ruled.today.year,
                document_number="试验〔2026〕9号",
                amount=10_000_000,
                spend_by=date(ruled.today.year + 1, 12, 31),
            ),
        )
        for level in FundLevel
    }
