"""Loads the demonstration in one transaction: all of it, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain, islice
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.demo.affairs import affairs, moved
from api.data.demo.aid import AID, Limits, aid_rows
from api.data.demo.demand import DEMAND, survey
from api.data.demo.dossiers import ASSESSMENT, DOSSIER, HOUSEHOLD, Dossiers, Filing, Terms
from api.data.demo.employers import employers
from api.data.demo.facilities import FACILITY, INSPECTION, Facilities, inspection_rows
from api.data.demo.gifts import give
from api.data.demo.inflight import flights
from api.data.demo.keeping import keep_facilities
from api.data.demo.ledger import keep_ledger
from api.data.demo.members import MEMBERSHIP, PERSON, SECRET, TRANSFER, Chunk, Members, shares
from api.data.demo.notices import NOTICE, aid_notices, dossier_notices, object_to_some
from api.data.demo.organised import organisation_rows, remember
from api.data.demo.paths import CHECK, EVIDENCE, MONITORING, STEP, VISIT, Paths, paths
from api.data.demo.payments import ACCOUNT, BATCH, ENTRY, FUND, LINE, Money, Treasury
from api.data.demo.posts import load_posts
from api.data.demo.sizes import Sizes
from api.data.demo.telling import tell
from api.data.demo.training import train
from api.data.demo.unions import (
    COLUMNS,
    UNION_STEP,
    Roots,
    Tree,
    Unit,
    closure_rows,
    step_rows,
    union_rows,
)
from api.data.demo.voices import speak
from api.data.demo.watching import watch
from api.data.places import COUNTY, TOWNS
from schema.assistance.rules import AreaStandard, Standards
from schema.assistance.service import set_living_standard, set_relief_target
from schema.assistance.tables import (
    assessment,
    assistance_record,
    dossier,
    dossier_step,
    evidence,
    exclusion_check,
    fund_entry,
    fund_source,
    household_member,
    household_visit,
    living_standard,
    monitoring_visit,
    payee_account,
    payment_batch,
    payment_line,
    public_notice,
)
from schema.core.bulk import BulkTarget, bulk_insert, pipeline, take_time
from schema.core.calendar import working_calendar
from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.core.figures import fold_figures
from schema.core.params import figure, parameters
from schema.core.vault import vault
from schema.core.work import Work
from schema.facilities.rules import FaultLevel
from schema.facilities.tables import demand_site, facility, inspection
from schema.membership.tables import membership, membership_transfer, person, person_secret
from schema.opinion.service.samples import install_sample_feed
from schema.opinion.tables import feed_item
from schema.organisation.service import set_fund_target
from schema.organisation.tables import (
    division,
    organisation_step,
    union_closure,
    union_organisation,
)

Report = Callable[[str], None]

CHUNK: Final = 20_000
INCOMPLETE_EVERY: Final = 40
APPLICANTS_TO_SPARE: Final = 0.6  # of the members, so many at least may have a dossier
# The true amounts are the federation's to enter; these say of themselves that they are made up.
MADE_UP: Final = "演示数据 (虚构标准)"
FIRST_STANDARD: Final = 54_000
YEARLY_RAISE: Final = 3_000
STANDARD_YEARS: Final = 5


class DemoError(Labelled):
    """Codes of the demonstration."""

    MEMBERS_EXIST = "MEMBERS_EXIST", "数据库中已有会员"
    LOADING = "LOADING", "另一演示数据正在装入"


async def load_demo(work: Work, *, scale: float, seed: int, report: Report) -> dict[str, int]:
    """Fill a database that has the starter data and no members; rows by table.

    The same seed, scale and day give the same rows, ids included. Raises DomainError
    MEMBERS_EXIST, LOADING while another one loads, INVALID when the tree is not Linxiang's.
    """
    sizes = Sizes.of(scale)
    await take_time(work)
    await _refuse_second(work)
    counts: dict[str, int] = {}
    loader = Loader(work, seed, sizes, await _roots(work), report, counts)
    await loader.load()
    await fold_figures(work)
    source = await install_sample_feed(work, seed=seed, count=sizes.live_items)
    counts["feed items"] = sizes.live_items
    counts[feed_item.name] = await load_posts(work, source, seed, sizes)
    report(f"  {counts[feed_item.name]:,} rows of {feed_item.name}")
    await speak(work, loader.unions)
    return counts


async def _refuse_second(work: Work) -> None:
    free = sa.select(sa.func.pg_try_advisory_xact_lock(sa.func.hashtext("gonghui_demo")))
    if not (await work.execute(free)).scalar_one():
        raise DomainError(DemoError.LOADING)
    some = sa.select(sa.exists(sa.select(person.c.id)))
    if (await work.execute(some)).scalar_one():
        raise DomainError(DemoError.MEMBERS_EXIST)


async def _roots(work: Work) -> Roots:
    unions = {
        row.code: row.id
        for row in await work.execute(sa.select(union_organisation.c.code, union_organisation.c.id))
    }
    divisions = {
        row.code: row.id for row in await work.execute(sa.select(division.c.code, division.c.id))
    }
    wanted = {COUNTY, *(town.code for town in TOWNS)}
    if not (wanted <= unions.keys() and wanted <= divisions.keys()):
        raise DomainError(ErrorCode.INVALID, "演示数据须装入以临湘市起始数据建立的数据库")
    return Roots(unions, divisions)


class Loader:
    """The steps of loading, each one bulk insert with one audit row."""

    def __init__(
        self,
        work: Work,
        seed: int,
        sizes: Sizes,
        roots: Roots,
        report: Report,
        counts: dict[str, int],
    ) -> None:
        self._work = work
        self._seed = seed
        self._sizes = sizes
        self._roots = roots
        self._report = report
        self._counts = counts
        self._names: dict[UUID, str] = {}

    @property
    def unions(self) -> Mapping[str, UUID]:
        """The unions of the starter data, by code."""
        return self._roots.unions

    async def load(self) -> None:
        """Unions, members, dossiers with aid, facilities: each step builds on the one before."""
        units = Tree(self._seed, self._sizes, self._roots, self._work.today).build()
        self._names = {unit.id: unit.name for unit in units}
        for unit in [unit for unit in units if unit.weight][::INCOMPLETE_EVERY]:
            unit.incomplete = True
        plan = shares(units, self._sizes.members)
        await self._unions(units, plan)
        stride = int(self._sizes.members * APPLICANTS_TO_SPARE) // self._sizes.dossiers
        members = Members(self._seed, self._work.today, vault(), stride)
        await self._members(members.chunks(plan, CHUNK))
        await keep_ledger(self._work, self._seed)
        terms = await _terms(self._work, self._roots.divisions[COUNTY])
        dossiers = Dossiers(self._seed, self._work.today, terms)
        await self._dossiers(dossiers.file(members.applicants[: self._sizes.dossiers]))
        await self._facilities()
        await train(self._work)
        await tell(self._work)
        await watch(self._work, self._roots)

    async def _unions(self, units: list[Unit], plan: Sequence[tuple[Unit, int]]) -> None:
        members = {unit.id: count for unit, count in plan}
        rows = list(union_rows(units, members, self._roots, self._seed, self._work.today))
        await self._insert(union_organisation, COLUMNS, rows)
        closure = ("ancestor_id", "descendant_id", "depth")
        await self._insert(union_closure, closure, closure_rows(units))
        await self._organise(units, [dict(zip(COLUMNS, row, strict=True)) for row in rows])

    async def _organise(self, units: list[Unit], rows: list[dict[str, Any]]) -> None:
        """What unions do, their employers and money; a few had another parent last year."""
        work, today = self._work, self._work.today
        done = affairs(units, rows, self._seed, today)
        firms = employers(units, rows, self._roots, self._seed, today)
        for table, columns, made in organisation_rows(done, firms):
            await self._insert(table, columns, made)
        await self._insert(organisation_step, UNION_STEP, step_rows(units, today))
        for year in (today.year - 1, today.year):
            await set_fund_target(work, year=year, basis=MADE_UP)
        await remember(work, moved(units, today))

    async def _members(self, chunks: Iterator[Chunk]) -> None:
        """The next chunk is made in a thread while PostgreSQL stores the one before."""
        work = self._work
        async with (
            bulk_insert(work, person, PERSON) as persons,
            bulk_insert(work, person_secret, SECRET) as secrets,
            bulk_insert(work, membership, MEMBERSHIP) as memberships,
            bulk_insert(work, membership_transfer, TRANSFER) as transfers,
        ):
            targets = (persons, secrets, memberships, transfers)
            await pipeline(chunks, lambda chunk: self._store(targets, chunk))
        for target in targets:
            self._counts[target.name] = target.count

    async def _store(self, targets: Sequence[BulkTarget], chunk: Chunk) -> None:
        lists = (chunk.persons, chunk.secrets, chunk.memberships, chunk.transfers)
        for target, rows in zip(targets, lists, strict=True):
            await target.add(rows)
        self._report(f"  {targets[0].count:,} of {self._sizes.members:,} members")

    async def _dossiers(self, filing: Filing) -> None:
        today = self._work.today
        await self._insert(dossier, DOSSIER, filing.dossiers)
        await self._insert(household_member, HOUSEHOLD, filing.relatives)
        await self._insert(assessment, ASSESSMENT, filing.assessments)
        values = await parameters(self._work.connection, "AID", today)
        limits = Limits(figure(values, "centre_head_limit"), figure(values, "vice_chair_limit"))
        calendar = await working_calendar(self._work.connection, today)
        under_way = flights(filing.made, calendar, figure(values, "notice_working_days"), today)
        rows = aid_rows(filing.made, under_way, limits, self._seed, today)
        treasury = Treasury(self._seed, vault(), self._roots.unions[COUNTY], today)
        money = treasury.keep(rows, filing.made)
        await self._money(money)
        await self._paths(paths(filing.dossiers, self._seed, today))
        await self._notices(filing, money)
        await set_relief_target(self._work, year=today.year, basis=MADE_UP)
        await give(self._work, self._roots.unions[COUNTY])

    async def _notices(self, filing: Filing, money: Money) -> None:
        seed, units = self._seed, self._names
        held = dossier_notices(filing.dossiers, filing.made, units, seed)
        names = {made.applicant.person_id: made.applicant.name for made in filing.made}
        aided = aid_notices(money.records, names, units, seed, self._work.today)
        await self._insert(public_notice, NOTICE, chain(held, aided))
        await object_to_some(self._work)

    async def _money(self, money: Money) -> None:
        """Funds, records, accounts, and batches that are built first and closed afterwards."""
        await self._insert(fund_source, FUND, money.funds)
        names = (*AID, "fund_id")
        records = [tuple(record[name] for name in names) for record in money.records]
        await self._insert(assistance_record, names, records)
        await self._insert(payee_account, ACCOUNT, money.accounts)
        await self._insert(payment_batch, BATCH, money.batches)
        await self._insert(payment_line, LINE, money.lines)
        await self._insert(fund_entry, ENTRY, money.entries)
        for end in money.ends:
            await self._work.update(
                payment_batch, end["id"], 1, **{name: end[name] for name in end if name != "id"}
            )

    async def _paths(self, made: Paths) -> None:
        await self._insert(dossier_step, STEP, made.steps)
        await self._insert(household_visit, VISIT, made.visits)
        await self._insert(exclusion_check, CHECK, made.checks)
        await self._insert(evidence, EVIDENCE, made.evidence)
        await self._insert(monitoring_visit, MONITORING, made.monitoring)

    async def _facilities(self) -> None:
        today = self._work.today
        needs = survey(self._sizes.facilities, self._roots, self._seed, today)
        await self._insert(demand_site, DEMAND, needs.rows)
        facilities = Facilities(self._seed, today, self._roots, needs.hot_spots)
        await self._insert(facility, FACILITY, facilities.rows(self._sizes.facilities))
        values = await parameters(self._work.connection, "FACILITY", today)
        days = {
            FaultLevel.ORDINARY: figure(values, "fix_days"),
            FaultLevel.SAFETY: figure(values, "safety_fix_days"),
        }
        rows = inspection_rows(facilities.sites, days, self._seed, today)
        await self._insert(inspection, INSPECTION, rows)
        await keep_facilities(self._work, self._insert, facilities.sites, self._roots, self._seed)

    async def _insert(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Any]) -> None:
        source = iter(rows)
        async with bulk_insert(self._work, table, columns) as target:
            while chunk := list(islice(source, CHUNK)):
                await target.add(chunk)
        self._counts[table.name] = target.count
        self._report(f"  {target.count:,} rows of {table.name}")


async def _terms(work: Work, county: UUID) -> Terms:
    """Parameters and living standards; made-up standards where the federation has none."""
    values = await parameters(work.connection, "DOSSIER", work.today)
    standards = await _living_standards(work, county)

    @cache
    def on(day: date) -> Standards:
        monthly = next((amount for start, amount in standards if start <= day), standards[-1][1])
        return Standards(
            living_standard=monthly,
            relative_multiplier=figure(values, "relative_multiplier"),
            accident_share=figure(values, "accident_share"),
            margin_multiplier=figure(values, "margin_multiplier"),
            accident_income_multiplier=figure(values, "accident_income_multiplier"),
            months_below=figure(values, "months_below"),
        )

    return Terms(on, figure(values, "review_days"), figure(values, "frequent_review_days"))


async def _living_standards(work: Work, county: UUID) -> list[tuple[date, int]]:
    """First day and monthly amount (fen), the latest first."""
    table = living_standard
    statement = (
        sa.select(table.c.valid_from, table.c.monthly)
        .where(table.c.division_id == county, table.c.area == AreaStandard.URBAN)
        .order_by(table.c.valid_from.desc())
    )
    if not (await work.execute(statement)).all():
        for number in range(STANDARD_YEARS):
            await set_living_standard(
                work,
                division_id=county,
                area=AreaStandard.URBAN,
                monthly=FIRST_STANDARD + number * YEARLY_RAISE,
                valid_from=date(work.today.year - STANDARD_YEARS + 1 + number, 1, 1),
                document_number=MADE_UP,
            )
    return [(row.valid_from, row.monthly) for row in await work.execute(statement)]
