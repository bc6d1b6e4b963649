"""Samples that can be drawn again, their checks, commitments; and that tile = list everywhere."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.assistance import service
from schema.assistance.queries import QUERIES
from schema.assistance.rules import (
    AssistanceErrorCode,
    AssistanceKind,
    AssistanceStatus,
    CommitmentStatus,
    FundLevel,
    SpotCheckResult,
    draw,
)
from schema.assistance.tables import (
    assistance_record,
    payment_check,
    payment_sample,
    policy_commitment,
)
from schema.core.errors import DomainError
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.core.states import StateErrorCode
from schema.core.work import Work
from schema.planner.model import RootMany
from schema.planner.pool import ReadPool
from schema.root import platform_schema
from tests.leaks.world import plant
from tests.schema.assistance.conftest import as_user, row
from tests.schema.test_mutations import Context

pytestmark = pytest.mark.anyio
NUMBERS = st.sets(st.text("0123456789", min_size=1, max_size=8), min_size=1, max_size=200)


@given(numbers=NUMBERS, seed=st.text(max_size=8), share=st.integers(1, 10_000))
def test_whoever_draws_again_draws_the_same(numbers: set[str], seed: str, share: int) -> None:
    drawn = draw(sorted(numbers), seed, share)
    assert drawn == draw(sorted(numbers, reverse=True), seed, share)
    assert len(set(drawn)) == len(drawn) == -(-len(numbers) * share // 10_000)
    assert set(drawn) <= numbers
    more = draw(numbers, seed, min(share * 2, 10_000))
    assert more[: len(drawn)] == drawn


def test_another_seed_draws_another_sample() -> None:
    numbers = [f"BF{number}" for number in range(1_000)]
    assert draw(numbers, "a", 500) != draw(numbers, "b", 500)


async def refusal(awaitable: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await awaitable
    return caught.value


@pytest.fixture
async def paid(ruled: Work, worker: Any) -> list[UUID]:
    """Forty records that were paid today."""
    return [
        await ruled.insert(
            assistance_record,
            number=f"BF-T-{number}",
            person_id=worker.person_id,
            union_id=worker.union_id,
            kind=AssistanceKind.TEMP,
            status=AssistanceStatus.PAID,
            fund_level=FundLevel.LOCAL_UNION,
            period_key=str(number),
            amount=10_000,
            requested_on=ruled.today,
            requested_by="user:filer",
            checked_by="user:chair",
            reviewed_by="user:centre",
            approved_by="user:leader",
            approved_on=ruled.today,
            paid_on=ruled.today,
        )
        for number in range(40)
    ]


async def test_a_sample_is_drawn_checked_once_and_drawn_again(
    ruled: Work, paid: list[UUID]
) -> None:
    today = ruled.today
    sample = await service.draw_sample(as_user(ruled, "auditor"), from_on=today, to_on=today)
    kept = await row(ruled, payment_sample, sample)
    assert (kept.population, kept.size, kept.share) == (40, 2, 500)
    found = sa.select(payment_check.c.id).where(payment_check.c.sample_id == sample)
    checks = (await ruled.execute(found)).scalars().all()
    assert len(checks) == 2
    assert await service.redraw(ruled, sample)

    def check(who: str, version: int = 1) -> Any:
        return service.record_payment_check(
            as_user(ruled, who),
            check_id=checks[0],
            expected_version=version,
            result=SpotCheckResult.FALSE,
            findings="未收到",
        )

    for hand in ("filer", "chair", "centre", "leader"):
        assert (await refusal(check(hand))).code is AssistanceErrorCode.SAME_PERSON
    await check("auditor")
    assert (await row(ruled, payment_check, checks[0])).checked_by == "user:auditor"
    assert (await refusal(check("other", 2))).code.value == "INVALID"

    # A payment that appears afterwards is told, not overlooked.
    early = today - timedelta(days=1)
    await ruled.execute(
        sa.update(assistance_record)
        .where(assistance_record.c.id == paid[0])
        .values(paid_on=early, approved_on=early)
    )
    assert not await service.redraw(ruled, sample)


async def test_nothing_paid_nothing_drawn(ruled: Work, worker: Any) -> None:
    assert worker
    past = ruled.today - timedelta(days=9_000)
    refused = await refusal(service.draw_sample(ruled, from_on=past, to_on=past))
    assert refused.code is AssistanceErrorCode.NOTHING_PAID
    ahead = ruled.today + timedelta(days=1)
    refused = await refusal(service.draw_sample(ruled, from_on=ruled.today, to_on=ahead))
    assert refused.code.value == "INVALID"


async def test_a_commitment_is_reviewed_until_it_is_met(ruled: Work) -> None:
    made = await service.add_commitment(
        ruled,
        document="临办发〔2019〕1号",
        issued_on=ruled.today,
        department="民政局",
        commitment="困难职工家庭纳入低保应保尽保",
    )
    await service.review_commitment(
        ruled,
        commitment_id=made,
        expected_version=1,
        progress="已全部纳入",
        status=CommitmentStatus.MET,
    )
    kept = await row(ruled, policy_commitment, made)
    assert (kept.status, kept.reviewed_on) == (CommitmentStatus.MET, ruled.today)
    again = service.review_commitment(
        ruled,
        commitment_id=made,
        expected_version=2,
        progress="x",
        status=CommitmentStatus.DROPPED,
    )
    assert (await refusal(again)).code is StateErrorCode.ILLEGAL_TRANSITION


FIGURES = [
    (name, field)
    for name, root in sorted(QUERIES.items())
    if isinstance(root, RootMany)
    for field in root.target.columns()
    # Days are grouped by year, month and day; their lists are ranges.
    if field.groupable and field.filterable and field.kind.name != "Date"
]
MORE = (
    (
        "update dossier set opened_on = '2024-01-20', status = 'ACTIVE', category = 'DEEP',"
        " next_review_on = '2024-07-20' where number like '%0'"
    ),
    (
        "insert into relief_target (year, base_on, share, base_count, basis, created_by,"
        " updated_by) values (2024, '2024-01-01', 3000, 2, 'x', 't', 't')"
    ),
    (
        "insert into relief_base (target_id, dossier_id, union_id)"
        " select t.id, d.id, d.union_id from relief_target t, dossier d"
    ),
    (
        "insert into spot_check (dossier_id, year, checked_on, result, findings, created_by,"
        " updated_by) select id, extract(year from now()), now(), 'CONSISTENT', 'x', 't', 't'"
        " from dossier where number like 'D1%'"
    ),
    (
        "insert into policy_commitment (document, issued_on, department, commitment, status,"
        " created_by, updated_by)"
        " values ('文', '2024-01-01', '民政局', '事', 'IN_PROGRESS', 't', 't')"
    ),
)


@pytest.fixture
async def ask(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> AsyncIterator[Any]:
    """Asks in a small federation, with the readers' rights."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    try:
        await plant(connection)
        for statement in MORE:
            await connection.execute(statement)
    finally:
        await connection.close()
    schema = platform_schema()
    who = replace(principal, scope=replace(principal.scope, covers_all=True))
    async with ReadPool(fresh_database.reader_url, 1, ReadLog(engine)) as pool:

        async def run(text: str) -> Any:
            context = Context(who, engine, pool, schema.planner)
            result = await schema.strawberry.execute(text, context_value=context)
            assert result.errors is None
            return result.data

        yield run


