"""A run in which a rule failed is itself an alert: nothing is silent."""

import pytest
import sqlalchemy as sa

from schema.accounts.tables import app_user, role_grant
from schema.core.notification import notification
from schema.core.params import rule_parameter
from schema.core.roles import Role, ScopeKind
from schema.screening import service
from schema.screening.tables import screening_run
from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def hire(world: World, role: Role) -> object:
    user = await world.work.insert(app_user, username=role.value.lower(), name=role.value)
    await world.work.insert(role_grant, user_id=user, role=role, scope_kind=ScopeKind.CITY)
    return user


@pytest.mark.parametrize(
    ("rules", "state"),
    [(("M2", "D1"), "PARTIAL"), (("D1",), "FAILED"), (("M2",), "SUCCEEDED")],
    ids=["partial", "failed", "sound"],
)
async def test_rules_that_failed_are_told_to_administrators_once(
    world: World, rules: tuple[str, ...], state: str
) -> None:
    keeper, reader = await hire(world, Role.ADMINISTRATOR), await hire(world, Role.CITY_LEADER)
    await world.work.execute(sa.delete(rule_parameter).where(rule_parameter.c.rule == "D1"))
    await world.screen(*rules, state=state)
    run = (await world.work.execute(sa.select(screening_run))).one()
    if state == "PARTIAL":
        await service.run_screening(world.work, run=run.id)  # the same try again tells nothing

    mine = notification.c.user_id.in_((keeper, reader))
    rows = (await world.work.execute(sa.select(notification).where(mine))).all()
    told = [(row.user_id, row.kind, row.entity, row.entity_id) for row in rows]
    alert = (keeper, "JOB_FAILED", "screening_run", run.id)
    assert told == ([] if state == "SUCCEEDED" else [alert])
    assert all("D1" in row.title and "M2" not in row.title for row in rows)
