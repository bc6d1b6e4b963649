"""Who was a member of which union on a day: the history, held against the ledger and a model."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.core.principal import Principal, Role, Scope, ScopeKind
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import MEMBERSHIP_TRANSITIONS, MembershipStatus
from schema.membership.tables import membership, membership_transfer, membership_version
from tests.schema.conftest import Tree
from tests.schema.membership.conftest import STANDING, Enrol, chair, city, facts, row
from tests.schema.writing.conftest import Client, Federation, client, federation, joining

__all__ = ["client", "federation"]
pytestmark = pytest.mark.anyio
STEPS = 30
FAR = 100_000
Stood = dict[UUID, tuple[UUID, MembershipStatus]]


async def transfer(work: Work, held: Any, tree: Tree, dice: random.Random) -> None:
    """Ask for a move; leave it open, refuse it, or let both chairs agree."""
    target = next(union for union in tree.unions if union != held.union_id)
    made = await service.request_transfer(
        work, membership_id=held.id, expected_version=held.version, to_union_id=target
    )
    if dice.random() < 0.3:
        return
    await service.release_transfer(chair(work, held.union_id), transfer_id=made, expected_version=1)
    if dice.random() < 0.3:
        await service.reject_transfer(
            chair(work, target), transfer_id=made, expected_version=2, reason="编制已满"
        )
    else:
        await service.accept_transfer(chair(work, target), transfer_id=made, expected_version=2)


async def call_back(work: Work, held: Any) -> None:
    """Take an open request back."""
    table = membership_transfer.c
    statement = sa.select(table.id, table.version).where(
        table.membership_id == held.id, table.decided_on.is_(None)
    )
    found = (await work.execute(statement)).one()
    await service.cancel_transfer(
        work, transfer_id=found.id, expected_version=found.version, reason="本人撤回"
    )


async def step(work: Work, member: UUID, tree: Tree, dice: random.Random) -> None:
    """Any legal step of a membership."""
    held = await row(work, membership, member)
    if held.status is MembershipStatus.TRANSFERRING:
        await call_back(work, held)
        return
    legal = MEMBERSHIP_TRANSITIONS[held.status]
    if not legal:
        return
    target = dice.choice(legal)
    if target is MembershipStatus.TRANSFERRING:
        await transfer(work, held, tree, dice)
        return
    await service.change_status(
        city(work),
        membership_id=member,
        expected_version=held.version,
        status=target,
        reason="原因",
        document="决定1号",
        educated_on=work.today,
    )


async def stand(work: Work, members: list[UUID]) -> Stood:
    """How the memberships stand now."""
    table = membership.c
    statement = sa.select(table.id, table.union_id, table.status).where(table.id.in_(members))
    return {one.id: (one.union_id, one.status) for one in await work.execute(statement)}


async def pass_days(work: Work, days: int) -> None:
    """What was written today was written so many days ago.

    By way of a far day: rows that move one by one would meet each other's days.
    """
    table = membership_version
    for step in (FAR, days - FAR):
        await work.execute(
            sa.update(table).values(
                valid_from=table.c.valid_from - step, valid_to=table.c.valid_to - step
            )
        )


async def as_of(work: Work, source: Any, members: list[UUID], day: date) -> Stood:
    """How the memberships stood on a day, by the condition that ``asOf`` is turned into."""
    statement = sa.select(source.c.membership_id, source.c.union_id, source.c.status).where(
        source.c.membership_id.in_(members),
        source.c.valid_from <= day,
        sa.or_(source.c.valid_to.is_(None), source.c.valid_to > day),
    )
    found = (await work.execute(statement)).all()
    assert len({one.membership_id for one in found}) == len(found)
    return {one.membership_id: (one.union_id, MembershipStatus[one.status]) for one in found}


@pytest.mark.parametrize("seed", range(4))
async def test_each_day_is_told_as_it_was(ruled: Work, tree: Tree, seed: int) -> None:
    """A walk of joins, transfers, lapses and returns: as of each day equals what was noted."""
    dice = random.Random(seed)  # noqa: S311 - which steps
    gaps = [dice.randrange(3) for _ in range(STEPS)]
    began = ruled.now - timedelta(days=sum(gaps))
    day = replace(ruled, now=began)
    members = [
        await service.enrol(
            day, facts(200 + place), union_id=tree.unions[place % 2], stated=STANDING
        )
        for place in range(5)
    ]
    noted: dict[date, Stood] = {}
    for gap in gaps:
        await step(day, dice.choice(members), tree, dice)
        noted[day.today] = await stand(ruled, members)
        for number in range(1, gap + 1):
            noted[day.today + timedelta(days=number)] = noted[day.today]
        await pass_days(ruled, gap)
        day = replace(day, now=day.now + timedelta(days=gap))
    noted[day.today] = await stand(ruled, members)
    assert len({tuple(sorted(one.items())) for one in noted.values()}) > 5
    for told, stood in noted.items():
        assert await as_of(ruled, membership_version, members, told) == stood, told
    # The ledger, told again, says the same: the demonstration's history is made of it.
    assert await service.retell_history(ruled) > len(members)
    for told, stood in noted.items():
        assert await as_of(ruled, membership_version, members, told) == stood, told


async def test_a_past_that_a_row_states_is_part_of_the_history(
    ruled: Work, tree: Tree, enrol: Enrol
) -> None:
    member = await enrol(joined_on=date(2019, 5, 1))
    before, since = date(2019, 4, 30), date(2019, 5, 1)
    assert await as_of(ruled, membership_version, [member], before) == {}
    stood = {member: (tree.unions[0], MembershipStatus.ACTIVE)}
    assert await as_of(ruled, membership_version, [member], since) == stood


async def listed(who: Client, union: UUID, day: date) -> tuple[int, int, set[str]]:
    """A union's members on a day: counted, grouped and listed in one statement."""
    found = await who.ask(
        f"""{{ memberVersions(asOf: "{day}", filter: {{ unionId: {{ eq: "{union}" }},
          status: {{ in: [ACTIVE, TRANSFERRING] }} }}, first: 50) {{
          totalCount groups(by: [UNION_ID]) {{ count }} nodes {{ membershipId }} }}
        unions(filter: {{ id: {{ eq: "{union}" }} }}) {{ nodes {{
          membersHistory(asOf: "{day}") {{ totalCount }} }} }} }}"""
    )
    shown = found["memberVersions"]
    below = found["unions"]["nodes"]
    assert not below or below[0]["membersHistory"]["totalCount"] >= shown["totalCount"]
    grouped = sum(group["count"] for group in shown["groups"])
    return shown["totalCount"], grouped, {node["membershipId"] for node in shown["nodes"]}


