"""The audit accounts for every written row, and whoever tampers with it is found out."""

from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.platform.stores import Stores
from migrations.guards import guard
from schema.core.audit import audit_event, trigger_settings
from schema.core.database import make_engine, transaction
from schema.core.principal import Principal
from schema.core.verify import Verdict, verify
from schema.membership.rules import Education
from schema.membership.tables import person, person_secret
from schema.metadata import metadata

pytestmark = pytest.mark.anyio
AUDITED = [table for table in metadata.sorted_tables if trigger_settings(table) is not None]


async def run_as_owner(stores: Stores, *statements: str) -> list[Any]:
    connection = await asyncpg.connect(stores.owner_url)
    try:
        await connection.execute("select set_config('gonghui.scope', '*', false)")
        rows: list[Any] = []
        for statement in statements:
            rows = list(await connection.fetch(statement))
        return rows
    finally:
        await connection.close()


async def verdict(stores: Stores, anchors: dict[str, str] | None = None) -> Verdict:
    engine = make_engine(stores.owner_url)
    try:
        async with engine.connect() as connection:
            return await verify(connection, anchors)
    finally:
        await engine.dispose()


def persons(count: int) -> list[dict[str, object]]:
    return [
        {"name": f"王{number}", "created_by": "t", "updated_by": "t"} for number in range(count)
    ]


@pytest.fixture
async def written(fresh_database: Stores, engine: AsyncEngine, principal: Principal) -> Stores:
    """Three transactions: a few rows, a change, many rows."""
    async with transaction(engine, principal) as work:
        await work.because("试验")
        await work.execute(sa.insert(person).values(persons(3)))
    async with transaction(engine, principal) as work:
        await work.execute(
            sa.update(person).where(person.c.name == "王1").values(education=Education.BACHELOR)
        )
    async with transaction(engine, principal) as work:
        await work.execute(sa.insert(person).values(persons(150)))
    return fresh_database


async def rows_of(engine: AsyncEngine, principal: Principal) -> list[Any]:
    async with transaction(engine, principal) as work:
        statement = sa.select(audit_event).where(audit_event.c.entity == "person")
        return list((await work.execute(statement.order_by(audit_event.c.at))).all())


