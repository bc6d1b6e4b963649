"""What is past its time goes, everywhere and only that; a person gets and corrects his data."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core import clock
from schema.core.access_log import AccessPurpose
from schema.core.database import make_engine, transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal, Role, Scope
from schema.core.roles import ScopeKind
from schema.core.verify import verify
from schema.membership.service import correct_person
from schema.operations.rules import INITIAL_PARAMETERS, DestroyedKind, RequestKind
from schema.operations.service import (
    decide_person_request,
    destroy_batch,
    disclose_record,
    file_person_request,
    lift_hold,
    place_hold,
    what_is_due,
)
from tests.leaks.test_canaries import rows_with
from tests.leaks.world import World, citizen_number, plant
from tests.schema.conftest import seed_parameters

pytestmark = pytest.mark.anyio
LONG_AGO = date(1980, 1, 1)
CANARIES = ("卡纳瑞甲", "卡纳瑞乙", "卡纳瑞丙")


@dataclass
class Site:
    """The planted world, in which one person left long ago and one has just left."""

    world: World
    owner: asyncpg.Connection
    engine: AsyncEngine
    old: UUID
    dossier: UUID


@pytest.fixture
async def site(
    fresh_database: Stores, engine: AsyncEngine, principal: Principal
) -> AsyncIterator[Site]:
    owner = await asyncpg.connect(fresh_database.owner_url)
    world = await plant(owner)
    async with transaction(engine, principal) as work:
        await seed_parameters(work, INITIAL_PARAMETERS)
    old, dossier = world.branches[0].persons[0], world.branches[0].dossiers[0]
    await owner.execute(LEFT.replace(":old", f"'{old}'"))
    yield Site(world, owner, engine, old, dossier)
    await owner.close()


#: Somebody who left in 1980, with a canary wherever text about him is kept.
LEFT = """
update person set name = '卡纳瑞甲', name_pinyin = 'knrj' where id = :old;
update membership set joined_on = '1980-01-01', ended_on = '1980-01-01', status = 'WITHDRAWN',
  end_reason = '卡纳瑞乙' where person_id = :old;
update dossier set status = 'CLOSED', exited_on = '1980-01-01', exit_channel = 'E2_INSURE',
  exit_proof = '卡纳瑞丙', applied_on = '1980-01-01' where person_id = :old;
update household_member h set name = '卡纳瑞乙' from dossier d
  where d.id = h.dossier_id and d.person_id = :old;
insert into evidence (dossier_id, kind, title, issued_on, created_by, updated_by)
  select id, 'IDENTITY', '卡纳瑞丙', '1980-01-01', 't', 't' from dossier where person_id = :old;
insert into stored_upload (id, name, media_type, size, sha256, created_by, updated_by)
  values ('00000000-0000-7000-8000-00000000000a', '卡纳瑞丙', 'image/png', 1, 'x', 't', 't');
insert into attachment (owner_kind, owner_id, upload_id, person_id, caption, name, media_type, size,
  sha256, created_by, updated_by) select 'EVIDENCE', id, '00000000-0000-7000-8000-00000000000a',
  :old, '卡纳瑞丙', '卡纳瑞丙', 'image/png', 1, 'x', 't', 't' from evidence where issued_on =
  '1980-01-01';
insert into dossier_step (dossier_id, to_status, taken_on, taken_at, taken_by, note)
  select id, 'CLOSED', '1980-01-01', now(), 't', '卡纳瑞丙' from dossier where person_id = :old;
update assistance_record set status = 'PAID', paid_on = '1980-01-01', paid_by = 'p',
  approved_on = '1980-01-01', approved_by = 'a', reason = '卡纳瑞甲'
  where person_id = :old;
update finding set evidence = jsonb_build_object('name', '卡纳瑞甲') where person_id = :old;
insert into access_log (at, actor, actor_name, role, kind, entity, entity_id, person_id,
  request_id) values ('1980-01-01', 'user:x', '卡纳瑞乙', 'AUDITOR', 'READ', 'person', :old, :old,
  '');