async def test_a_past_day_over_graphql_in_each_scope(
    client: Client, federation: Federation
) -> None:
    """Who left is still shown to his old union for the time before, to no other chair."""
    old, new = federation.unions
    members = []
    for number in range(3):
        stated = joining(old, 300 + number)
        made = await client.send(
            """mutation($input: JoinUnionInput!, $key: String!) {
              joinUnion(input: $input, idempotencyKey: $key) { member { id } errors { code } } }""",
            input=stated,
            key=f"history-{number:04d}",
        )
        assert made["joinUnion"]["errors"] == []
        members.append(made["joinUnion"]["member"]["id"])
    gone = UUID(members[0])
    async with client.engine.begin() as connection:
        await connection.execute(
            sa.text(
                "select set_config('gonghui.scope', '*', true),"
                " set_config('gonghui.subject', 'user:test', true)"
            )
        )
        today = (await connection.execute(sa.select(sa.func.gonghui_today()))).scalar_one()
        table = membership_version
        month = timedelta(days=30)
        await connection.execute(sa.update(table).values(valid_from=today - month))
        await connection.execute(
            sa.update(membership).where(membership.c.id == gone).values(union_id=new)
        )

    def chair_of(union: UUID) -> Client:
        scope = Scope(unions=(union,), narrow=ScopeKind.UNION)
        return replace(client, principal=Principal(f"user:{union}", Role.GRASSROOTS_CHAIR, scope))

    before, stayed = today - timedelta(days=1), set(members[1:])
    for who in (client, chair_of(old)):
        assert await listed(who, old, before) == (3, 3, set(members))
        assert await listed(who, old, today) == (2, 2, stayed)
    assert await listed(chair_of(new), new, today) == (1, 1, {members[0]})
    assert await listed(chair_of(new), old, before) == (0, 0, set())
    assert await listed(chair_of(new), new, before) == (0, 0, set())
