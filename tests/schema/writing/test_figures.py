"""Maintained figures equal the list in every snapshot, whoever writes at the same time."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.errors import DomainError
from schema.core.figures import check_figures, count_drift, fold_figures, rebuild_figures
from schema.core.principal import Scope
from schema.core.work import Work
from schema.facilities import service as facilities
from schema.facilities.rules import FacilityStatus
from schema.facilities.tables import facility
from schema.membership import service as membership_service
from schema.membership.rules import MembershipStatus
from schema.membership.tables import membership
from schema.organisation import service as organisation
from schema.organisation.rules import UnionKind
from schema.organisation.tables import union_organisation
from tests.schema.writing.conftest import Client, Federation, add_facility, joining, make_union

pytestmark = pytest.mark.anyio

JOIN = """mutation($input: JoinUnionInput!, $key: String!) {
  joinUnion(input: $input, idempotencyKey: $key) { member { id } errors { code message } }
}"""
BOTH = """query($city: ID!) {
  members { groups(by: [UNION_ID, STATUS, EMPLOYMENT_FORM]) {
    key { unionId status employmentForm } count } }
  facilities { groups(by: [UNION_ID, KIND, STATUS]) { key { unionId kind status } count } }
  memberFigures(first: 100) { nodes { union { id } status employmentForm own } }
  facilityFigures(first: 100) { nodes { union { id } kind status own } }
  overview(id: $city) {
    memberFigures { groups(by: [STATUS]) { key { status } sum { total } } }
    facilityFigures { aggregate { sum { total } } }
  }
  whole: members { totalCount }
  stations: facilities { totalCount }
}"""


def live(data: Any, root: str, *keys: str) -> Counter[tuple[str, ...]]:
    return Counter(
        {
            tuple(str(group["key"][key]) for key in ("unionId", *keys)): group["count"]
            for group in data[root]["groups"]
        }
    )


def maintained(data: Any, root: str, *keys: str) -> Counter[tuple[str, ...]]:
    found = {
        (str(row["union"]["id"]), *(str(row[key]) for key in keys)): row["own"]
        for row in data[root]["nodes"]
        if row["union"] is not None
    }
    return Counter({key: own for key, own in found.items() if own})


def agree(data: Any) -> int:
    """Compare both of one answer, which is one statement and so one snapshot."""
    form = ("status", "employmentForm")
    assert live(data, "members", *form) == maintained(data, "memberFigures", *form)
    kind = ("kind", "status")
    assert live(data, "facilities", *kind) == maintained(data, "facilityFigures", *kind)
    city = data["overview"]
    total = sum(group["sum"]["total"] for group in city["memberFigures"]["groups"])
    assert total == data["whole"]["totalCount"]
    stations = city["facilityFigures"]["aggregate"]["sum"]["total"] or 0
    assert stations == data["stations"]["totalCount"]
    return int(total)


async def enter_members(client: Client, union: UUID, numbers: range) -> list[UUID]:
    made = []
    for number in numbers:
        data = await client.send(JOIN, input=joining(union, number), key=f"join-{number}")
        while [error["code"] for error in data["joinUnion"]["errors"]] == ["BUSY"]:
            data = await client.send(JOIN, input=joining(union, number), key=f"join-{number}")
        assert data["joinUnion"]["errors"] == []
        made.append(UUID(data["joinUnion"]["member"]["id"]))
    return made


@asynccontextmanager
async def patient(client: Client) -> AsyncIterator[Work]:
    """A unit of work that waits its turn, however busy the machine is."""
    async with transaction(client.engine, client.principal) as work:
        await work.execute(sa.text("set local lock_timeout = '60s'"))
        yield work


async def retain_some(client: Client, members: list[UUID]) -> None:
    for member in members:
        async with patient(client) as work:
            await membership_service.change_status(
                work,
                membership_id=member,
                expected_version=1,
                status=MembershipStatus.RETAINED,
                reason="退休",
            )


async def build_stations(client: Client, place: Federation) -> None:
    for index in range(12):
        union = place.unions[index % 2]
        async with patient(client) as work:
            made = await add_facility(work, place, union)
            if index % 3 == 0:
                await facilities.change_facility_status(
                    work, facility_id=made, expected_version=1, status=FacilityStatus.APPROVED
                )


async def move_about(client: Client, place: Federation) -> None:
    """The first union goes from town to town while its members change."""
    for index in range(6):
        async with patient(client) as work:
            statement = sa.select(union_organisation.c.version).where(
                union_organisation.c.id == place.unions[0]
            )
            version = (await work.execute(statement)).scalar_one()
            await organisation.move_union(
                work,
                union_id=place.unions[0],
                parent_id=place.towns[(index + 1) % 2],
                expected_version=version,
            )


async def fold_often(client: Client, until: asyncio.Event) -> None:
    while not until.is_set():
        async with patient(client) as work:
            await fold_figures(work)
        await asyncio.sleep(0.01)


async def test_equal_to_the_list_while_others_write(client: Client, federation: Federation) -> None:
    first = await enter_members(client, federation.unions[0], range(1, 11))
    done = asyncio.Event()
    folding = asyncio.create_task(fold_often(client, done))
    writing = asyncio.gather(
        enter_members(client, federation.unions[0], range(100, 115)),
        enter_members(client, federation.unions[1], range(200, 215)),
        retain_some(client, first),
        build_stations(client, federation),
        move_about(client, federation),
    )
    seen = set()
    while not writing.done():
        seen.add(agree(await client.ask(BOTH, city=str(federation.city))))
    await writing
    done.set()
    await folding
    assert agree(await client.ask(BOTH, city=str(federation.city))) == 40
    assert len(seen) > 3  # the reader did look in the midst of the writes
    async with transaction(client.engine, client.principal) as work:
        await fold_figures(work)
        assert await count_drift(work) == 0


async def test_subtrees_and_scopes(client: Client, federation: Federation) -> None:
    await enter_members(client, federation.unions[0], range(1, 4))
    await enter_members(client, federation.unions[1], range(10, 12))
    text = """query($union: ID!) {
      overview(id: $union) { memberFigures { aggregate { sum { own total } } } }
      memberFigures { aggregate { sum { own } } }
      unions(orderBy: [{field: CODE}]) { nodes {
        code memberFigures { aggregate { sum { total } } } } }
    }"""
    town, other = map(str, federation.towns)
    city = await client.ask(text, union=str(federation.city))
    shown = {
        union["code"]: union["memberFigures"]["aggregate"]["sum"]["total"]
        for union in city["unions"]["nodes"]
    }
    assert shown == {"CITY": 5, "T1": 3, "T2": 2, "U1": 3, "U2": 2}
    assert city["overview"]["memberFigures"]["aggregate"]["sum"] == {"own": 0, "total": 5}
    assert city["memberFigures"]["aggregate"]["sum"] == {"own": 5}

    local = client.as_other(scope=Scope(unions=(federation.towns[0],)))
    seen = await local.ask(text, union=town)
    assert seen["overview"]["memberFigures"]["aggregate"]["sum"]["total"] == 3
    assert seen["memberFigures"]["aggregate"]["sum"] == {"own": 3}
    hidden = await local.ask(text, union=other)
    assert hidden["overview"] is None


async def tamper(work: Work, union: UUID) -> None:
    """Rows that go while the triggers are off: what no door of ours can do."""
    await work.execute(sa.text("alter table facility disable trigger figures_delete"))
    await work.execute(sa.delete(facility).where(facility.c.union_id == union))
    await work.execute(sa.text("alter table facility enable trigger figures_delete"))


async def test_drift_is_found_and_set_right(
    client: Client, federation: Federation, migrated: Stores
) -> None:
    async with transaction(client.engine, client.principal) as work:
        for _ in range(3):
            await add_facility(work, federation, federation.unions[0])
        await check_figures(work)

    owner = make_engine(migrated.owner_url)
    async with transaction(owner, client.principal) as work:
        await tamper(work, federation.unions[0])
    await owner.dispose()
    async with transaction(client.engine, client.principal) as work:
        with pytest.raises(DomainError, match="汇总数"):
            await check_figures(work)
        assert await rebuild_figures(work) > 0
        await check_figures(work)
        assert await rebuild_figures(work) == 0
    data = await client.ask(BOTH, city=str(federation.city))
    assert data["overview"]["facilityFigures"]["aggregate"]["sum"]["total"] is None


async def test_an_emptied_table_leaves_no_figures(
    client: Client, federation: Federation, migrated: Stores
) -> None:
    await enter_members(client, federation.unions[0], range(1, 4))
    async with transaction(client.engine, client.principal) as work:
        await add_facility(work, federation, federation.unions[0])
        await fold_figures(work)
    await enter_members(client, federation.unions[1], range(4, 6))
    owner = make_engine(migrated.owner_url)
    async with transaction(owner, client.principal) as work:
        await work.execute(sa.text("truncate membership cascade"))
        assert await count_drift(work) == 0
    await owner.dispose()
    data = await client.ask(BOTH, city=str(federation.city))
    assert agree(data) == 0
    assert data["overview"]["facilityFigures"]["aggregate"]["sum"]["total"] == 1


async def test_random_writes_and_folds_leave_no_drift(
    client: Client, federation: Federation
) -> None:
    """Rows inserted, moved, changed and deleted in sets; unions hung and cut; folded or not."""
    source = random.Random(20261123)  # noqa: S311 - repeatable
    members = await enter_members(client, federation.unions[0], range(1, 13))
    for step in range(30):
        async with transaction(client.engine, client.principal) as work:
            match source.randrange(4):
                case 0:
                    chosen = source.sample(members, 4)
                    await work.execute(
                        sa.update(membership)
                        .where(membership.c.id.in_(chosen))
                        .values(union_id=source.choice(federation.unions))
                    )
                case 1:
                    await add_facility(work, federation, source.choice(federation.unions))
                case 2:
                    code = f"N{step}"
                    above = source.choice(federation.towns)
                    kind = UnionKind.GRASSROOTS_UNION
                    federation.unions.append(
                        await make_union(work, code, kind, federation.county, above)
                    )
                case _:
                    await fold_figures(work)
        await move_about(client, federation) if step % 10 == 0 else None
        async with transaction(client.engine, client.principal) as work:
            assert await count_drift(work) == 0