"""


async def destroyed(site: Site, principal: Principal) -> dict[DestroyedKind, int]:
    """What the job does, kind by kind."""
    counts = dict.fromkeys(DestroyedKind, 0)
    for kind in DestroyedKind:
        while True:
            async with transaction(site.engine, principal) as work:
                size = await destroy_batch(work, kind)
            counts[kind] += size
            if size == 0:
                break
    return counts


async def left(site: Site) -> set[str]:
    """Tables in which a canary is still found."""
    return {table for canary in CANARIES for table in await rows_with(site.owner, canary)}


async def ledger(site: Site) -> list[tuple[object, ...]]:
    rows = await site.owner.fetch(
        "select count(*), sum(amount), count(distinct dossier_id) from assistance_record"
    )
    return [tuple(row) for row in rows]


@pytest.mark.requirement("D09")
async def test_after_its_time_nothing_of_a_person_is_left(site: Site, principal: Principal) -> None:
    """Names, family, proofs, numbers go; the sums of the accounts stay; the audit stays whole."""
    others = await site.owner.fetch("select id, name from person where id <> $1", site.old)
    before = await ledger(site)
    assert {"person", "household_member", "dossier", "evidence", "dossier_step"} <= await left(site)
    async with transaction(site.engine, principal) as work:
        told = {entry.kind: entry.rows for entry in await what_is_due(work)}
    assert told[DestroyedKind.DOSSIER] == 1
    assert await left(site) != set()  # the dry run changes nothing
    assert (await destroyed(site, principal))[DestroyedKind.DOSSIER] == 1
    assert await left(site) == set()
    assert await ledger(site) == before
    assert await site.owner.fetch("select id, name from person where id <> $1", site.old) == others
    assert await site.owner.fetch("select from person_secret where person_id = $1", site.old) == []
    proofs = await site.owner.fetch("select kind, entity_id, basis from destruction")
    assert {(row["kind"], row["entity_id"]) for row in proofs} >= {
        ("DOSSIER", site.dossier),
        ("PERSON", site.old),
        ("ACCESS_LOG", None),
    }
    assert all(row["basis"] for row in proofs)
    assert set((await destroyed(site, principal)).values()) == {0}


@pytest.mark.requirement("D09")
async def test_the_audit_stays_whole(
    site: Site, principal: Principal, fresh_database: Stores
) -> None:
    await destroyed(site, principal)
    engine = make_engine(fresh_database.owner_url, pool_size=1)
    async with engine.connect() as connection:
        found = [f for f in (await verify(connection)).findings if f.kind != "UNBALANCED"]
    await engine.dispose()
    assert found == []


@pytest.mark.requirement("D09")
async def test_under_a_legal_hold_nothing_goes(site: Site, principal: Principal) -> None:
    async with transaction(site.engine, principal) as work:
        hold = await place_hold(work, person_id=site.old, basis="(2026) 湘0682民初1号")
    counts = await destroyed(site, principal)
    assert counts[DestroyedKind.DOSSIER] == counts[DestroyedKind.PERSON] == 0
    assert counts[DestroyedKind.ACCESS_LOG] == 0
    assert "household_member" in await left(site)
    async with transaction(site.engine, principal) as work:
        await lift_hold(work, hold_id=hold, expected_version=1)
    await destroyed(site, principal)
    assert await left(site) == set()


@pytest.mark.requirement("D09")
@pytest.mark.parametrize(
    "statement",
    [
        "select gonghui_destroy_dossier($1)",
        "select gonghui_destroy_payee($1)",
    ],
)
async def test_the_database_itself_keeps_what_is_not_due(
    site: Site, fresh_database: Stores, statement: str
) -> None:
    """The writers' role can neither call the functions too early nor delete by itself."""
    branch = site.world.branches[1]
    writer = await asyncpg.connect(fresh_database.writer_url)
    await writer.execute(
        "select set_config('gonghui.scope', '*', false),"
        " set_config('gonghui.subject', 'user:x', false),"
        " set_config('gonghui.destroying', 'on', false)"
    )
    young = branch.dossiers[0] if "dossier" in statement else branch.persons[0]
    with pytest.raises(asyncpg.CheckViolationError):
        await writer.fetch(statement, young)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await writer.execute("delete from assessment")
    await writer.close()


def himself(site: Site, person: UUID) -> Principal:
    branch = site.world.branches[0]
    identity = uuid4()
    scope = Scope(narrow=ScopeKind.SELF, targets=(person,), unions=(branch.union,))
    return Principal(
        f"user:{identity}", Role.MEMBER, scope, name="本人", user_id=identity, proved_at=clock.now()
    )


def officer(site: Site, branch: int = 0) -> Principal:
    identity = uuid4()
    scope = Scope(unions=(site.world.branches[branch].town,))
    return Principal(
        f"user:{identity}",
        Role.TOWNSHIP_OFFICER,
        scope,
        name="李四",
        user_id=identity,
        proved_at=clock.now(),
    )