@pytest.mark.requirement("D07")
async def test_rows_are_audited_with_masks_and_reason(
    written: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    rows = await rows_of(engine, principal)
    assert [row.rows for row in rows] == [1, 1, 1, 1, 150]
    assert [row.action for row in rows] == ["INSERT"] * 3 + ["UPDATE", "INSERT"]
    assert {row.actor for row in rows} == {principal.subject}
    assert {row.request_id for row in rows} == {"test"}
    assert rows[0].reason == "试验"
    assert rows[0].changes["name"] == [None, "王**"]
    assert rows[3].changes == {"education": [None, Education.BACHELOR.value]}
    assert len(rows[4].entity_ids) == 150
    assert (await verdict(written)).findings == ()


@pytest.mark.requirement("D07")
@pytest.mark.parametrize(
    ("tampering", "kinds"),
    [
        ("update audit_event set actor = 'user:other' where number = 2", {"EDITED"}),
        ("update audit_event set changes = '{}' where number = 3", {"EDITED"}),
        ("update audit_event set entity_ids = entity_ids[2:] where rows > 1", {"EDITED"}),
        ("delete from audit_event where number = 2", {"GAP", "UNBALANCED"}),
        ("delete from audit_event where number = 1", {"GAP_AT_START", "UNBALANCED"}),
        (
            "delete from audit_event where rows = 150",
            {"CUT_OFF", "UNBALANCED"},
        ),
        ("delete from audit_lane", {"END_MISSING"}),
    ],
)
async def test_tampering_by_the_owner_is_found(
    written: Stores, tampering: str, kinds: set[str]
) -> None:
    await run_as_owner(
        written,
        "alter table audit_event disable trigger written_once",
        tampering,
        "alter table audit_event enable trigger written_once",
    )
    assert {finding.kind for finding in (await verdict(written)).findings} >= kinds


@pytest.mark.requirement("D07")
async def test_reordering_is_found(written: Stores) -> None:
    """Two rows change places, hashes and all."""
    await run_as_owner(
        written,
        "alter table audit_event disable trigger written_once",
        "alter table audit_event drop constraint uq_audit_event_lane_number",
        "with pair as (select lane, min(number) a, min(number) + 1 b from audit_event group by lane"
        " having count(*) > 1 limit 1) update audit_event e"
        " set number = pair.a + pair.b - e.number from pair"
        " where e.lane = pair.lane and e.number in (pair.a, pair.b)",
        "alter table audit_event add constraint uq_audit_event_lane_number unique (lane, number)",
        "alter table audit_event enable trigger written_once",
    )
    assert {finding.kind for finding in (await verdict(written)).findings} == {"EDITED"}


@pytest.mark.requirement("D07")
async def test_an_audit_written_anew_is_found_by_its_anchors(
    written: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    """Whoever empties audit and tables alike leaves a whole chain, but not the old one."""
    ends = (await verdict(written)).ends
    await run_as_owner(written, "truncate person, audit_event, audit_lane cascade")
    async with transaction(engine, principal) as work:
        await work.execute(sa.insert(person).values(persons(4)))
    assert (await verdict(written)).findings == ()
    kinds = {finding.kind for finding in (await verdict(written, ends)).findings}
    assert kinds == {"ANCHOR_GONE"}


@pytest.mark.requirement("R19")
async def test_rows_written_past_the_audit_are_found(written: Stores) -> None:
    await run_as_owner(
        written,
        "alter table person disable trigger user",
        "delete from person where name = '王7'",
        "alter table person enable trigger user",
    )
    found = (await verdict(written)).findings
    assert [(finding.kind, finding.where) for finding in found] == [("UNBALANCED", "person")]


@pytest.mark.requirement("D07")
async def test_the_owner_by_hand_is_audited_too(written: Stores) -> None:
    await run_as_owner(written, "update person set migrant = true where name = '王2'")
    rows = await run_as_owner(
        written, "select rows from audit_event where actor = 'database:gonghui_owner'"
    )
    assert len(rows) == 2
    assert (await verdict(written)).findings == ()


@pytest.mark.requirement("D07")
async def test_writers_cannot_change_or_remove(engine: AsyncEngine, principal: Principal) -> None:
    for statement in (
        "update audit_event set actor = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_lane set number = 1",
        "update access_log set note = 'x'",
        "alter table person disable trigger user",
    ):
        with pytest.raises(sa.exc.ProgrammingError):
            async with transaction(engine, principal) as work:
                await work.execute(sa.text(statement))


@pytest.mark.requirement("S04", "D07")
async def test_a_write_without_an_actor_is_refused(migrated: Stores) -> None:
    connection = await asyncpg.connect(migrated.writer_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "insert into rule_parameter (rule, key, value, valid_from, basis, created_by,"
                " updated_by) values ('X', 'x', '1', '2024-01-01', 'x', 't', 't')"
            )
    finally:
        await connection.close()


@pytest.mark.requirement("D08")
async def test_a_change_that_cannot_be_audited_is_refused(
    written: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    await run_as_owner(
        written,
        "alter table audit_event add constraint blocked check (entity <> 'person') not valid",
    )
    try:
        with pytest.raises(sa.exc.IntegrityError):
            async with transaction(engine, principal) as work:
                await work.execute(sa.insert(person).values(persons(1)))
    finally:
        await run_as_owner(written, "alter table audit_event drop constraint blocked")
    (row,) = await run_as_owner(written, "select count(*) as count from person")
    assert row["count"] == 153


async def test_writers_at_the_same_time_do_not_wait(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    """Each open transaction has a lane of its own; all lanes hold."""
    async with transaction(engine, principal) as first:
        await first.execute(sa.insert(person).values(persons(2)))
        async with transaction(engine, principal) as second:
            await second.execute(sa.insert(person).values(persons(2)))
    lanes = await run_as_owner(fresh_database, "select distinct lane from audit_event")
    assert len(lanes) == 2
    assert (await verdict(fresh_database)).findings == ()


async def test_a_savepoint_that_is_rolled_back_leaves_no_gap(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> None:
    async with transaction(engine, principal) as work:
        await work.execute(sa.insert(person).values(persons(1)))
        nested = await work.connection.begin_nested()
        await work.execute(sa.insert(person).values(persons(2)))
        await nested.rollback()
        await work.execute(sa.insert(person).values(persons(1)))
    assert (await verdict(fresh_database)).rows == 2
    assert (await verdict(fresh_database)).findings == ()


@pytest.mark.parametrize("table", AUDITED, ids=lambda table: table.name)
async def test_each_table_has_the_triggers(connection: AsyncConnection, table: sa.Table) -> None:
    found = await connection.execute(
        sa.text("select tgname from pg_trigger where tgrelid = to_regclass(:name)"),
        {"name": table.name},
    )
    wanted = {f"audit_{event}" for event in ("insert", "update", "delete", "truncate")}
    assert wanted <= set(found.scalars())


async def test_tables_without_audit_say_why() -> None:
    left_out = {t.name: t.info["unaudited"] for t in metadata.sorted_tables if t not in AUDITED}
    assert all(left_out.values())
    assert left_out.keys() >= {"audit_event", "audit_lane", "job_run", "user_session"}


async def test_guards_are_put_once(migrated: Stores) -> None:
    assert await guard(migrated.owner_url) == []


async def test_secrets_are_named_and_never_shown() -> None:
    settings = str(trigger_settings(person_secret))
    assert all(c.name in settings for c in person_secret.c if c.info.get("secret"))
