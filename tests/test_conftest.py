"""The fixtures themselves: a test's work is rolled back, what others left is swept."""

import pytest

from api.platform.stores import Stores
from schema.core.database import make_engine, transaction
from schema.core.params import rule_parameter
from schema.core.principal import Principal
from schema.core.work import Work
from tests.conftest import count, empty

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("turn", [1, 2])
async def test_work_is_rolled_back(work: Work, turn: int) -> None:
    assert await count(work.connection, rule_parameter) == 0, turn
    await work.insert(
        rule_parameter, rule="X", key="y", value=1, valid_from=work.today, basis="test"
    )
    assert await count(work.connection, rule_parameter) == 1


async def test_what_was_committed_is_swept(
    fresh_database: Stores, principal: Principal, work: Work
) -> None:
    engine = make_engine(fresh_database.writer_url)
    async with transaction(engine, principal) as committing:
        await committing.insert(
            rule_parameter, rule="X", key="y", value=1, valid_from=work.today, basis="test"
        )
    await engine.dispose()
    await empty(fresh_database)
    assert await count(work.connection, rule_parameter) == 0