def _literal(value: object) -> str:
    """A value of an enum as a word, anything else as JSON."""
    is_word = isinstance(value, str) and value.isascii() and value.isupper()
    return str(value) if is_word else json.dumps(value)


async def test_tile_is_list(ask: Any) -> None:
    """Each group of each figure counts as many rows as the list that it drills to."""
    drilled = 0
    for name, field in FIGURES:
        key = "".join(f"_{c}" if c.isupper() else c.upper() for c in field.name)
        grouped = f"groups(by: [{key}]) {{ key {{ {field.name} }} count }}"
        told = (await ask(f"{{ {name} {{ totalCount {grouped} }} }}"))[name]
        groups = [(group["key"][field.name], group["count"]) for group in told["groups"]]
        assert sum(count for _, count in groups) == told["totalCount"], (name, field.name)
        for value, count in groups:
            if value is None:
                continue
            listed = await ask(
                f"{{ {name}(filter: {{ {field.name}: {{ eq: {_literal(value)} }} }})"
                " { totalCount } }"
            )
            assert listed[name]["totalCount"] == count, (name, field.name, value)
            drilled += 1
    assert drilled >= 25


async def test_the_figures_of_the_target_and_of_dossiers(ask: Any) -> None:
    """Active, overdue, checked, aided, base and lifted: one snapshot, one statement."""
    found = await ask(
        """{
      active: dossiers(filter: { status: { eq: ACTIVE } }) { totalCount }
      overdue: dossiers(filter: { reviewOverdue: { eq: true } }) { totalCount }
      checked: dossiers(filter: { spotChecked: { eq: true } }) { totalCount }
      unaided: dossiers(filter: { aided: { eq: false } }) { totalCount }
      median: dossiers { groups(by: [DAYS_TO_OPEN]) { key { daysToOpen } count } }
      base: reliefBase { groups(by: [LIFTED, DOSSIER_EXIT_CHANNEL]) { key { lifted } count } }
      target: reliefTargets { nodes { baseCount pace share } }
      policy: policyCommitments(filter: { overdue: { eq: true } }) { totalCount }
    }"""
    )
    counts = {name: found[name]["totalCount"] for name in ("active", "overdue", "checked")}
    assert counts == {"active": 2, "overdue": 2, "checked": 2}
    assert found["unaided"]["totalCount"] == 4
    opened = [group for group in found["median"]["groups"] if group["key"]["daysToOpen"]]
    assert [(group["key"]["daysToOpen"], group["count"]) for group in opened] == [(19, 2)]
    assert [(group["key"]["lifted"], group["count"]) for group in found["base"]["groups"]] == [
        (False, 4)
    ]
    assert found["target"]["nodes"] == [{"baseCount": 2, "pace": 3000, "share": 3000}]
