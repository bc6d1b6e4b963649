"""The fixtures themselves: a test's work is rolled back."""

import pytest

from schema.core.params import rule_parameter
from schema.core.work import Work
from tests.conftest import count

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("turn", [1, 2])
async def test_work_is_rolled_back(work: Work, turn: int) -> None:
    assert await count(work.connection, rule_parameter) == 0, turn
    await work.insert(
        rule_parameter, rule="X", key="y", value=1, valid_from=work.today, basis="test"
    )
    assert await count(work.connection, rule_parameter) == 1
