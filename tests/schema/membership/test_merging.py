"""Two records of one person: found, merged in every domain, parted again to the last row."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.accounts.rules import Entity
from schema.core.database import transaction
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Principal
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    INITIAL_PARAMETERS,
    DocumentKind,
    DuplicateGround,
    DuplicateStatus,
    Education,
    MembershipErrorCode,
    MembershipStatus,
    MergeStatus,
    PersonFacts,
)
from schema.membership.service.belongings import OWN, ways
from schema.membership.tables import duplicate_pair, membership, person, person_merge
from schema.metadata import metadata
from tests.leaks.world import World, plant
from tests.schema.conftest import Tree, seed_parameters
from tests.schema.membership.conftest import STANDING, chair, city, facts, row

pytestmark = pytest.mark.anyio

BORN, MOBILE = date(1990, 3, 7), "13800138000"


def passport(number: str, name: str = "张三", **more: Any) -> PersonFacts:
    """The same human being by another document."""
    return PersonFacts(name, DocumentKind.PASSPORT, number, **more)


def test_every_column_that_points_at_a_person_is_known() -> None:
    """A domain above names no person that a merge would forget."""
    known = {way.name for way in ways()}
    pointing = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if table not in OWN and any(key.column is person.c.id for key in column.foreign_keys)
    }
    assert pointing <= known
    assert {"membership.person_id", "dossier.person_id", "assistance_record.person_id"} <= pointing
    assert {"assignment.entity_id", "role_grant_target.target_id"} <= known
    assert all(way.key.table is way.table for way in ways())


async def pairs(work: Work) -> dict[frozenset[UUID], str]:
    """The suspected pairs by their persons."""
    found = await work.execute(sa.select(duplicate_pair))
    return {frozenset((pair.first_id, pair.second_id)): pair.ground.value for pair in found}


async def test_duplicates_by_name_birth_and_mobile(ruled: Work) -> None:
    """Two valid citizen numbers are two people, be their names and mobiles the same."""
    register = service.register_person
    first = await register(ruled, facts(100, mobile=MOBILE))
    twin = await register(ruled, passport("E1234567", birth_date=BORN, mobile=MOBILE))
    shy = await register(ruled, passport("E7654321", mobile=MOBILE))
    same_day = await register(ruled, passport("E1111111", birth_date=BORN))
    await register(ruled, facts(102, mobile=MOBILE))
    await register(ruled, passport("E2222222", name="李四", birth_date=BORN, mobile=MOBILE))
    counts = [await service.find_duplicates(ruled) for _ in range(2)]
    found = await pairs(ruled)
    assert found[frozenset((first, twin))] == DuplicateGround.NAME_BIRTH_MOBILE
    assert found[frozenset((first, shy))] == DuplicateGround.NAME_MOBILE
    assert found[frozenset((first, same_day))] == DuplicateGround.NAME_BIRTH
    people = set().union(*found)
    assert counts == [len(found), 0]
    assert len(people) == 5  # both of the two numbers, but never as a pair
    names = sa.select(sa.func.count(sa.distinct(person.c.name))).where(person.c.id.in_(people))
    assert (await ruled.execute(names)).scalar_one() == 1


async def test_a_mobile_serves_one_active_member(ruled: Work, tree: Tree) -> None:
    """Whoever shares one is looked at, once both are members; a family is then left alone."""
    wife = await service.register_person(ruled, facts(100, mobile=MOBILE))
    husband = await service.register_person(ruled, facts(102, name="李四", mobile=MOBILE))
    await service.join_union(ruled, person_id=wife, union_id=tree.unions[0], stated=STANDING)
    assert await service.find_duplicates(ruled) == 0
    await service.join_union(ruled, person_id=husband, union_id=tree.unions[1], stated=STANDING)
    assert await service.find_duplicates(ruled) == 1
    assert await pairs(ruled) == {frozenset((wife, husband)): DuplicateGround.SHARED_MOBILE}
    (pair,) = (await ruled.execute(sa.select(duplicate_pair))).all()
    await service.dismiss_duplicate(
        city(ruled), pair_id=pair.id, expected_version=1, note="夫妻共用"
    )
    assert await service.find_duplicates(ruled) == 0


async def test_a_pair_that_is_two_people_is_not_brought_up_again(ruled: Work) -> None:
    await service.register_person(ruled, facts(100, mobile=MOBILE))
    await service.register_person(ruled, passport("E1234567", birth_date=BORN, mobile=MOBILE))
    await service.find_duplicates(ruled)
    (pair,) = (await ruled.execute(sa.select(duplicate_pair))).all()
    with pytest.raises(DomainError) as caught:
        await service.dismiss_duplicate(city(ruled), pair_id=pair.id, expected_version=1, note="")
    assert caught.value.path == ("note",)
    await service.dismiss_duplicate(
        city(ruled), pair_id=pair.id, expected_version=1, note="兄弟二人, 已见本人"
    )
    assert (await row(ruled, duplicate_pair, pair.id)).status is DuplicateStatus.DISMISSED
    assert await service.find_duplicates(ruled) == 0


async def two_records(work: Work, tree: Tree) -> tuple[UUID, UUID, UUID]:
    """One person with a membership, and the same once more with another that has ended."""
    kept = await service.register_person(work, facts(100, mobile=MOBILE))
    await service.join_union(work, person_id=kept, union_id=tree.unions[0], stated=STANDING)
    twin = passport("E1234567", birth_date=BORN, mobile=MOBILE, education=Education.BACHELOR)
    dropped = await service.register_person(work, twin)
    joined = await service.join_union(
        work, person_id=dropped, union_id=tree.unions[1], stated=STANDING
    )
    return kept, dropped, joined


async def leave(work: Work, membership_id: UUID) -> None:
    await service.change_status(
        work,
        membership_id=membership_id,
        expected_version=1,
        status=MembershipStatus.WITHDRAWN,
        reason="重复登记",
    )


async def propose(work: Work, kept: UUID, dropped: UUID) -> Any:
    made = await service.propose_merge(
        work, kept_id=kept, dropped_id=dropped, reason="同一人, 护照与身份证各登记一次"
    )
    return await row(work, person_merge, made)


async def test_what_both_have_once_stands_against_a_merge(ruled: Work, tree: Tree) -> None:
    """Two active memberships: the preview says so, and the database holds it."""
    kept, dropped, joined = await two_records(ruled, tree)
    found = await propose(city(ruled), kept, dropped)
    assert found.preview["conflicts"] == ["会籍"]
    other = city(ruled, "other")
    with pytest.raises(DomainError) as caught:
        await service.decide_merge(other, merge_id=found.id, expected_version=1, confirm=True)
    assert caught.value.code is MembershipErrorCode.MERGE_CONFLICT
    assert caught.value.details == {"record": "会籍"}
    await leave(ruled, joined)
    await service.decide_merge(other, merge_id=found.id, expected_version=1, confirm=True)
    assert (await row(ruled, membership, joined)).person_id == kept


async def test_a_merge_is_seen_before_confirmed_by_another_and_undone(
    ruled: Work, tree: Tree
) -> None:
    kept, dropped, joined = await two_records(ruled, tree)
    await leave(ruled, joined)
    await service.find_duplicates(ruled)
    officer, other = city(ruled), city(ruled, "other")
    found = await propose(officer, kept, dropped)
    assert found.preview == {
        "lines": [{"record": "会籍", "rows": 1}],
        "conflicts": [],
        "fills": ["education"],
    }
    assert (await row(ruled, membership, joined)).person_id == dropped  # nothing moved yet
    with pytest.raises(DomainError) as caught:
        await service.decide_merge(officer, merge_id=found.id, expected_version=1, confirm=True)
    assert caught.value.code is MembershipErrorCode.MERGE_CONFIRMER
    await service.decide_merge(other, merge_id=found.id, expected_version=1, confirm=True)
    gone, stays = await row(ruled, person, dropped), await row(ruled, person, kept)
    assert (gone.merged_into_id, stays.education) == (kept, Education.BACHELOR)
    assert await service.find_person(ruled, DocumentKind.PASSPORT, "E1234567") == kept
    (pair,) = (await ruled.execute(sa.select(duplicate_pair))).all()
    assert pair.status is DuplicateStatus.MERGED

    await service.undo_merge(officer, merge_id=found.id, expected_version=2, reason="查实为两人")
    gone, stays = await row(ruled, person, dropped), await row(ruled, person, kept)
    assert (gone.merged_into_id, stays.education) == (None, None)
    assert (await row(ruled, membership, joined)).person_id == dropped
    assert (await row(ruled, person_merge, found.id)).status is MergeStatus.UNDONE
    assert await service.find_person(ruled, DocumentKind.PASSPORT, "E1234567") == dropped


async def test_what_a_merge_refuses(ruled: Work, tree: Tree) -> None:
    kept, dropped, joined = await two_records(ruled, tree)
    await leave(ruled, joined)
    with pytest.raises(DomainError) as caught:
        await propose(chair(ruled, tree.unions[0]), kept, dropped)
    assert caught.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(DomainError) as caught:
        await propose(city(ruled), kept, kept)
    assert caught.value.path == ("droppedId",)
    found = await propose(city(ruled), kept, dropped)
    other = city(ruled, "other")
    hold = metadata.tables["legal_hold"]
    placed = await ruled.insert(hold, person_id=dropped, basis="案号", placed_on=ruled.today)
    decision = {"merge_id": found.id, "expected_version": 1, "confirm": True}
    with pytest.raises(DomainError) as caught:
        await service.decide_merge(other, **decision)
    assert caught.value.code is MembershipErrorCode.MERGE_HELD
    await ruled.update(hold, placed, 1, lifted_on=ruled.today)
    await service.decide_merge(other, **decision)
    with pytest.raises(DomainError) as caught:  # what was given up is not merged again
        await propose(city(ruled), dropped, kept)
    assert caught.value.code is MembershipErrorCode.MERGED_ALREADY
    late = replace(other, now=other.now + timedelta(days=91))
    with pytest.raises(DomainError) as caught:
        await service.undo_merge(late, merge_id=found.id, expected_version=2, reason="晚了")
    assert caught.value.code is MembershipErrorCode.UNDO_TOO_LATE


# What a merge and its undoing write themselves, beside what they move.
_TRACES = ("version", "updated_at", "updated_by")
SNAPSHOT = """select coalesce(jsonb_agg(to_jsonb(t) - $1::text[] order by to_jsonb(t)::text),
  '[]')::text from {} t"""


@pytest.fixture
async def owner(fresh_database: Stores) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner, who sees every table."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    await connection.execute("select set_config('gonghui.scope', '*', false)")
    await connection.execute("select set_config('gonghui.subject', 'user:test', false)")
    yield connection
    await connection.close()


async def snapshot(owner: asyncpg.Connection) -> dict[str, str]:
    """Every table that points at a person, without its bookkeeping."""
    tables = {way.table.name for way in ways()} | {"person", "person_secret"}
    return {
        name: await owner.fetchval(SNAPSHOT.format(name), list(_TRACES)) for name in sorted(tables)
    }


async def pointing(owner: asyncpg.Connection, person_id: UUID) -> dict[str, int]:
    """How many rows of each way point at a person."""
    found = {}
    for way in ways():
        query = f"select count(*) from {way.table.name} where {way.column.name} = $1"  # noqa: S608
        found[way.name] = await owner.fetchval(query, person_id)
    return {name: number for name, number in found.items() if number}


async def test_all_that_hangs_on_a_person_moves_and_comes_back(
    owner: asyncpg.Connection, engine: AsyncEngine, principal: Principal
) -> None:
    """Dossier, aid, account, household: over all domains, and back to the same state."""
    world: World = await plant(owner)
    first, second = world.branches
    kept, dropped = first.persons[0], second.persons[0]
    await owner.execute(
        "update membership set status = 'WITHDRAWN', ended_on = '2024-06-01' where person_id = $1",
        dropped,
    )
    await owner.execute(
        "update dossier set status = 'CLOSED', exited_on = '2024-06-01', exit_channel ="
        " 'E2_INSURE', exit_proof = 'x', applied_on = '2020-01-01' where person_id = $1",
        dropped,
    )
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
    await owner.execute("delete from assignment where entity = $1", Entity.PERSON.value)
    before, held = await snapshot(owner), await pointing(owner, dropped)
    assert {"membership.person_id", "dossier.person_id"} <= set(held)
    async with transaction(engine, principal) as work:
        found = await propose(work, kept, dropped)
        assert found.preview["conflicts"] == []
        assert sum(line["rows"] for line in found.preview["lines"]) == sum(held.values())
    assert await snapshot(owner) == before
    async with transaction(engine, replace(principal, subject="user:other")) as work:
        await service.decide_merge(work, merge_id=found.id, expected_version=1, confirm=True)
    assert await pointing(owner, dropped) == {}
    assert (await pointing(owner, kept))["membership.person_id"] == 2
    async with transaction(engine, principal) as work:
        await service.undo_merge(work, merge_id=found.id, expected_version=2, reason="查实为两人")
    assert await snapshot(owner) == before
