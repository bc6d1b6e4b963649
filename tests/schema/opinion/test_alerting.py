"""Who is told of an alert: nobody who could not read what it is about."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from schema.accounts.rules import Action, Entity, is_allowed
from schema.accounts.tables import app_user, role_grant
from schema.core.notification import notification
from schema.core.roles import Department, Role, ScopeKind
from tests.schema.opinion.conftest import Newsroom

pytestmark = pytest.mark.anyio
GRIEVANCE = "聂市镇宏达鞋厂拖欠我们三十多人四个月工资，老板电话不接，一分钱都没拿到"
CRISIS = "被扣了三个月钱，真的不想活了"


async def hire(newsroom: Newsroom) -> dict[UUID, str]:
    """One user of each department, and of each other role, all of them for the whole city."""
    grants: list[tuple[str, Role, Department | None]] = [
        (role.value, role, None) for role in Role if role not in {Role.JOB, Role.CITY_DEPARTMENT}
    ]
    grants += [(d.value, Role.CITY_DEPARTMENT, d) for d in Department]
    users = {}
    for name, role, department in grants:
        user = await newsroom.work.insert(app_user, username=name.lower(), name=name)
        await newsroom.work.insert(
            role_grant, user_id=user, role=role, scope_kind=ScopeKind.CITY, department=department
        )
        users[user] = name
    return users


async def told(newsroom: Newsroom, users: dict[UUID, str]) -> set[str]:
    found = await newsroom.work.execute(sa.select(notification.c.user_id))
    return {users[user] for user in found.scalars() if user in users}


@pytest.mark.requirement("S02")
async def test_only_departments_that_read_public_opinion_are_told(
    newsroom: Newsroom, townships: dict[str, UUID]
) -> None:
    del townships
    users = await hire(newsroom)
    await newsroom.source()
    newsroom.write("a", GRIEVANCE)
    assert (await newsroom.take_in()).alerts == 1
    assert await told(newsroom, users) == {"CITY_LEADER", "PUBLICITY", "RIGHTS"}
    readers = {
        d.value
        for d in Department
        if is_allowed(Role.CITY_DEPARTMENT, Entity.OPINION, Action.READ, d)
    }
    assert readers == {"PUBLICITY", "RIGHTS"}


async def test_a_crisis_is_told_to_leaders_alone(newsroom: Newsroom) -> None:
    users = await hire(newsroom)
    await newsroom.source()
    newsroom.write("a", CRISIS)
    await newsroom.take_in()
    assert await told(newsroom, users) == {"CITY_LEADER"}


async def test_who_lost_the_grant_or_the_account_is_not_told(newsroom: Newsroom) -> None:
    users = await hire(newsroom)
    by_name = {name: user for user, name in users.items()}
    work = newsroom.work
    await work.execute(
        sa.update(role_grant)
        .where(role_grant.c.user_id == by_name["RIGHTS"])
        .values(ended_at=work.now)
    )
    await work.execute(
        sa.update(app_user)
        .where(app_user.c.id == by_name["CITY_LEADER"])
        .values(disabled_at=work.now)
    )
    await newsroom.source()
    newsroom.write("a", GRIEVANCE)
    await newsroom.take_in()
    assert await told(newsroom, users) == {"PUBLICITY"}
