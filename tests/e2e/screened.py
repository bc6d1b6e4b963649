"""A union whose members' contracts end soon: what an analyst's rule shall find."""

from datetime import date, datetime, timedelta

from api.platform.stores import Stores
from schema.core.clock import SHANGHAI
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal, Role, Scope
from schema.membership.rules import (
    DocumentKind,
    EmploymentForm,
    MembershipFacts,
    MembershipStatus,
    PersonFacts,
)
from schema.membership.service import enrol
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.service import add_division, create_union
from schema.screening.rules import INITIAL_PARAMETERS as OF_SCREENING
from schema.screening.service import register_rules
from tests.schema.conftest import INITIAL_PARAMETERS, citizen_number, seed_parameters

KEEPER = Principal("system:test", Role.JOB, Scope(covers_all=True))
PLACE = "筛查镇总工会"
#: In how many days each one's contract ends.
ENDS_IN = {"何甲": 12, "何乙": 20, "何丙": 200}


async def plant(stores: Stores) -> None:
    """Write the union, its members and the built-in rules."""
    engine = make_engine(stores.writer_url)
    async with transaction(engine, KEEPER) as work:
        await seed_parameters(work, (*INITIAL_PARAMETERS, *OF_SCREENING))
        division = await add_division(work, code="980683", name="筛查镇")
        union = await create_union(
            work,
            code="E-RISK",
            name=PLACE,
            kind=UnionKind.FEDERATION,
            division_id=division,
            level=4,
            status=UnionStatus.ACTIVE,
        )
        for sequence, (name, days) in enumerate(ENDS_IN.items(), start=71):
            await enrol(
                work,
                PersonFacts(
                    name,
                    DocumentKind.RESIDENT_ID,
                    citizen_number(date(1984, 5, 6), sequence),
                ),
                union_id=union,
                stated=MembershipFacts(
                    EmploymentForm.REGULAR,
                    status=MembershipStatus.ACTIVE,
                    joined_on=date(2015, 1, 1),
                    contract_end_on=work.today + timedelta(days=days),
                ),
            )
        await register_rules(work)
    await engine.dispose()


def in_days(count: int) -> str:
    """The day so many days from now, as forms take it."""
    return (datetime.now(SHANGHAI).date() + timedelta(days=count)).isoformat()
