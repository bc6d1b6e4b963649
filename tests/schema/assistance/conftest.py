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
    AreaStandard,
    AssessmentFacts,
    Cause,
    DossierFacts,
    DossierStatus,
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
    HouseholdMemberFacts("王小", Relation.SON, school_stage=SchoolStage.SENIOR_HIGH),
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


@pytest.fixture
async def active(ruled: Work, filed: Filed) -> UUID:
    """A dossier in force."""
    dossier_id = await filed()
    for user, status in (
        ("filer", DossierStatus.SUBMITTED),
        ("visitor", DossierStatus.VISITED),
        ("township", DossierStatus.FIRST_REVIEWED),
        ("centre", DossierStatus.DATA_CHECKED),
        ("leader", DossierStatus.APPROVED_PENDING_NOTICE),
        ("centre", DossierStatus.PUBLIC_NOTICE),
    ):
        await step(as_user(ruled, user), dossier_id, status)
    await step(as_user(ruled, "centre", days=20), dossier_id, DossierStatus.ACTIVE)
    return dossier_id
