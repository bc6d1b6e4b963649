"""What the tests of screening share."""

import pytest

from schema.core.work import Work
from tests.schema.screening.world import World, make_world


@pytest.fixture
async def world(work: Work) -> World:
    """A small federation that is rolled back after the test."""
    return await make_world(work)
