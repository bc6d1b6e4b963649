"""Households in need: a notice that is over, aid that waits for payment, a member who asks."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from api.platform.stores import Stores
from schema.assistance import service
from schema.assistance.rules import (
    NEEDED_TO_SUBMIT,
    AreaStandard,
    AssessmentFacts,
    Cause,
    DossierFacts,
    FundLevel,
    HouseholdMemberFacts,
    Relation,
)
from schema.assistance.tables import dossier
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.core.work import Work
from schema.membership.rules import (
    DocumentKind,
    EmploymentForm,
    MembershipFacts,
    MembershipStatus,
    PersonFacts,
)
from schema.membership.service import enrol
from schema.membership.tables import membership, person
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.service import add_division, create_union
from tests.schema.assistance.conftest import as_user, check_all, make_active, noticed, prove
from tests.schema.assistance.paying import LIVING, grant, open_account
from tests.schema.conftest import INITIAL_PARAMETERS, citizen_number, seed_parameters

KEEPER = Principal("system:test", Role.JOB, Scope(covers_all=True))
LONG_AGO = 100
LATELY = 60
WANTS = "吴需"
GETS = "郑得"
ASKS = "何申"


async def plant(stores: Stores) -> UUID:
    """Write them, as officials of some weeks ago did; their union."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, KEEPER) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
        early = replace(work, now=work.now - timedelta(days=LONG_AGO))
        division = await add_division(early, code="980682", name="帮扶市")
        union = await create_union(
            early,
            code="E-AID",
            name="帮扶市总工会",
            kind=UnionKind.FEDERATION,
            division_id=division,
            level=4,
            status=UnionStatus.ACTIVE,
        )
        await service.set_living_standard(
            early,
            division_id=division,
            area=AreaStandard.URBAN,
            monthly=60_000,
            valid_from=date(2020, 1, 1),
            document_number="试验〔2020〕1号",
        )
        await noticed(early, (await _opened(early, union, WANTS, 31))[1])
        person_id, dossier_id = await _opened(early, union, GETS, 53)
        await make_active(early, dossier_id)
        later = replace(work, now=work.now - timedelta(days=LATELY))
        await service.add_fund(
            as_user(later, "finance"),
            facts=service.FundFacts(
                code="E-LOCAL",
                name="本级帮扶资金",
                level=FundLevel.LOCAL_UNION,
                year=later.today.year,
                document_number="试验〔2026〕9号",
                amount=10_000_000,
                spend_by=date(work.today.year + 1, 12, 31),
            ),
        )
        await open_account(later, person_id)
        await grant(later, replace(LIVING, dossier_id=dossier_id))
        await _enrolled(early, union, ASKS, 75)
    await engine.dispose()
    return union


async def prove_all(stores: Stores) -> None:
    """Put on file what is missing to submit and to check the dossier of who asks."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, KEEPER) as work:
        found = sa.select(dossier.c.id).join(person, person.c.id == dossier.c.person_id)
        dossier_id = (await work.execute(found.where(person.c.name == ASKS))).scalar_one()
        await prove(work, dossier_id, *NEEDED_TO_SUBMIT)
        await check_all(work, dossier_id)
    await engine.dispose()


async def _enrolled(work: Work, union: UUID, name: str, sequence: int) -> UUID:
    """A member; the membership."""
    return await enrol(
        work,
        PersonFacts(name, DocumentKind.RESIDENT_ID, citizen_number(date(1980, 5, 6), sequence)),
        union_id=union,
        stated=MembershipFacts(
            EmploymentForm.REGULAR, status=MembershipStatus.ACTIVE, joined_on=date(2015, 1, 1)
        ),
    )


async def _opened(work: Work, union: UUID, name: str, sequence: int) -> tuple[UUID, UUID]:
    joined = await _enrolled(work, union, name, sequence)
    found = sa.select(membership.c.person_id).where(membership.c.id == joined)
    person_id: UUID = (await work.execute(found)).scalar_one()
    dossier_id = await service.open_dossier(
        as_user(work, "filer"),
        facts=DossierFacts(person_id, union, Cause.FAMILY_ILLNESS, membership_id=joined),
        household=(
            HouseholdMemberFacts(name, Relation.SELF, wage_income=3_000_000),
            HouseholdMemberFacts("家人", Relation.SPOUSE, transfer_income=600_000),
        ),
        assessed=AssessmentFacts(rigid_expenditure=1_800_000, illness_cost=300_000),
    )
    return person_id, dossier_id