@pytest.mark.requirement("D10")
async def test_one_call_gives_all_that_is_held_on_a_person(site: Site) -> None:
    """Each row of the person, wherever it is planted, with the number in clear; logged."""
    async with transaction(site.engine, himself(site, site.old)) as work:
        record = await disclose_record(
            work, person_id=site.old, purpose=AccessPurpose.MEMBER_REQUEST, note="本人查询"
        )
    text = str(record)
    assert citizen_number(100) in text
    assert all(canary in text for canary in CANARIES)
    expected = {"职工 (实名信息)", "职工敏感信息 (密文)", "会籍", "困难职工档案", "家庭成员"}
    expected |= {"困难认定 (不可更改)", "档案办理记录 (只增不改)", "证明材料", "帮扶记录"}
    expected |= {"风险线索", "查阅记录 (只增不改)", "会籍接转"}
    assert expected <= record.keys()
    other = await site.owner.fetchval(
        "select name from person where id = $1", site.world.branches[0].persons[1]
    )
    assert other not in text
    kinds = await site.owner.fetch(
        "select kind, purpose, fields from access_log where person_id = $1 and at > now() - "
        "interval '1 hour'",
        site.old,
    )
    assert [tuple(row) for row in kinds] == [("SUBJECT_ACCESS", "MEMBER_REQUEST", ["*"])]


@pytest.mark.requirement("D10")
async def test_nobody_takes_a_strangers_record(site: Site) -> None:
    other = site.world.branches[0].persons[1]
    analyst = Principal("user:a", Role.ANALYST, Scope(covers_all=True), user_id=uuid4())
    for who, code in (
        (himself(site, other), "NOT_FOUND"),
        (officer(site, 1), "NOT_FOUND"),
        (analyst, "FORBIDDEN"),
    ):
        with pytest.raises(DomainError) as refused:
            async with transaction(site.engine, who) as work:
                await disclose_record(
                    work, person_id=site.old, purpose=AccessPurpose.AUDIT, note="好奇一下"
                )
        assert refused.value.code.value == code


@pytest.mark.requirement("D10")
async def test_a_record_is_corrected_and_the_audit_says_why(site: Site) -> None:
    async with transaction(site.engine, officer(site)) as work:
        await correct_person(
            work,
            person_id=site.old,
            expected_version=1,
            reason="户口簿更名",
            name="新名字",
            mobile="13911112222",
        )
    row = await site.owner.fetchrow("select * from person where id = $1", site.old)
    assert (row["name"], row["mobile_mask"], row["name_pinyin"][:3]) == (
        "新名字",
        "139****2222",
        "xmz",
    )
    event = await site.owner.fetchrow(
        "select reason, changes from audit_event where entity = 'person' and reason is not null"
    )
    assert event["reason"] == "户口簿更名"
    assert "新名字" not in event["changes"]


@pytest.mark.requirement("D10")
async def test_erasure_is_granted_when_nothing_stands_against_it(
    site: Site, principal: Principal
) -> None:
    young = site.world.branches[0].persons[3]
    for person, code in ((young, "STILL_MEMBER"), (site.old, "STILL_MEMBER")):
        async with transaction(site.engine, himself(site, person)) as work:
            request = await file_person_request(
                work, person_id=person, kind=RequestKind.ERASURE, content="请删除"
            )
        with pytest.raises(DomainError) as refused:
            async with transaction(site.engine, officer(site)) as work:
                await decide_person_request(
                    work, request_id=request, expected_version=1, grant=True, answer="同意"
                )
        assert refused.value.code.value == code
    async with transaction(site.engine, principal) as work:
        while await destroy_batch(work, DestroyedKind.DOSSIER):
            pass
    before = await ledger(site)
    async with transaction(site.engine, officer(site)) as work:
        await decide_person_request(
            work, request_id=request, expected_version=1, grant=True, answer="同意"
        )
    assert (await left(site)) <= {"access_log"}
    assert await ledger(site) == before


@pytest.mark.requirement("D10")
async def test_a_request_has_its_deadline_and_is_decided_by_another(site: Site) -> None:
    who = officer(site)
    async with transaction(site.engine, who) as work:
        request = await file_person_request(
            work, person_id=site.old, kind=RequestKind.CORRECTION, content="姓名有误 430682"
        )
    row = await site.owner.fetchrow("select * from person_request where id = $1", request)
    assert (row["due_on"] - row["filed_on"]).days >= 19  # 15 working days
    assert b"430682" not in row["content_cipher"]
    with pytest.raises(DomainError) as refused:
        async with transaction(site.engine, who) as work:
            await decide_person_request(
                work, request_id=request, expected_version=1, grant=False, answer="无误"
            )
    assert refused.value.code.value == "OWN_REQUEST"
