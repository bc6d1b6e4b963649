"""What an empty database starts with: Linxiang's divisions and unions, and the first parameters.

Everything goes through the same use cases as later changes. A second call adds what a newer
version brings (parameters, timetables, rules) and changes nothing that stands.
"""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from api.data.places import ABOLISHED, ABOVE, COUNTY, FIRST_LIST_OF_TODAY, TOWNS
from schema.assistance.rules import INITIAL_PARAMETERS as ASSISTANCE_PARAMETERS
from schema.core.parameter import Parameter
from schema.core.params import rule_parameter
from schema.core.work import Work
from schema.facilities.rules import INITIAL_PARAMETERS as FACILITY_PARAMETERS
from schema.membership.rules import INITIAL_PARAMETERS as MEMBERSHIP_PARAMETERS
from schema.operations.rules import INITIAL_PARAMETERS as OPERATIONS_PARAMETERS
from schema.operations.rules import INITIAL_SCHEDULES
from schema.operations.tables import schedule
from schema.opinion.rules import INITIAL_PARAMETERS as OPINION_PARAMETERS
from schema.opinion.rules.codes import SourceKind
from schema.opinion.service.folder import feeds_folder
from schema.opinion.service.handling import add_feed_source
from schema.opinion.tables import feed_source
from schema.organisation import service as organisation
from schema.organisation.rules import INITIAL_PARAMETERS as ORGANISATION_PARAMETERS
from schema.organisation.rules import UnionKind, UnionStatus
from schema.organisation.tables import union_organisation
from schema.rights.rules import INITIAL_PARAMETERS as RIGHTS_PARAMETERS
from schema.screening.rules import INITIAL_PARAMETERS as SCREENING_PARAMETERS
from schema.screening.service import register_rules

CITY_UNION = "临湘市总工会"
CITY_LEVEL = 4
FEED_FOLDER = "inbox"
# Serialises two first starts against one database.
LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("gonghui_starter")))


async def prepare(work: Work) -> bool:
    """Enter what is missing of the starter data; whether the database was empty before.

    Divisions and unions are entered only into a database without any union, for a federation
    that runs the platform with a tree of its own must not find ours beside it.
    """
    await work.execute(LOCK)
    empty = not await _any(work, union_organisation)
    if empty:
        await _enter_unions(work, await _enter_divisions(work))
    await _enter_parameters(work)
    await _enter_schedules(work)
    await register_rules(work)
    if not await _any(work, feed_source):
        await _enter_feed(work)
    return empty


async def _any(work: Work, table: sa.Table) -> bool:
    found = sa.select(sa.exists(sa.select(sa.literal(1)).select_from(table)))
    return bool((await work.execute(found)).scalar_one())


async def _enter_divisions(work: Work) -> dict[str, UUID]:
    """Province to township, then the codes that ended; ids by code."""
    known: dict[str, UUID] = {}
    parent: UUID | None = None
    for code, name in ABOVE:
        parent = known[code] = await organisation.add_division(
            work, code=code, name=name, parent_id=parent
        )
    for town in TOWNS:
        known[town.code] = await organisation.add_division(
            work, code=town.code, name=town.name, parent_id=parent, valid_from=town.valid_from
        )
    for ended in ABOLISHED:
        identity = await organisation.add_division(
            work, code=ended.code, name=ended.name, parent_id=parent
        )
        await organisation.abolish_division(
            work,
            division_id=identity,
            expected_version=1,
            valid_to=FIRST_LIST_OF_TODAY,
            successor_id=known[ended.successor] if ended.successor else None,
        )
    return known


async def _enter_unions(work: Work, divisions: dict[str, UUID]) -> None:
    """The city federation and a union for each town, with the codes of their divisions."""
    root = await organisation.create_union(
        work,
        code=COUNTY,
        name=CITY_UNION,
        kind=UnionKind.FEDERATION,
        division_id=divisions[COUNTY],
        level=CITY_LEVEL,
        status=UnionStatus.ACTIVE,
    )
    for town in TOWNS:
        await organisation.create_union(
            work,
            code=town.code,
            name=f"临湘市{town.name}工会",
            kind=UnionKind.TOWNSHIP_UNION,
            division_id=divisions[town.code],
            parent_id=root,
            status=UnionStatus.ACTIVE,
        )


def initial_parameters() -> Iterable[Parameter]:
    """The first parameters of all domains, in their order."""
    yield from ORGANISATION_PARAMETERS
    yield from MEMBERSHIP_PARAMETERS
    yield from FACILITY_PARAMETERS
    yield from ASSISTANCE_PARAMETERS
    yield from RIGHTS_PARAMETERS
    yield from OPINION_PARAMETERS
    yield from SCREENING_PARAMETERS
    yield from OPERATIONS_PARAMETERS


async def _enter_parameters(work: Work) -> None:
    """A parameter that has any value already is the federation's own affair."""
    table = rule_parameter
    rows = await work.execute(sa.select(table.c.rule, table.c.key).distinct())
    known = {(row.rule, row.key) for row in rows}
    for first in initial_parameters():
        if (first.rule, first.key) not in known:
            await work.insert(
                table,
                rule=first.rule,
                key=first.key,
                value=first.value,
                valid_from=first.valid_from,
                valid_to=first.valid_to,
                basis=first.basis,
            )


async def _enter_schedules(work: Work) -> None:
    known = set((await work.execute(sa.select(schedule.c.code))).scalars())
    for first in INITIAL_SCHEDULES:
        if first.code not in known:
            await work.insert(
                schedule,
                code=first.code,
                name=first.name,
                job=first.job,
                cron=first.cron,
                misfire=first.misfire,
                arguments=dict(first.arguments),
            )


async def _enter_feed(work: Work) -> None:
    """A folder into which reports of the townships may be put from the first day."""
    (feeds_folder() / FEED_FOLDER).mkdir(parents=True, exist_ok=True)
    await add_feed_source(
        work,
        code="INBOX",
        name="乡镇(街道)上报文件夹",
        kind=SourceKind.TOWNSHIP_REPORT,
        address=FEED_FOLDER,
        licence="本单位内部材料",
        lawful_basis="工会内部工作报送",
    )
