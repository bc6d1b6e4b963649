"""Starter data: complete, in one transaction, and the same after a second start."""

from datetime import date

import pytest
import sqlalchemy as sa

from api.data.places import ABOLISHED, TOWNS
from api.data.starter import initial_parameters, prepare
from schema.assistance.tables import living_standard
from schema.core.audit import audit_event
from schema.core.params import parameters, rule_parameter
from schema.core.work import Work
from schema.metadata import metadata
from schema.operations.tables import schedule
from schema.opinion.tables import feed_source
from schema.organisation.tables import division, union_closure, union_organisation
from schema.screening.tables import screening_rule
from tests.conftest import count

pytestmark = pytest.mark.anyio


async def test_fills_an_empty_database(work: Work) -> None:
    assert await prepare(work)
    tree = await work.execute(
        sa.select(union_organisation.c.level, sa.func.count().label("number")).group_by(
            union_organisation.c.level
        )
    )
    assert {row.level: row.number for row in tree} == {4: 1, 5: len(TOWNS)}
    assert await count(work.connection, union_closure) == 1 + 2 * len(TOWNS)
    assert await count(work.connection, division) == 3 + len(TOWNS) + len(ABOLISHED)
    assert await count(work.connection, rule_parameter) == len(list(initial_parameters()))
    for table in (schedule, screening_rule, feed_source):
        assert await count(work.connection, table) > 0
    # The amount of the minimum living standard is the federation's to enter.
    assert await count(work.connection, living_standard) == 0


async def test_divisions_that_ended_name_their_successor(work: Work) -> None:
    await prepare(work)
    after = division.alias()
    row = (
        await work.execute(
            sa.select(division.c.valid_to, after.c.name)
            .join_from(division, after, after.c.id == division.c.successor_id)
            .where(division.c.name == "源潭镇")
        )
    ).one()
    assert tuple(row) == (date(2018, 10, 31), "聂市镇")


async def test_second_start_changes_nothing(work: Work) -> None:
    await prepare(work)
    before = await counts(work)
    assert len(before) > 50
    assert not await prepare(work)
    assert await counts(work) == before


async def counts(work: Work) -> dict[str, int]:
    """The rows of every table that this role may read."""
    names = await work.execute(
        sa.text(
            "select relname from pg_class where relkind = 'r' and relnamespace ="
            " 'public'::regnamespace and has_table_privilege(oid, 'select')"
        )
    )
    readable = set(names.scalars())
    tables = [table for table in metadata.sorted_tables if table.name in readable]
    return {table.name: await count(work.connection, table) for table in tables}


async def test_a_value_of_the_federation_stays(work: Work) -> None:
    await work.insert(
        rule_parameter,
        rule="D1",
        key="warn_days",
        value=45,
        valid_from=date(2024, 1, 1),
        basis="主席办公会",
    )
    await prepare(work)
    assert (await parameters(work.connection, "D1", work.today))["warn_days"] == 45


async def test_a_tree_of_another_federation_is_left_alone(work: Work) -> None:
    place = await work.insert(division, code="440106", name="天河区", level=3)
    await work.insert(
        union_organisation,
        code="440106",
        name="天河区总工会",
        kind="FEDERATION",
        level=4,
        division_id=place,
        status="ACTIVE",
    )
    assert not await prepare(work)
    assert await count(work.connection, union_organisation) == 1
    assert await count(work.connection, schedule) > 0


async def test_each_row_is_audited(work: Work) -> None:
    await prepare(work)
    entered = await work.execute(
        sa.select(sa.func.count()).where(
            audit_event.c.entity == "union_organisation", audit_event.c.action == "INSERT"
        )
    )
    assert entered.scalar_one() == 1 + len(TOWNS)
